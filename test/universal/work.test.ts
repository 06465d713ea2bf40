import { describe, expect, it } from 'vitest';
import { proofLayout, proofWords } from '../../src-main/engine/proofs/sumcheck/reference/proof-length.ts';
import { proveUniversal } from '../../src-main/engine/proofs/sumcheck/reference/prove.ts';
import { beginTranscript } from '../../src-main/engine/proofs/sumcheck/reference/statement.ts';
import { verifyUniversal } from '../../src-main/engine/proofs/sumcheck/reference/verify.ts';
import { addCounts } from '../../src-main/engine/proofs/sumcheck/work/operation-counts.ts';
import { proverWork } from '../../src-main/engine/proofs/sumcheck/work/prover-work.ts';
import { verifierWork } from '../../src-main/engine/proofs/sumcheck/work/verifier-work.ts';
import { Random } from '../circuits/support/random.ts';
import { Counters } from './support/counters.ts';
import { primitiveCases } from './support/primitive-cases.ts';
import { randomInputs, universalCase } from './support/universal-case.ts';

const SEED = Number(process.env.TEST_SEED ?? 1);
const ROW_VARIABLES = 12;

describe('the work model says what the reference does', () => {
  it.each(primitiveCases())('for %s', (_, graph) => {
    const counters = new Counters();
    const scheme = counters.mercury(ROW_VARIABLES);
    const one = universalCase(graph, randomInputs(graph, new Random(SEED)), {
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
    const { multiplications, inversions, pointMultiplications } = addCounts(
      Object.values(proverWork(descriptor)),
    );
    expect(proving).toMatchObject({ multiplications, inversions, pointMultiplications });
    // The prover draws the same challenges.
    expect(proving).toMatchObject({ hashes: verifier.hashes, hashedWords: verifier.hashedWords });
  });
});
