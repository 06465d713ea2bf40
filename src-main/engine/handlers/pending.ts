import { AppError } from '../../api/errors.ts';

/** Calls of the contract that no handler answers yet. */
export function pending(): Promise<never> {
  throw new AppError('internal', 'This call is not answered yet.', 'Use the command line meanwhile.');
}
