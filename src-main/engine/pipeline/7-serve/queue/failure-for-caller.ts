import { AppError, type ErrorCode, type SerializedError } from '../../../../api/errors.ts';

/** Failures that are about the order itself, and are told as they are. */
const ABOUT_THE_ORDER: readonly ErrorCode[] = [
  'input-invalid',
  'option-invalid',
  'key-changed',
  'model-missing',
];

/** Failures of the check that every proof has to pass before it leaves. */
export const REFUSED_PROOF: readonly ErrorCode[] = ['proof-invalid', 'witness-invalid'];

/**
 * A failure in the words that the caller may read: paths and other details of the server are for its log alone.
 * @param attempts how many times it was tried
 */
export function failureForCaller(error: unknown, attempts: number): SerializedError {
  const code = error instanceof AppError ? error.code : 'internal';
  if (error instanceof AppError && ABOUT_THE_ORDER.includes(code)) {
    const { message, remedy } = error;
    return { code, message, remedy };
  }
  const tries = attempts === 1 ? 'once' : `${attempts} times`;
  const remedy = 'Order it again later; the log of the server says more under the id of this inference.';
  if (REFUSED_PROOF.includes(code)) {
    return {
      code,
      message: `A proof was made (${tries}) that did not pass the check before it leaves, and was thrown away.`,
      remedy,
    };
  }
  if (code === 'worker-ended' || code === 'attempts-exhausted') {
    return {
      code: 'attempts-exhausted',
      message: `The inference was begun ${tries}, and each time the process that ran it ended before it was done.`,
      remedy,
    };
  }
  return { code, message: `The server could not make the proof (tried ${tries}).`, remedy };
}
