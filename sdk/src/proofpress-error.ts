/** What a caller can get wrong: what happened, and a code that programs can branch on. Anything else that is thrown is a bug. */
export type ProofpressErrorCode =
  | 'chain-unreachable'
  | 'input-invalid'
  | 'key-invalid'
  | 'proof-invalid'
  | 'service-refused'
  | 'service-unreachable';

export class ProofpressError extends Error {
  override readonly name = 'ProofpressError';

  constructor(
    readonly code: ProofpressErrorCode,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}
