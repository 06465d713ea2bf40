/**
 * Every failure that a person can cause or mend is an AppError: what happened, how to mend it, and a code that
 * programs can branch on. Anything else that is thrown is a bug.
 */
export const ERROR_CODES = [
  'aborted',
  'access-refused',
  'accuracy-target-missed',
  'artifact-damaged',
  'artifact-missing',
  'attempts-exhausted',
  'ceremony-invalid',
  'chain-mismatch',
  'chain-refused',
  'chain-unreachable',
  'circuit-invalid',
  'confirmation-missing',
  'disk-full',
  'download-failed',
  'engine-unreachable',
  'file-unreadable',
  'funds-missing',
  'gadget-invalid',
  'idempotency-conflict',
  'input-invalid',
  'internal',
  'key-changed',
  'key-invalid',
  'model-dynamic-shape',
  'model-invalid',
  'model-missing',
  'model-not-finite',
  'model-too-large',
  'model-unsupported-operator',
  'network-unsupported',
  'option-invalid',
  'proof-invalid',
  'ptau-invalid',
  'queue-closed',
  'queue-full',
  'queue-unreachable',
  'samples-invalid',
  'signer-invalid',
  'tool-missing',
  'witness-invalid',
  'worker-ended',
  'workspace-unusable',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** The form an error takes when it crosses a process or network border. */
export interface SerializedError {
  code: ErrorCode;
  message: string;
  remedy: string;
  cause?: string;
}

export class AppError extends Error {
  readonly code: ErrorCode;
  readonly remedy: string;

  /**
   * @param code    stable, for programs
   * @param message what happened, a neutral sentence
   * @param remedy  what the reader can do about it
   */
  constructor(code: ErrorCode, message: string, remedy: string, options: { cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.remedy = remedy;
  }

  toJSON(): SerializedError {
    const cause = this.cause === undefined ? undefined : describeCause(this.cause);
    return { code: this.code, message: this.message, remedy: this.remedy, ...(cause ? { cause } : {}) };
  }

  static from(serialized: SerializedError): AppError {
    return new AppError(serialized.code, serialized.message, serialized.remedy, { cause: serialized.cause });
  }
}

export function describeCause(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
