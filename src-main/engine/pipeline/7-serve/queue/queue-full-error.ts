import { AppError } from '../../../../api/errors.ts';

/** The queue takes no more orders for now. */
export class QueueFullError extends AppError {
  /** When there will probably be room again. */
  readonly retryAfterSeconds: number;

  constructor(maximumQueued: number, retryAfterSeconds: number) {
    super(
      'queue-full',
      `There are ${maximumQueued} inferences waiting already, and no more are accepted.`,
      `Try again in ${retryAfterSeconds} s.`,
    );
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

const UNKNOWN_PACE_SECONDS = 5;
const LONGEST_SECONDS = 60;

/**
 * When the next inference will probably be done.
 * @param pace seconds that one takes; undefined where none was done yet
 */
export function secondsUntilRoom(pace: number | undefined, workers: number): number {
  const seconds = (pace ?? UNKNOWN_PACE_SECONDS) / Math.max(1, workers);
  return Math.min(LONGEST_SECONDS, Math.max(1, Math.ceil(seconds)));
}
