import type { Descriptor } from '../reference/descriptor.ts';
import { lookupFactors, relationTerms } from '../reference/descriptor-factors.ts';
import { type ProofLayout, proofWords } from '../reference/proof-length.ts';
import { distinct } from './factor-work.ts';
import { addCounts, type OperationCounts, sumOf } from './operation-counts.ts';
import { type VerifierPart, verifierWork } from './verifier-work.ts';

/** Reading a word of calldata or memory, or moving the stack. */
const VERY_LOW = 3;
/** A call of a precompiled contract: a warm address (EIP-2929), its seven stack entries, storing and loading its words. */
const CALL = 100 + 7 * VERY_LOW + 10 * VERY_LOW;

/** Gas of an operation on an EVM chain after Osaka. */
export const GAS = {
  transaction: 21_000,
  /** A byte of calldata that is not zero (EIP-2028), and the least that a transaction pays for it (EIP-7623). */
  calldataByte: 16,
  calldataByteFloor: 40,
  /** MULMOD and the ADDMOD that goes with it, two operands read, four moves on the stack. */
  multiplication: 8 + 8 + 2 * VERY_LOW + 4 * VERY_LOW,
  /** KECCAK256 of one word more, copied from calldata. */
  hashedWord: 6 + 2 * VERY_LOW,
  /** KECCAK256 itself, MOD, storing the state. */
  hash: 30 + 5 + 5 * VERY_LOW,
  /** ecMul, ecAdd and a check of two pairs (EIP-1108). */
  pointMultiplication: 6_000 + CALL,
  pointAddition: 150 + CALL,
  pairingCheck: 45_000 + 2 * 34_000 + CALL,
  /** MODEXP with an exponent of 253 bits and a modulus of 32 bytes (EIP-7883). */
  inversion: 16 * 253 + CALL,
  /** Reading a data contract: once (EIP-2929), and a word of it. */
  dataContract: 2_600,
  dataWord: VERY_LOW,
  /** Assumed, since there is no contract yet: finding out what an entry of the descriptor says, and what a public value is. */
  entry: 150,
  publicValue: 60,
} as const;

/** Words that an entry of the descriptor takes; assumed as well. */
const ENTRY_WORDS = 1;

/** Inversions that are made one by one; the others are made together with one of these, for three multiplications each. */
const INVERSIONS = 2;

export type GasPart = VerifierPart | 'transaction' | 'calldata' | 'descriptor' | 'public values';

/** What a contract would pay that does what the reference verifier does. */
export function verificationGas(descriptor: Descriptor, layout: ProofLayout): Record<GasPart, number> {
  const work = verifierWork(descriptor, layout);
  const ports = [...descriptor.inputs, ...descriptor.outputs];
  const values = sumOf(ports, ({ axes }) => sizeOf(axes));
  const publicBytes = sumOf(ports, ({ axes, bits }) => Math.ceil((sizeOf(axes) * bits) / 8));
  const terms = relationTerms(descriptor);
  const entries =
    distinct([...lookupFactors(descriptor), ...terms.flatMap(({ factors }) => factors)]).length +
    terms.length +
    descriptor.relations.length +
    descriptor.lookups.length;
  const parts = {
    transaction: GAS.transaction,
    calldata: GAS.calldataByte * calldataBytes(publicBytes, layout),
    descriptor:
      GAS.dataContract +
      entries * (GAS.entry + ENTRY_WORDS * GAS.dataWord) +
      2 * descriptor.keyRows * GAS.dataWord,
    'public values': values * GAS.publicValue,
    transcript: price(work.transcript),
    fractions: price(work.fractions),
    leaves: price(work.leaves),
    // 1/2 is known beforehand.
    relations: price({ ...work.relations, inversions: 0 }),
    claims: price(work.claims),
    opening: price(withSharedInversions(work.opening)),
  };
  const least = GAS.transaction + GAS.calldataByteFloor * calldataBytes(publicBytes, layout);
  const sum = sumOf(Object.values(parts), (gas) => gas);
  return sum >= least ? parts : { ...parts, calldata: parts.calldata + least - sum };
}

/** The proof, the context, and public values packed as for the other proof system. */
function calldataBytes(publicBytes: number, layout: ProofLayout): number {
  return 32 * (proofWords(layout) + 1) + publicBytes;
}

/** All but 1/2, which is known, and one for each that has to wait for another. */
function withSharedInversions(work: Partial<OperationCounts>): Partial<OperationCounts> {
  const others = (work.inversions ?? 0) - 1 - INVERSIONS;
  return {
    ...work,
    inversions: INVERSIONS,
    multiplications: (work.multiplications ?? 0) + 3 * others,
  };
}

function price(work: Partial<OperationCounts>): number {
  const counts = addCounts([work]);
  return (
    counts.multiplications * GAS.multiplication +
    counts.inversions * GAS.inversion +
    counts.hashes * GAS.hash +
    counts.hashedWords * GAS.hashedWord +
    counts.pointMultiplications * GAS.pointMultiplication +
    counts.pointAdditions * GAS.pointAddition +
    counts.pairingChecks * GAS.pairingCheck
  );
}

function sizeOf(axes: readonly number[]): number {
  return axes.reduce((size, axis) => size * axis, 1);
}
