import { AppError } from './errors.ts';

/** One step of a long piece of work, as a person may read it. */
export interface Progress {
  /** The work that reports, e.g. a stage id. */
  stage: string;
  message: string;
  /** 0 to 1 where it is known. */
  fraction?: number;
  /** How long the work will still take, where there is something to go by. */
  secondsLeft?: number;
}

/** What every long call takes as its last argument. */
export interface LongWork {
  signal?: AbortSignal;
  onProgress?: (progress: Progress) => void;
}

/** Throws when the caller has cancelled; long loops call it between steps. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted)
    throw new AppError('aborted', 'The work was cancelled.', 'Start it again when you wish.');
}
