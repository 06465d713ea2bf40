import {
  readFractions,
  followRelations,
  checkClaims,
} from '../../../src-main/engine/proofs/sumcheck/reference/verify.ts';
import {
  followLayers,
  rootFraction,
} from '../../../src-main/engine/proofs/sumcheck/reference/fraction-tree.ts';
import { evaluateLeaves } from '../../../src-main/engine/proofs/sumcheck/reference/leaves.ts';
import { proofLayout, proofWords } from '../../../src-main/engine/proofs/sumcheck/reference/proof-length.ts';
import { ProofReader } from '../../../src-main/engine/proofs/sumcheck/reference/proof-reader.ts';
import { SlotClaims } from '../../../src-main/engine/proofs/sumcheck/reference/slot-claims.ts';
import {
  beginTranscript,
  publicTables,
} from '../../../src-main/engine/proofs/sumcheck/reference/statement.ts';
import type { Claimed } from './both-verifiers.ts';

/** What a verifier takes from the prover that it should know by itself, or does not compare. */
export interface Faults {
  /** The leaves are looked at where the proof says, and not where the rounds led to. */
  leafPoint?: readonly bigint[];
  /** More fractions that count, with no leaves behind them: numerator and denominator of each. */
  moreFractions?: readonly (readonly [bigint, bigint])[];
  /** What the relations' rounds led to is not compared with anything. */
  ignoresRelations?: boolean;
  /** As many factors as the proof has are multiplied. */
  moreFactors?: readonly bigint[];
  /** No fault: tells a prover what the relations' rounds led to, and what they should have led to. */
  onRelations?(claim: bigint, found: bigint): void;
}

/** A verifier that is right but for its faults. Returns whether it accepts. */
export function isAcceptedWith(
  faults: Faults,
  { field, key, scheme, publicValues }: Claimed,
  proof: Uint8Array,
): boolean {
  const { descriptor } = key;
  const transcript = beginTranscript(field, key, scheme, publicValues);
  const reader = new ProofReader(field, proof, proofWords(proofLayout(descriptor, scheme)));
  const commitments = [...key.commitments];
  while (commitments.length < descriptor.rows) {
    const commitment = reader.words(scheme.commitmentWords);
    commitment.forEach((word) => transcript.absorbBytes(word));
    commitments.push(commitment);
  }
  const tables = publicTables(field, descriptor, publicValues);
  const [leafClaims, relationClaims] = [0, 1].map(() => new SlotClaims(() => reader.element())) as [
    SlotClaims,
    SlotClaims,
  ];

  const [alpha, beta] = transcript.challenges(2) as [bigint, bigint];
  const fractions = readFractions(descriptor, reader);
  const root = rootFraction(field, fractions.root);
  const sum = (faults.moreFractions ?? []).reduce(
    (total, [top, bottom]) => ({
      numerator: field.add(field.multiply(total.numerator, bottom), field.multiply(top, total.denominator)),
      denominator: field.multiply(total.denominator, bottom),
    }),
    root,
  );
  if (sum.numerator !== 0n || sum.denominator === 0n) return false;
  const leaf = followLayers(field, fractions, transcript);
  const point = [...(faults.leafPoint ?? leaf.point)];
  const reading = { slot: leafClaims.slot, publicValues: tables };
  const found = evaluateLeaves(field, descriptor, point, alpha, beta, reading);
  if (found.numerator !== leaf.numerator || found.denominator !== leaf.denominator) return false;
  transcript.absorb(...leafClaims.list.map(({ value }) => value));

  const relations = followRelations(
    field,
    descriptor,
    reader,
    { slot: relationClaims.slot, publicValues: tables },
    transcript,
  );
  faults.onRelations?.(relations.claim, relations.found);
  const product = (faults.moreFactors ?? []).reduce(
    (value, factor) => field.multiply(value, factor),
    relations.found,
  );
  if (!faults.ignoresRelations && product !== relations.claim) return false;
  transcript.absorb(...relationClaims.list.map(({ value }) => value));

  const claims = [...leafClaims.list, ...relationClaims.list];
  try {
    checkClaims(field, descriptor, scheme, { commitments, claims, reader }, transcript);
    return true;
  } catch {
    return false;
  }
}
