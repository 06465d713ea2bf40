import { ProofpressError } from '../proofpress-error.ts';
import { MismatchError } from './schema.ts';
import { receipt, type Receipt } from './receipt.ts';

/**
 * A receipt from JSON text, or from a value that was parsed already. It is not checked: that is `verifyReceipt`.
 * @throws ProofpressError `proof-invalid` for anything else
 */
export function readReceipt(source: unknown): Receipt {
  try {
    return receipt(typeof source === 'string' ? JSON.parse(source) : source, '');
  } catch (cause) {
    if (!(cause instanceof MismatchError || cause instanceof SyntaxError)) throw cause;
    const why = cause instanceof MismatchError ? cause.message.trim() : 'it is not JSON';
    throw new ProofpressError('proof-invalid', `This is not a receipt of Proofpress: ${why}.`, { cause });
  }
}
