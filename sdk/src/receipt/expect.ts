import { ProofpressError } from '../proofpress-error.ts';

/** @throws ProofpressError `proof-invalid` where the condition does not hold */
export function expect(condition: boolean, fault: string): asserts condition {
  if (!condition) throw new ProofpressError('proof-invalid', `The receipt is not valid: ${fault}.`);
}
