import { ProofpressError } from '../proofpress-error.ts';
import { MismatchError } from './schema.ts';
import { transcript, type Transcript } from './transcript.ts';

/**
 * What a key says about itself, from the text in a receipt.
 * @throws ProofpressError `proof-invalid`
 */
export function readTranscript(text: string): Transcript {
  try {
    return transcript(JSON.parse(text), '');
  } catch (cause) {
    if (!(cause instanceof MismatchError || cause instanceof SyntaxError)) throw cause;
    throw new ProofpressError('proof-invalid', 'The receipt is not valid: its transcript cannot be read.', {
      cause,
    });
  }
}
