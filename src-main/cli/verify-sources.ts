import type { CallInput, CallResult } from '../api/contract.ts';
import { AppError } from '../api/errors.ts';
import type { Session } from './session.ts';

type Sources = CallResult<'verifySources'>['sources'];

const WORDS: Record<Sources[number]['outcome'], string> = {
  verified: 'verified',
  known: 'known already',
  refused: 'refused',
  unanswered: 'no answer',
};

/** Sends the contracts' sources to services and says what came of it. A failure is said, and fails nothing. */
export async function verifySources(
  { client, work, say }: Session,
  input: CallInput<'verifySources'>,
): Promise<Sources> {
  try {
    const { sources } = await client.verifySources(input, work);
    if (sources.length === 0) say('  no service takes sources for this network');
    for (const { service, contract, outcome, detail } of sources) {
      say(`  sources of the ${contract} at ${service}: ${WORDS[outcome]} (${detail})`);
    }
    return sources;
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'aborted') throw error;
    say(`  the sources were sent nowhere: ${error.message}`);
    return [];
  }
}
