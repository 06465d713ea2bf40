import { AppError } from '../../../../api/errors.ts';

/** How many times an inference may be begun where nobody says. */
export const DEFAULT_ATTEMPTS = 3;

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
