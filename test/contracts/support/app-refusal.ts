import { AppError } from '../../../src-main/api/errors.ts';

/** The contract's error that the engine reports a call to have ended with, or `accepted`. */
export async function appRefusal(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof AppError) {
      return /(\w+)\(|\((\w+)\)/.exec(error.message)?.slice(1).find(Boolean) ?? error.message;
    }
    throw error;
  }
  return 'accepted';
}
