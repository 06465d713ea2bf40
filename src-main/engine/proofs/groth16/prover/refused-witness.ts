import { AppError } from '../../../../api/errors.ts';

/** A witness file of wrong form. @param reason the end of a sentence, no full stop */
export function refusedWitness(path: string, reason: string, cause?: unknown): AppError {
  return new AppError(
    'witness-invalid',
    `The witness ${path} is refused: ${reason}.`,
    'Compute the witness again from the input, with the circuit that the key belongs to.',
    { cause },
  );
}
