import { ProofpressError } from '../proofpress-error.ts';
import type { Port } from '../statement/quantize-input.ts';
import { readTranscript } from './read-transcript.ts';
import type { Receipt } from './receipt.ts';

/**
 * How a model takes an input, by what its key says: nobody can change that without changing the model id.
 * @param receipt a valid one
 * @throws ProofpressError `input-invalid` where the model has no such input
 */
export function portOf({ statement, key }: Receipt, name: string): Port {
  const port = readTranscript(key.transcript).inputs.find((input) => input.name === name);
  const layout = statement.inputs.find((input) => input.name === name);
  if (!port || !layout) throw new ProofpressError('input-invalid', `The model has no input "${name}".`);
  return { name, shape: port.shape, bits: layout.bits, signed: layout.signed, scale: port.scale };
}
