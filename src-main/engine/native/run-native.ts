import { constants } from 'node:os';
import { AppError } from '../../api/errors.ts';
import { throwIfAborted } from '../../api/progress.ts';
import type { LongWork } from '../../api/progress.ts';
import { NATIVE_STATUS } from './addon.ts';
import type { NativeError, NativeOptions, NativeTask } from './addon.ts';

export interface NativeCall {
  work: LongWork;
  stage: string;
  message: string;
  /** Which part of the work this call is; default the whole. */
  range?: readonly [begin: number, end: number];
  /** The error for a file or value that the call finds to be wrong, with the reason (a sentence's end, no full stop). */
  refuse: (reason: string, cause: NativeError) => AppError;
  /** A file that the call makes: errors about it are about writing. */
  output?: string;
}

/** Runs one long call of the add-on: progress, cancel by signal, and its errors as AppErrors. */
export async function runNative<Result>(
  start: (options: NativeOptions) => NativeTask<Result>,
  call: NativeCall,
): Promise<Result> {
  const { signal, onProgress } = call.work;
  throwIfAborted(signal);
  const [begin, end] = call.range ?? [0, 1];
  const task = start(
    (onProgress && {
      onProgress: (_step, fraction) =>
        onProgress({ stage: call.stage, message: call.message, fraction: begin + (end - begin) * fraction }),
    }) ||
      {},
  );
  const cancel = () => task.cancel();
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    return await task.promise;
  } catch (error) {
    throwIfAborted(signal);
    throw isNativeError(error) ? toAppError(error, call) : error;
  } finally {
    signal?.removeEventListener('abort', cancel);
  }
}

export function isNativeError(error: unknown): error is NativeError {
  return error instanceof Error && typeof (error as Partial<NativeError>).status === 'number';
}

function toAppError(error: NativeError, { refuse, output }: NativeCall): AppError {
  const reason = error.message.replace(/\.$/, '');
  switch (error.status) {
    case NATIVE_STATUS.io:
      return fileError(error, reason, output);
    case NATIVE_STATUS.invalid:
    case NATIVE_STATUS.rejected:
      return refuse(reason, error);
    case NATIVE_STATUS.memory:
      return new AppError(
        'model-too-large',
        'There is not enough memory for this circuit.',
        'Close other programs, use a machine with more memory, or make the model smaller.',
        { cause: error },
      );
    default:
      return new AppError(
        'internal',
        `The native prover failed: ${reason}.`,
        'Report this with what you did.',
        {
          cause: error,
        },
      );
  }
}

function fileError(error: NativeError, reason: string, output: string | undefined): AppError {
  const { ENOSPC, EDQUOT } = constants.errno;
  if (error.systemError === ENOSPC || error.systemError === EDQUOT) {
    return new AppError(
      'disk-full',
      `There is no room left: ${reason}.`,
      'Free some disk space and try again.',
      {
        cause: error,
      },
    );
  }
  if (output !== undefined && error.message.includes(output)) {
    return new AppError(
      'workspace-unusable',
      `${reason}.`,
      'Check that the folder exists and that you may write to it, or choose another workspace.',
      { cause: error },
    );
  }
  return new AppError('file-unreadable', `${reason}.`, 'Check the path and its rights.', { cause: error });
}
