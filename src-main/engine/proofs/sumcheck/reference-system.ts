import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError, describeCause } from '../../../api/errors.ts';
import { throwIfAborted } from '../../../api/progress.ts';
import { createEvaluator } from '../../graph/evaluate.ts';
import { writeAtomic } from '../../store/write-atomic.ts';
import { SCALAR_FIELD } from '../bn254.ts';
import type { ProofSystem } from '../port.ts';
import { loadKzgSetup } from './load-kzg-setup.ts';
import { describeGraph } from './reference/describe/describe-graph.ts';
import { mercury } from './reference/mercury.ts';
import { createPrimeField } from './reference/prime-field.ts';
import { proofLayout, proofWords } from './reference/proof-length.ts';
import { proveUniversal, rowsOf } from './reference/prove.ts';
import { verifyUniversal } from './reference/verify.ts';

const field = createPrimeField(SCALAR_FIELD);
const KEY_FILE = 'universal-key.json';
const WORD_BYTES = 32;

/** The commitments of the key's rows, and the powers of tau they were made with; the rest follows from the record. */
const keySchema = z.object({
  format: z.literal('proofpress-universal-key-1'),
  ptau: z.string(),
  commitments: z.array(z.array(z.string().regex(/^[0-9a-f]{64}$/))),
});

/**
 * The universal system of docs/protocol/universal.md, by its reference: slow, for models of some 2^18 leaves.
 * @param options.ptauPath the powers of tau, one file for all models
 */
export function referenceSystem({ ptauPath }: { ptauPath: string }): ProofSystem {
  return {
    id: 'sumcheck',
    estimate(graph) {
      const { descriptor } = describeGraph(field, graph);
      const words = { commitmentWords: 2, openingWords: () => 20 };
      return {
        ptauPower: descriptor.rowVariables,
        keyBytes: WORD_BYTES * words.commitmentWords * descriptor.keyRows,
        proofBytes: WORD_BYTES * proofWords(proofLayout(descriptor, words)),
      };
    },
    async setup(graph, keyFolder, work) {
      const { descriptor, keySlots } = describeGraph(field, graph);
      const { scheme, ptau } = await openScheme(ptauPath, descriptor.rowVariables, work.signal);
      const commitments: string[][] = [];
      for (const row of rowsOf(descriptor, keySlots).slice(0, descriptor.keyRows)) {
        throwIfAborted(work.signal);
        commitments.push(scheme.commit(row).map((word) => Buffer.from(word).toString('hex')));
        const fraction = commitments.length / descriptor.keyRows;
        work.onProgress?.({ stage: 'setup', message: 'Committing to the model', fraction });
      }
      const key = { format: 'proofpress-universal-key-1', ptau, commitments };
      await writeAtomic(join(keyFolder, KEY_FILE), `${JSON.stringify(key)}\n`);
    },
    async prove(graph, keyFolder, { context, inputs }, { signal }) {
      const { descriptor, fill } = describeGraph(field, graph);
      const tensors = new Map<string, bigint[]>();
      for (const [name, values] of createEvaluator(graph).run(inputs))
        tensors.set(name, Array.from<number | bigint, bigint>(values, BigInt));
      const statement = {
        context,
        inputs: graph.inputs.map(({ name }) => tensors.get(name)!),
        outputs: graph.outputs.map(({ name }) => tensors.get(name)!),
      };
      const { scheme, commitments } = await openKey(ptauPath, keyFolder, descriptor.rowVariables, signal);
      throwIfAborted(signal);
      const key = { descriptor, commitments };
      return { statement, proof: proveUniversal(field, key, scheme, statement, fill(tensors)) };
    },
    async verify(graph, keyFolder, statement, proof) {
      const { descriptor } = describeGraph(field, graph);
      const { scheme, commitments } = await openKey(ptauPath, keyFolder, descriptor.rowVariables);
      try {
        verifyUniversal(field, { descriptor, commitments }, scheme, statement, proof);
      } catch (cause) {
        throw new AppError(
          'proof-invalid',
          `The proof does not hold: ${describeCause(cause)}.`,
          'Do not rely on it; ask whoever made it for a new one.',
          { cause },
        );
      }
    },
  };
}

/** Rows are opened with Mercury over the file's powers. */
async function openScheme(ptauPath: string, variables: number, signal?: AbortSignal) {
  const { setup, id } = await loadKzgSetup(ptauPath, variables, signal);
  return { scheme: mercury(field, setup, id), ptau: id };
}

async function openKey(ptauPath: string, keyFolder: string, variables: number, signal?: AbortSignal) {
  const path = join(keyFolder, KEY_FILE);
  const key = await readFile(path, 'utf8')
    .then((text) => keySchema.parse(JSON.parse(text)))
    .catch((cause: unknown) => {
      throw new AppError('key-invalid', `The key ${path} cannot be read.`, 'Make the key again.', { cause });
    });
  const { scheme, ptau } = await openScheme(ptauPath, variables, signal);
  if (ptau !== key.ptau) {
    throw new AppError(
      'key-invalid',
      `The key ${path} was made with other powers of tau than ${ptauPath} has.`,
      'Name the file that it was made with, or make the key again.',
    );
  }
  const commitments = key.commitments.map((words) =>
    words.map((word) => new Uint8Array(Buffer.from(word, 'hex'))),
  );
  return { scheme, commitments };
}
