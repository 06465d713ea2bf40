import { describe, expect, it } from 'vitest';
import { createPrimeField } from '../../src-main/engine/proofs/sumcheck/reference/prime-field.ts';
import { proveUniversal } from '../../src-main/engine/proofs/sumcheck/reference/prove.ts';
import { integerOf, Transcript } from '../../src-main/engine/proofs/sumcheck/reference/transcript.ts';
import { verifyUniversal } from '../../src-main/engine/proofs/sumcheck/reference/verify.ts';
import { refusal } from './support/both-verifiers.ts';
import { relationPoint } from './support/challenges.ts';
import { forgeOutputs } from './support/forged-outputs.ts';
import { knownMercury } from './support/kzg-setup.ts';
import { honestTape, recordingTranscript, verdictWithTape } from './support/tapes.ts';
import { tuneMultiplicity } from './support/tuned-multiplicity.ts';
import { prove, type UniversalCase } from './support/universal-case.ts';
import { layerCase, withWrongRemainder } from './support/wrong-remainder.ts';

describe('the transcript', () => {
  it('absorbs every word of a proof, once and in order, up to the last challenge', () => {
    const one = layerCase({ scheme: knownMercury(6), limbBits: 3 });
    const transcript = recordingTranscript(one);
    const statementWords = transcript.tape.length;
    const proof = proveUniversal(one.field, one.key, one.scheme, one.publicValues, one.slots, transcript);
    const absorbed = transcript.tape.slice(statementWords).filter(({ isChallenge }) => !isChallenge);
    const words = Array.from({ length: proof.length / 32 }, (_, at) =>
      integerOf(proof.slice(32 * at, 32 * at + 32)),
    );
    // W' alone comes after all challenges.
    expect(absorbed.map(({ value }) => value)).toEqual(words.slice(0, -2));
    expect(transcript.tape.at(-1)!.isChallenge).toBe(true);
  });

  it('gives other challenges after every word that is another', () => {
    const one = layerCase();
    const transcript = recordingTranscript(one);
    verifyUniversal(one.field, one.key, one.scheme, one.publicValues, prove(one, one.slots), transcript);
    const { tape } = transcript;
    const honest = replay(one, tape);
    tape.forEach(({ isChallenge }, at) => {
      if (isChallenge) return;
      const changed = replay(
        one,
        tape.map((entry, index) => (index === at ? { ...entry, value: entry.value + 1n } : entry)),
      );
      const before = tape.slice(0, at).filter((entry) => entry.isChallenge).length;
      expect(changed.slice(0, before)).toEqual(honest.slice(0, before));
      changed.slice(before).forEach((challenge, index) => expect(challenge).not.toBe(honest[before + index]));
    });
  });

  it('refuses outputs that agree with the true ones at a point known before', () => {
    // In a small field another output with the same value at a point is soon found.
    const field = createPrimeField(12_289n);
    const one = layerCase({ field });
    const tape = honestTape(one);
    const { start, count } = relationPoint(one);
    const forged = forgeOutputs(one, tape.slice(start, start + count));
    const claimed: UniversalCase = { ...one, publicValues: { ...one.publicValues, outputs: [forged] } };
    expect(verdictWithTape(claimed, one.slots, tape)).toBeUndefined();
    expect(refusal(claimed, prove(claimed, one.slots))).toBe('relations: the sum is not zero');
  });

  it('refuses a remainder that is in no table, with multiplicities that make up for it at an alpha known before', () => {
    const one = layerCase();
    const tape = honestTape(one);
    const [alpha, beta] = tape as [bigint, bigint];
    const { claimed, slots: wrong } = withWrongRemainder(one);
    const tuned = tuneMultiplicity(one, wrong, alpha, beta);
    expect(verdictWithTape(claimed, wrong, tape)).toMatch('fractions do not add up');
    expect(verdictWithTape(claimed, tuned, tape)).toBeUndefined();
    expect(refusal(claimed, prove(claimed, tuned))).toMatch('fractions do not add up');
  });
});

function replay(
  { field }: UniversalCase,
  tape: readonly { isChallenge: boolean; value: bigint }[],
): bigint[] {
  const transcript = new Transcript(field, 'replayed');
  const challenges: bigint[] = [];
  for (const { isChallenge, value } of tape) {
    if (isChallenge) challenges.push(transcript.challenge());
    else transcript.absorb(value);
  }
  return challenges;
}
