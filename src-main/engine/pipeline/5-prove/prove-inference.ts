import { chmod, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { LongWork } from '../../../api/progress.ts';
import type { Receipt, ReceiptContext } from '../../../api/receipt.ts';
import { computeContext } from '../../chain/compute-context.ts';
import { elementsFor, type StatementLayout } from '../../chain/statement-layout.ts';
import type { IntegerValues } from '../../graph/evaluate.ts';
import type { IntegerGraph } from '../../graph/integer-graph.ts';
import { product } from '../../graph/linear-map.ts';
import { toNumber } from '../../graph/rational.ts';
import { computeWitness } from '../../proofs/groth16/linker/compute-witness.ts';
import { writeWtns } from '../../proofs/groth16/linker/write-wtns.ts';
import { proveWitness } from '../../proofs/groth16/prover/prove.ts';
import { partialName } from '../../store/partial-name.ts';
import { makeFolder } from '../../store/write-atomic.ts';
import { drawSalt } from './draw-salt.ts';

/** All that a proof needs beside the input. */
export interface ProvableModel {
  graph: IntegerGraph;
  layout: StatementLayout;
  zkeyPath: string;
  r1csPath: string;
  verificationKey: unknown;
  model: Receipt['model'];
  key: Receipt['key'];
  versions: Receipt['versions'];
  /** For what is written down while it is proven: the workspace's, which is swept after a crash. */
  temporaryFolder: string;
}

export interface ProvenInput {
  receipt: Receipt;
  /** For each committed input its salt (decimal): whoever has it and the values can open the commitment. */
  salts: Record<string, string>;
  seconds: { witness: number; prove: number };
}

/**
 * Stage 5: runs the model on integers, assigns the witness, proves it, and writes down the receipt.
 * @param inputs integers of each graph input
 * @param givenSalts for committed inputs whose commitment was fixed before; the others get fresh salts
 * @throws AppError `input-invalid`, `key-invalid`, `witness-invalid`, `proof-invalid`, `disk-full`, `aborted`
 */
export async function proveInference(
  provable: ProvableModel,
  inputs: ReadonlyMap<string, IntegerValues>,
  context: ReceiptContext,
  givenSalts: ReadonlyMap<string, bigint>,
  work: LongWork,
): Promise<ProvenInput> {
  const { graph, layout } = provable;
  const committed = layout.inputs.filter(({ mode }) => mode === 'committed');
  const salts = new Map(committed.map(({ name }) => [name, givenSalts.get(name) ?? drawSalt()]));
  const started = performance.now();
  work.onProgress?.({ stage: 'witness', message: 'Computing the witness' });
  const witness = computeWitness({ graph, layout }, inputs, salts, computeContext(parseContext(context)));
  const witnessed = performance.now();
  const folder = join(provable.temporaryFolder, partialName('prove'));
  await makeFolder(folder);
  try {
    await chmod(folder, 0o700);
    const wtnsPath = join(folder, 'witness.wtns');
    await writeWtns(wtnsPath, witness.values);
    const { zkeyPath, r1csPath } = provable;
    const { proof, publicSignals } = await proveWitness({ zkeyPath, wtnsPath, r1csPath }, work);
    const { model, key, versions, verificationKey } = provable;
    return {
      receipt: {
        format: 'proofpress-receipt-1',
        model,
        statement: layout,
        context,
        inputs: describeInputs(layout, publicSignals),
        outputs: describeOutputs(graph, witness.outputs),
        publicSignals,
        proof,
        verificationKey,
        key,
        versions,
      },
      salts: Object.fromEntries([...salts].map(([name, salt]) => [name, salt.toString()])),
      seconds: { witness: toSeconds(witnessed - started), prove: toSeconds(performance.now() - witnessed) },
    };
  } finally {
    // The witness holds the inputs and the salts in the clear.
    await rm(folder, { recursive: true, force: true });
  }
}

export function parseContext(context: ReceiptContext) {
  return {
    chainId: BigInt(context.chainId),
    router: context.router,
    modelId: BigInt(context.modelId),
    requestId: context.requestId,
    consumer: context.consumer,
    payee: context.payee,
    deadline: BigInt(context.deadline),
  };
}

/** Milliseconds to seconds, to the millisecond. */
function toSeconds(milliseconds: number): number {
  return Math.round(milliseconds) / 1000;
}

function describeInputs(layout: StatementLayout, publicSignals: readonly string[]): Receipt['inputs'] {
  let next = 1;
  return layout.inputs.map(({ name, mode, count, bits }) => {
    const signals = publicSignals.slice(next, next + (mode === 'committed' ? 1 : elementsFor(count, bits)));
    next += signals.length;
    return { name, signals };
  });
}

function describeOutputs(graph: IntegerGraph, values: readonly bigint[]): Receipt['outputs'] {
  let next = 0;
  return graph.outputs.map(({ name, shape, scale }) => {
    const integers = values.slice(next, next + product(shape));
    next += integers.length;
    const unit = toNumber(scale);
    return {
      name,
      shape,
      integers: integers.map(String),
      scale: `${scale.numerator}/${scale.denominator}`,
      reals: integers.map((value) => Number(value) * unit),
    };
  });
}
