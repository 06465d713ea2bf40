import type { ContributionStatement } from './transcript.ts';

/** The text that a contributor signs, as a personal message (EIP-191). */
export function contributionText(statement: ContributionStatement): string {
  const { circuitHash, phase1, contribution, hash, name, time, beacon } = statement;
  return [
    'Proofpress key ceremony, statement 1',
    '',
    'I added a secret to the key of this circuit, and kept nothing of it.',
    '',
    `Circuit (SHA-256): ${circuitHash}`,
    `Phase 1 (blake2b-512): ${phase1}`,
    `Contribution: ${contribution}`,
    `Hash (blake2b-512): ${hash}`,
    `Name: ${name}`,
    `Time: ${time}`,
    beacon === null
      ? 'Beacon: none'
      : `Beacon: hash of Ethereum block ${beacon.block}, 2^${beacon.iterationsExponent} iterations`,
  ].join('\n');
}
