import type { Descriptor } from './descriptor.ts';
import { factorReader, type FactorPoint } from './evaluate-factor.ts';
import { followFractions, type FractionProof } from './fraction-tree.ts';
import { evaluateLeaves } from './leaves.ts';
import { equalTable } from './multilinear.ts';
import type { OpeningScheme } from './opening-scheme.ts';
import type { PrimeField } from './prime-field.ts';
import { proofLayout, proofWords } from './proof-length.ts';
import { ProofReader } from './proof-reader.ts';
import { batchRelations, relationShape } from './relation-terms.ts';
import { claimWeight, type SlotClaim, SlotClaims } from './slot-claims.ts';
import { beginTranscript, publicTables, type PublicValues, type UniversalKey } from './statement.ts';
import { followSum } from './sum-rounds.ts';
import type { Transcript } from './transcript.ts';

/**
 * Checks a proof, in the order of docs/protocol/universal.md, "Key and proof".
 * @param transcript another one for experiments alone
 * @throws Error saying what does not hold; returns nothing, so that a verdict cannot be overlooked
 */
export function verifyUniversal(
  field: PrimeField,
  key: UniversalKey,
  scheme: OpeningScheme,
  publicValues: PublicValues,
  proof: Uint8Array,
  transcript = beginTranscript(field, key, scheme, publicValues),
): void {
  const { descriptor } = key;
  checkPublic(field, descriptor, publicValues);
  const reader = new ProofReader(field, proof, proofWords(proofLayout(descriptor, scheme)));
  const commitments = [...key.commitments];
  if (commitments.length !== descriptor.keyRows) throw new Error('key: another number of rows');
  while (commitments.length < descriptor.rows) {
    const commitment = reader.words(scheme.commitmentWords);
    commitment.forEach((word) => transcript.absorbBytes(word));
    commitments.push(commitment);
  }
  const tables = publicTables(field, descriptor, publicValues);
  const read = () => reader.element();
  const [leafClaims, relationClaims] = [new SlotClaims(read), new SlotClaims(read)];

  const [alpha, beta] = transcript.challenges(2) as [bigint, bigint];
  if (descriptor.lookups.length > 0) {
    const leaf = followFractions(field, readFractions(descriptor, reader), transcript);
    const found = evaluateLeaves(field, descriptor, leaf.point, alpha, beta, {
      slot: leafClaims.slot,
      publicValues: tables,
    });
    if (found.numerator !== leaf.numerator) throw new Error('lookups: numerators of the leaves do not fit');
    if (found.denominator !== leaf.denominator)
      throw new Error('lookups: denominators of the leaves do not fit');
  }
  transcript.absorb(...leafClaims.list.map(({ value }) => value));

  const reading = { slot: relationClaims.slot, publicValues: tables };
  const relations = followRelations(field, descriptor, reader, reading, transcript);
  if (relations.found !== relations.claim) throw new Error('relations: the sum is not zero');
  transcript.absorb(...relationClaims.list.map(({ value }) => value));

  const claims = [...leafClaims.list, ...relationClaims.list];
  checkClaims(field, descriptor, scheme, { commitments, claims, reader }, transcript);
}

/**
 * Follows the claims about slots to one point, and checks the opening there.
 * @throws Error saying what does not hold
 */
export function checkClaims(
  field: PrimeField,
  descriptor: Descriptor,
  scheme: OpeningScheme,
  {
    commitments,
    claims,
    reader,
  }: {
    commitments: readonly (readonly Uint8Array[])[];
    claims: readonly SlotClaim[];
    reader: ProofReader;
  },
  transcript: Transcript,
): void {
  const eta = transcript.challenge();
  const combined = claims.reduceRight((sum, { value }) => field.add(field.multiply(sum, eta), value), 0n);
  const messages = Array.from({ length: descriptor.variables }, () => reader.elements(2));
  const left = followSum(field, combined, messages, transcript);
  const value = reader.element();
  const weight = claimWeight(field, descriptor, claims, eta, left.challenges);
  if (field.multiply(value, weight) !== left.claim) throw new Error('opening: the cells have another value');
  transcript.absorb(value);
  const { rowVariables } = descriptor;
  const opening = reader.words(scheme.openingWords(rowVariables));
  const weights = equalTable(field, left.challenges.slice(rowVariables)).slice(0, descriptor.rows);
  scheme.check(commitments, weights, left.challenges.slice(0, rowVariables), value, opening, transcript);
}

/** Public values as their bits allow. */
function checkPublic(field: PrimeField, { inputs, outputs }: Descriptor, given: PublicValues): void {
  if (given.context < 0n || given.context >= field.modulus)
    throw new Error('public: the context is not reduced');
  for (const [vectors, values] of [
    [inputs, given.inputs],
    [outputs, given.outputs],
  ] as const) {
    if (vectors.length !== values.length) throw new Error('public: another number of tensors');
    vectors.forEach(({ axes, bits, signed }, index) => {
      const low = signed ? -(1n << BigInt(bits - 1)) : 0n;
      const high = low + (1n << BigInt(bits));
      if (values[index]!.length !== axes.reduce((size, axis) => size * axis, 1))
        throw new Error('public: another number of values');
      if (values[index]!.some((value) => value < low || value >= high))
        throw new Error('public: a value leaves its bits');
    });
  }
}

export function readFractions({ leafVariables }: Descriptor, reader: ProofReader): FractionProof {
  return {
    root: reader.elements(4),
    layers: Array.from({ length: leafVariables - 1 }, (_, layer) => ({
      messages: Array.from({ length: layer + 1 }, () => reader.elements(2)),
      ends: reader.elements(4),
    })),
  };
}

/** @returns the claim that the rounds led to, and the value that it must have */
export function followRelations(
  field: PrimeField,
  descriptor: Descriptor,
  reader: ProofReader,
  reading: Omit<FactorPoint, 'sums' | 'point'>,
  transcript: Transcript,
): { claim: bigint; found: bigint } {
  const point = transcript.challenges(relationShape(descriptor.relations).pointVariables);
  const { terms, variables, degree } = batchRelations(field, descriptor, transcript.challenge());
  const messages = Array.from({ length: variables }, () => reader.elements(degree));
  const { claim, challenges } = followSum(field, 0n, messages, transcript);
  const half = field.invert(2n);
  const shares = [1n];
  while (shares.length <= variables) shares.push(field.multiply(shares.at(-1)!, half));
  const read = factorReader(field, { ...reading, sums: challenges, point });
  let found = 0n;
  for (const term of terms) {
    let product = field.multiply(term.coefficient, shares[variables - term.variables]!);
    for (const factor of term.factors) product = field.multiply(product, read(factor));
    found = field.add(found, product);
  }
  return { claim, found };
}
