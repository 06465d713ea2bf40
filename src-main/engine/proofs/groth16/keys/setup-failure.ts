import { AppError } from '../../../../api/errors.ts';

/** @param reason the end of a sentence, no full stop */
export function setupFailure(reason: string, cause?: unknown): AppError {
  return new AppError(
    'circuit-invalid',
    `The keys could not be made: ${reason}.`,
    'Compile the circuit again; if this happens again, report it with the circuit file.',
    { cause },
  );
}
