import { recoverSigner } from '../encoding/recover-signer.ts';
import { contributionText } from './contribution-text.ts';
import type { CeremonyTranscript, Transcript } from './transcript.ts';

/**
 * Whether what contributors say in a transcript holds together: each about its own contribution, this circuit and this
 * phase 1, signed by whom it names; the beacon named by the last of them. That the key holds these contributions, only the
 * proving key shows.
 *
 * @returns what is wrong, as the end of a sentence; undefined where nothing is
 */
export function findTranscriptFault(transcript: Transcript): string | undefined {
  if (transcript.format === 'proofpress-transcript-1') return undefined;
  for (const index of transcript.phase2.contributions.keys()) {
    const fault = findContributionFault(transcript, index);
    if (fault !== undefined) return `the statement of contribution ${index + 1} ${fault}`;
  }
  return findBeaconFault(transcript.phase2);
}

function findContributionFault(transcript: CeremonyTranscript, index: number): string | undefined {
  const { contributions } = transcript.phase2;
  const { statement, signature, signer } = contributions[index]!;
  if (statement.contribution !== index + 1) return `says that it is contribution ${statement.contribution}`;
  if (statement.circuitHash !== transcript.circuitHash) return 'is about another circuit';
  if (statement.phase1 !== transcript.phase1.blake2b) return 'is about another phase 1';
  if (signature === null || signer === null)
    return signature === signer ? undefined : 'has a signer without a signature, or the reverse';
  const recovered = recoverSigner(contributionText(statement), signature);
  return recovered === signer.toLowerCase() ? undefined : `is forged: ${signer} did not sign this text`;
}

function findBeaconFault({ contributions, beacon }: CeremonyTranscript['phase2']): string | undefined {
  if (contributions.slice(0, -1).some(({ statement }) => statement.beacon !== null))
    return 'a beacon is named by another contributor than the last';
  if (beacon === null) return undefined;
  const last = contributions.at(-1);
  const named = last?.statement.beacon;
  if (!last || !named) return 'the beacon was not named by the last contributor';
  if (last.signature === null) return 'the beacon was named by a statement that nobody signed';
  if (beacon.iterationsExponent !== named.iterationsExponent)
    return 'the beacon has another number of iterations than was announced';
  return beacon.value.length === 64 ? undefined : 'the beacon is not the hash of a block';
}
