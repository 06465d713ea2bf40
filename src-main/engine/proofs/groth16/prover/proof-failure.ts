import { AppError } from '../../../../api/errors.ts';

/** @param reason the end of a sentence, no full stop */
export function proofFailure(reason: string, cause?: unknown): AppError {
  return new AppError(
    'proof-invalid',
    `No valid proof could be made: ${reason}.`,
    'Check that witness and key belong to one circuit; compute the witness again, or fetch the key again.',
    { cause },
  );
}
