import { AppError, describeCause, type SerializedError } from '../../api/errors.ts';

/** Any failure in the form in which it crosses to a window; what is no AppError is a bug of ours, and says so. */
export function serializeFailure(error: unknown): SerializedError {
  if (error instanceof AppError) return error.toJSON();
  return {
    code: 'internal',
    message: 'Something went wrong inside Proofpress.',
    remedy: 'Please report this, with the lines of the log around it.',
    cause: describeCause(error),
  };
}
