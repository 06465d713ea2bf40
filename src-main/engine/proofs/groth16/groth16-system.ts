import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../../api/errors.ts';
import { packValues } from '../../chain/pack-values.ts';
import type { StatementLayout } from '../../chain/statement-layout.ts';
import type { IntegerGraph } from '../../graph/integer-graph.ts';
import { product } from '../../graph/linear-map.ts';
import { partialName } from '../../store/partial-name.ts';
import { makeFolder, writeAtomic } from '../../store/write-atomic.ts';
import type { ProofStatement, ProofSystem } from '../port.ts';
import { estimateCircuit } from './estimate.ts';
import { setupKeys } from './keys/setup-keys.ts';
import { computeWitness } from './linker/compute-witness.ts';
import { linkCircuit } from './linker/link-circuit.ts';
import { writeR1cs } from './linker/write-r1cs.ts';
import { writeWtns } from './linker/write-wtns.ts';
import { proveWitness } from './prover/prove.ts';
import { verifyProof } from './prover/verify-proof.ts';

const FILES = { r1cs: 'circuit.r1cs', zkey: 'proving-key.zkey', verificationKey: 'verification-key.json' };
/** A, B and C as the contracts take them. */
const PROOF_BYTES = 256;

export interface Groth16Options {
  ptauPath: string;
  /** Where compiled gadgets are kept. */
  gadgetFolder: string;
  /** How a graph's inputs and outputs stand in the public signals; every input in the clear. */
  layoutOf(graph: IntegerGraph): StatementLayout;
}

/** Circuits of linked gadgets, proven with Groth16. A proof is snarkjs' JSON as UTF-8. */
export function groth16System({ ptauPath, gadgetFolder, layoutOf }: Groth16Options): ProofSystem {
  return {
    id: 'groth16',
    estimate(graph) {
      const { domainPower, keyBytes } = estimateCircuit(graph);
      return { ptauPower: domainPower, keyBytes, proofBytes: PROOF_BYTES };
    },
    async setup(graph, keyFolder, work) {
      await makeFolder(gadgetFolder);
      const { system } = await linkCircuit({ graph, layout: layoutOf(graph) }, gadgetFolder, work);
      const [r1csPath, zkeyPath] = [join(keyFolder, FILES.r1cs), join(keyFolder, FILES.zkey)];
      await writeR1cs(r1csPath, system, work);
      const { verificationKey } = await setupKeys({ r1csPath, ptauPath, zkeyPath }, work);
      await writeAtomic(join(keyFolder, FILES.verificationKey), `${JSON.stringify(verificationKey)}\n`);
    },
    async prove(graph, keyFolder, { context, inputs }, work) {
      const witness = computeWitness({ graph, layout: layoutOf(graph) }, inputs, new Map(), context);
      const folder = join(keyFolder, partialName('prove'));
      await makeFolder(folder);
      try {
        const wtnsPath = join(folder, 'witness.wtns');
        await writeWtns(wtnsPath, witness.values);
        const [r1csPath, zkeyPath] = [join(keyFolder, FILES.r1cs), join(keyFolder, FILES.zkey)];
        const { proof } = await proveWitness({ zkeyPath, wtnsPath, r1csPath }, work);
        const statement = {
          context,
          inputs: graph.inputs.map(({ name }) =>
            Array.from<number | bigint, bigint>(inputs.get(name)!, BigInt),
          ),
          outputs: split(
            witness.outputs,
            graph.outputs.map(({ shape }) => product(shape)),
          ),
        };
        return { statement, proof: new TextEncoder().encode(JSON.stringify(proof)) };
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
    async verify(graph, keyFolder, statement, proof) {
      const key = await readKey(join(keyFolder, FILES.verificationKey));
      const signals = publicSignals(layoutOf(graph), statement).map(String);
      if (!(await verifyProof(key, signals, parseProof(proof)))) throw refused('it does not hold');
    },
  };
}

/** The context, each input packed, all outputs packed together. */
function publicSignals(layout: StatementLayout, { context, inputs, outputs }: ProofStatement): bigint[] {
  if (inputs.length !== layout.inputs.length) {
    throw new AppError(
      'input-invalid',
      `The statement has ${inputs.length} inputs, the model ${layout.inputs.length}.`,
      'Take the statement of a proof of this model.',
    );
  }
  return [
    context,
    ...layout.inputs.flatMap((input, index) => packValues(inputs[index]!, input)),
    ...packValues(outputs.flat(), layout.outputs),
  ];
}

function split(values: readonly bigint[], lengths: readonly number[]): bigint[][] {
  let next = 0;
  return lengths.map((length) => values.slice(next, (next += length)));
}

async function readKey(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new AppError('key-invalid', `The key ${path} cannot be read.`, 'Make the key again.', { cause });
  }
}

function parseProof(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw refused('it is no JSON', cause);
  }
}

function refused(reason: string, cause?: unknown): AppError {
  return new AppError(
    'proof-invalid',
    `The proof cannot be relied on: ${reason}.`,
    'Ask whoever made it for a new one.',
    { cause },
  );
}
