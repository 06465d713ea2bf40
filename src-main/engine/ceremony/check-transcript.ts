import type { Transcript } from '../../api/receipt.ts';
import { checkStatements } from './check-statements.ts';

/**
 * Whether what contributors say in a transcript holds together: their signatures, and that each is about the circuit and
 * the phase 1 that the transcript is of. Whether the key holds these contributions is not to be seen from it.
 * @returns one sentence for each fault
 */
export function checkTranscript(transcript: Transcript): string[] {
  if (transcript.format === 'proofpress-transcript-1') return [];
  const { contributions, beacon } = transcript.phase2;
  return checkStatements(
    { circuitHash: transcript.circuitHash, phase1: transcript.phase1.blake2b, contributions },
    [
      ...contributions.map(({ statement: { hash, name } }) => ({ hash, name })),
      ...(beacon ? [{ hash: beacon.hash, name: '', beacon }] : []),
    ],
  );
}
