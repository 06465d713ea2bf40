import { AppError, describeCause } from '../../../api/errors.ts';

/** The AppError for a failed write of `path`. */
export function writeFailed(path: string, cause: unknown): AppError {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new AppError('disk-full', `No space is left for ${path}.`, 'Free some space and start again.', {
      cause,
    });
  }
  return new AppError(
    'file-unreadable',
    `The file ${path} cannot be written: ${describeCause(cause)}.`,
    'Choose a folder that exists and that you may write to.',
    { cause },
  );
}
