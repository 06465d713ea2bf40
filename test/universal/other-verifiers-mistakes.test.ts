import { describe, expect, it } from 'vitest';
import { createPrimeField } from '../../src-main/engine/proofs/sumcheck/reference/prime-field.ts';
import { proofLayout } from '../../src-main/engine/proofs/sumcheck/reference/proof-length.ts';
import { ProofReader } from '../../src-main/engine/proofs/sumcheck/reference/proof-reader.ts';
import { proveUniversal, type SlotValues } from '../../src-main/engine/proofs/sumcheck/reference/prove.ts';
import { rootFraction } from '../../src-main/engine/proofs/sumcheck/reference/fraction-tree.ts';
import { wordOf } from '../../src-main/engine/proofs/sumcheck/reference/transcript.ts';
import { refusal } from './support/both-verifiers.ts';
import { relationPoint } from './support/challenges.ts';
import { isAcceptedWith } from './support/faulty-verifier.ts';
import {
  type FaultyTranscript,
  faultyTranscript,
  isAcceptedWithTranscript,
  type TranscriptFault,
} from './support/faulty-transcripts.ts';
import { forgeOutputs } from './support/forged-outputs.ts';
import { proveAtOtherLeafPoint } from './support/other-leaf-point.ts';
import { pooledByDifferences } from './support/pooled-by-differences.ts';
import { tuneMultiplicity } from './support/tuned-multiplicity.ts';
import { prove, type UniversalCase } from './support/universal-case.ts';
import { layerCase, withWrongRemainder } from './support/wrong-remainder.ts';

const LOOKUPS = 'lookups: the fractions do not add up to zero';
const LAYER = 'lookups: a layer of the tree does not fit';
const RELATIONS = 'relations: the sum is not zero';

const small = createPrimeField(12_289n);

/**
 * Eight mistakes that another system's verifier had. Each proof is accepted by a verifier that is right but for the one mistake, and refused by
 * both of ours: as it stands, and made anew with their own challenges.
 */
describe('both verifiers refuse what another accepted', () => {
  it('1: challenges of the lookups that the witness, multiplicities among it, comes after', () => {
    // Only the key is absorbed before alpha and beta.
    const fault: TranscriptFault = { heldUntil: (drawn) => (drawn < 2 ? 2 : 0) };
    const { claimed, slots } = withWrongRemainder(layerCase());
    const [alpha, beta] = faultyTranscript(claimed, fault).challenges(2) as [bigint, bigint];
    const tuned = tuneMultiplicity(claimed, slots, alpha, beta);
    const { proof } = proveWith(fault, claimed, tuned);
    expect(isAcceptedWithTranscript(fault, claimed, proof)).toBe(true);
    expect(refusal(claimed, proof)).toBe(LAYER);
    expect(refusal(claimed, prove(claimed, tuned))).toBe(LOOKUPS);
  });

  it('2: a point for the outputs that inputs, outputs and witness come after: a constant of the model', () => {
    const one = layerCase({ field: small });
    const { start, count } = relationPoint(one);
    const fault: TranscriptFault = { isOfKeyAlone: (drawn) => drawn >= start && drawn < start + count };
    const first = proveWith(fault, one, one.slots);
    const point = first.transcript.drawn.slice(start, start + count);
    const claimed = claiming(one, [forgeOutputs(one, point)]);
    const { proof, transcript } = proveWith(fault, claimed, one.slots);
    expect(transcript.drawn.slice(start, start + count)).toEqual(point);
    expect(isAcceptedWithTranscript(fault, claimed, proof)).toBe(true);
    expect(refusal(claimed, proof)).toBeDefined();
    expect(refusal(claimed, prove(claimed, one.slots))).toBe(RELATIONS);
  });

  it('3: values of a layer of fractions that the challenges that join them come before', () => {
    // Four values wait until mu and lambda were drawn.
    const fault: TranscriptFault = { heldUntil: (drawn, words) => (words === 4 ? drawn + 2 : 0) };
    const { claimed, slots } = withWrongRemainder(layerCase());
    const { field } = claimed;
    const first = proveWith(fault, claimed, slots);
    const [mu, lambda] = first.transcript.drawn.slice(2, 4) as [bigint, bigint];
    const layout = proofLayout(claimed.key.descriptor, claimed.scheme);
    const reader = new ProofReader(field, first.proof, first.proof.length / 32);
    reader.words(layout.commitments);
    const [p0, p1, q0, q1] = reader.elements(4) as [bigint, bigint, bigint, bigint];
    const between = (low: bigint, high: bigint) =>
      field.add(low, field.multiply(mu, field.subtract(high, low)));
    // What the layer below will be asked for, and a root of zero that asks for the same.
    const asked = field.add(between(p0, p1), field.multiply(lambda, between(q0, q1)));
    const slope = field.invert(field.of(1n - 2n * mu));
    const top = field.multiply(field.subtract(asked, lambda), slope);
    const root = [top, field.of(-top), 1n, 1n];
    const { proof } = proveWith(fault, claimed, slots, root);
    expect(isAcceptedWithTranscript(fault, claimed, proof)).toBe(true);
    expect(refusal(claimed, proof)).toBe(LAYER);
    expect(refusal(claimed, prove(claimed, slots))).toBe(LOOKUPS);
  });

  it('4: a point of the leaves that comes from the proof', () => {
    const { claimed, slots } = withWrongRemainder(layerCase({ field: small }));
    const { proof, leafPoint } = proveAtOtherLeafPoint(claimed, slots);
    expect(isAcceptedWith({ leafPoint }, claimed, proof)).toBe(true);
    expect(isAcceptedWith({}, claimed, proof)).toBe(false);
    expect(refusal(claimed, proof)).toMatch('of the leaves do not fit');
    expect(refusal(claimed, withMore(proof, leafPoint))).toBe('proof: too long');
  });

  it('5: fractions that are added up and not looked at', () => {
    const { claimed, slots } = withWrongRemainder(layerCase());
    const { field } = claimed;
    const proof = prove(claimed, slots);
    const { commitments } = proofLayout(claimed.key.descriptor, claimed.scheme);
    const reader = new ProofReader(field, proof, proof.length / 32);
    reader.words(commitments);
    const { numerator, denominator } = rootFraction(field, reader.elements(4));
    const more = [field.of(-numerator), denominator] as const;
    expect(isAcceptedWith({ moreFractions: [more] }, claimed, proof)).toBe(true);
    expect(isAcceptedWith({}, claimed, proof)).toBe(false);
    expect(refusal(claimed, proof)).toBe(LOOKUPS);
    expect(refusal(claimed, withMore(proof, more))).toBe('proof: too long');
  });

  it('6: a sumcheck whose last claim is compared with nothing', () => {
    const one = layerCase();
    const claimed = claiming(one, [[0n, 0n, 0n, 0n]]);
    const proof = prove(claimed, one.slots);
    expect(one.publicValues.outputs[0]).not.toEqual([0n, 0n, 0n, 0n]);
    expect(isAcceptedWith({ ignoresRelations: true }, claimed, proof)).toBe(true);
    expect(isAcceptedWith({}, claimed, proof)).toBe(false);
    expect(refusal(claimed, proof)).toBe(RELATIONS);
  });

  it('7: a product of as many claims as the proof has', () => {
    const one = layerCase();
    const { field } = one;
    const claimed = claiming(one, [[0n, 0n, 0n, 0n]]);
    const proof = prove(claimed, one.slots);
    const more: bigint[] = [];
    const onRelations = (claim: bigint, found: bigint) =>
      void more.push(field.multiply(claim, field.invert(found)));
    isAcceptedWith({ onRelations }, claimed, proof);
    expect(isAcceptedWith({ moreFactors: more }, claimed, proof)).toBe(true);
    expect(isAcceptedWith({}, claimed, proof)).toBe(false);
    expect(refusal(claimed, proof)).toBe(RELATIONS);
    expect(refusal(claimed, withMore(proof, more))).toBe('proof: too long');
  });

  it('8: one challenge for two coordinates of a point: 7 as the maximum of 0, 10, 4, 0', () => {
    const honest = pooledByDifferences([0n, 10n, 4n, 0n], 10n, [10n, 0n, 6n, 10n]);
    expect(refusal(honest, prove(honest, honest.slots))).toBeUndefined();
    // 7 - 10 and 7 - 4 are no differences of a maximum; as 0 and 0 they have the same sum.
    const forged = pooledByDifferences([0n, 10n, 4n, 0n], 7n, [7n, 0n, 0n, 7n]);
    const { start } = relationPoint(forged);
    const fault: TranscriptFault = { repeats: (drawn) => (drawn === start + 1 ? start : undefined) };
    const { proof } = proveWith(fault, forged, forged.slots);
    expect(isAcceptedWithTranscript(fault, forged, proof)).toBe(true);
    expect(refusal(forged, proof)).toBe(RELATIONS);
    expect(refusal(forged, prove(forged, forged.slots))).toBe(RELATIONS);
  });

  it('and a verifier without these mistakes accepts what ours accept', () => {
    const one = layerCase();
    expect(isAcceptedWith({}, one, prove(one, one.slots))).toBe(true);
    expect(isAcceptedWithTranscript({}, one, prove(one, one.slots))).toBe(true);
  });
});

type Provable = Omit<UniversalCase, 'graph'>;

function claiming(one: UniversalCase, outputs: bigint[][]): UniversalCase {
  return { ...one, publicValues: { ...one.publicValues, outputs } };
}

/** A proof with the challenges of a faulty transcript, perhaps with other values in the place of the root of the fractions. */
function proveWith(
  fault: TranscriptFault,
  one: Provable,
  slots: SlotValues,
  root?: readonly bigint[],
): { proof: Uint8Array; transcript: FaultyTranscript } {
  const { field, key, scheme, publicValues } = one;
  const transcript = faultyTranscript(one, fault);
  transcript.replacement = root;
  const proof = proveUniversal(field, key, scheme, publicValues, slots, transcript);
  const at = 32 * proofLayout(key.descriptor, scheme).commitments;
  root?.forEach((value, index) => proof.set(wordOf(value), at + 32 * index));
  return { proof, transcript };
}

function withMore(proof: Uint8Array, elements: readonly bigint[]): Uint8Array {
  return Uint8Array.from([...proof, ...elements.flatMap((value) => [...wordOf(value)])]);
}
