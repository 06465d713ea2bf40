import { z } from 'zod';

const hash = z.string().regex(/^0x[0-9a-f]{64}$/);
const longHash = z.string().regex(/^[0-9a-f]{128}$/);
const address = z.string().regex(/^0x[0-9a-fA-F]{40}$/);

/** A name that fits one line, and the 64 characters that snarkjs keeps of it. */
export const contributorName = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[^\p{C}\p{Zl}\p{Zp}]+$/u, 'has characters that cannot be printed')
  .refine((text) => text === text.trim(), 'begins or ends with a space');

/** A public value that comes into being after it was named: the hash of an Ethereum block. */
export const namedBeacon = z.object({
  /** Number of the block, on Ethereum (chain id 1). */
  block: z.int().nonnegative(),
  /** SHA-256 is iterated 2^this times over the hash. */
  iterationsExponent: z.int().min(10).max(40),
});

/** What a contributor says of a contribution to a key. */
export const contributionStatement = z.object({
  /** SHA-256 of the .r1cs file. */
  circuitHash: hash,
  /** blake2b-512 of the .ptau file. */
  phase1: longHash,
  /** From 1. */
  contribution: z.int().positive(),
  /** blake2b-512 that snarkjs prints for the contribution; it covers all contributions before. */
  hash: longHash,
  name: contributorName,
  /** When, by the contributor's clock; UTC. */
  time: z.iso.datetime(),
  /** The last contributor names the beacon. */
  beacon: namedBeacon.nullable(),
});

export type ContributionStatement = z.infer<typeof contributionStatement>;

/** A contribution with what was said of it. */
export const signedContribution = z.object({
  statement: contributionStatement,
  /** EIP-191 (personal message) over the statement's text; null for a contribution that nobody signed. */
  signature: z
    .string()
    .regex(/^0x[0-9a-f]{130}$/)
    .nullable(),
  signer: address.nullable(),
});

export type SignedContribution = z.infer<typeof signedContribution>;

/** The text that is signed: one for each statement, and readable in a wallet. */
export function statementText({
  circuitHash,
  phase1,
  contribution,
  hash: contributionHash,
  name,
  time,
  beacon,
}: ContributionStatement): string {
  return [
    'Proofpress key ceremony, statement 1',
    '',
    'I added a secret to the key of this circuit, and kept nothing of it.',
    '',
    `Circuit (SHA-256): ${circuitHash}`,
    `Phase 1 (blake2b-512): ${phase1}`,
    `Contribution: ${contribution}`,
    `Hash (blake2b-512): ${contributionHash}`,
    `Name: ${name}`,
    `Time: ${time}`,
    beacon === null
      ? 'Beacon: none'
      : `Beacon: hash of Ethereum block ${beacon.block}, 2^${beacon.iterationsExponent} iterations`,
  ].join('\n');
}
