import { AppError, describeCause } from '../../src-main/api/errors.ts';

/** What is shown of an error, whatever was thrown. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  return new AppError(
    'internal',
    'Something went wrong that should not have.',
    'Try again. If it stays, report it with the details below.',
    { cause: new Error(describeCause(error)) },
  );
}
