import { expect } from 'vitest';
import { AppError } from '../../../src-main/api/errors.ts';
import type { ErrorCode } from '../../../src-main/api/errors.ts';

/** The AppError that the promise rejects with; fails the test on anything else. */
export async function appErrorOf(promise: Promise<unknown>, ...codes: ErrorCode[]): Promise<AppError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof AppError)) throw new Error('expected an AppError', { cause: error });
  expect(codes, error.message).toContain(error.code);
  expect(error.remedy).not.toBe('');
  return error;
}
