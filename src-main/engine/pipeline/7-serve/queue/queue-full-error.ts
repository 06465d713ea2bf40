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
