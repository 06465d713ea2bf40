import { expect } from 'vitest';
import type { IntegerGraph } from '../../../src-main/engine/graph/integer-graph.ts';
import { proofLayout, proofWords } from '../../../src-main/engine/proofs/sumcheck/reference/proof-length.ts';
import { proveUniversal } from '../../../src-main/engine/proofs/sumcheck/reference/prove.ts';
import { beginTranscript } from '../../../src-main/engine/proofs/sumcheck/reference/statement.ts';
import { verifyUniversal } from '../../../src-main/engine/proofs/sumcheck/reference/verify.ts';
import { addCounts } from '../../../src-main/engine/proofs/sumcheck/work/operation-counts.ts';
import { proverWork } from '../../../src-main/engine/proofs/sumcheck/work/prover-work.ts';
import { verifierWork } from '../../../src-main/engine/proofs/sumcheck/work/verifier-work.ts';
import type { Random } from '../../circuits/support/random.ts';
import { Counters } from './counters.ts';
import { randomInputs, universalCase } from './universal-case.ts';

/** Proves and verifies a run, and requires that the work model says to the operation what was done. */
export function expectExactWork(
  graph: IntegerGraph,
  random: Random,
  options: { rowVariables: number; limbBits?: number },
): void {
  const counters = new Counters();
  const scheme = counters.mercury(options.rowVariables);
  const one = universalCase(graph, randomInputs(graph, random), {
    ...options,
    scheme,
    field: counters.field,
  });
  const { field, key, publicValues, slots } = one;
  const { descriptor } = key;
  const transcript = () => beginTranscript(field, key, scheme, publicValues, counters.transcript());

  counters.take();
  const proof = proveUniversal(field, key, scheme, publicValues, slots, transcript());
  const proving = counters.take();
  verifyUniversal(field, key, scheme, publicValues, proof, transcript());
  const verifying = counters.take();

  const layout = proofLayout(descriptor, scheme);
  expect(proof.length).toBe(32 * proofWords(layout));
  const verifier = addCounts(Object.values(verifierWork(descriptor, layout)));
  expect(verifying).toEqual(verifier);
  const prover = addCounts(Object.values(proverWork(descriptor)));
  const { multiplications, inversions, pointMultiplications } = prover;
  expect(proving).toMatchObject({ multiplications, inversions, pointMultiplications });
  // The prover draws the same challenges.
  expect(proving).toMatchObject({ hashes: verifier.hashes, hashedWords: verifier.hashedWords });
}
