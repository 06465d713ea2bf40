import { AppError } from '../../../../api/errors.ts';

/** A key that was made from something else than it should. @param reason the end of a sentence, no full stop */
export function keyMismatch(zkeyPath: string, reason: string, cause?: unknown): AppError {
  return new AppError(
    'key-invalid',
    `The key ${zkeyPath} was not made from this circuit and this phase 1: ${reason}.`,
    'Do not trust proofs under this key. Check that circuit, powers of tau and key belong together.',
    { cause },
  );
}

/** A key that is not of the form of one. @param reason the end of a sentence, no full stop */
export function damagedKey(zkeyPath: string, reason: string, cause?: unknown): AppError {
  return new AppError(
    'key-invalid',
    `The proving key ${zkeyPath} is refused: ${reason}.`,
    'Fetch the key again from whoever gave it to you.',
    { cause },
  );
}
