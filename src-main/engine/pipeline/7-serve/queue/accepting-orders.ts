import { AppError } from '../../../../api/errors.ts';
import type { SubmitOptions } from './inference-queue.ts';

/** How many times an inference may be begun where nobody says. */
export const DEFAULT_ATTEMPTS = 3;

const HIGHEST_PRIORITY = 9;

/** @throws AppError `option-invalid` where it is no whole number from -9 to 9 */
export function checkPriority({ priority = 0 }: SubmitOptions): void {
  if (Number.isInteger(priority) && Math.abs(priority) <= HIGHEST_PRIORITY) return;
  throw new AppError(
    'option-invalid',
    `${priority} is no priority of an inference.`,
    `Give a whole number from -${HIGHEST_PRIORITY} to ${HIGHEST_PRIORITY}.`,
  );
}

export function otherOrder(): AppError {
  return new AppError(
    'idempotency-conflict',
    'Another order was given under this idempotency key before.',
    'Give every order a key of its own, and repeat an order with its key only if nothing in it has changed.',
  );
}

export function queueClosed(): AppError {
  return new AppError(
    'queue-closed',
    'The server is being stopped and takes no more orders.',
    'Try again in a moment, when it runs again.',
  );
}
