import type { z } from 'zod';

/** Where content first differs from its schema, and how: for the cause of an error. */
export function firstIssue({ issues: [issue] }: z.ZodError): string {
  return `${issue?.path.join('.')}: ${issue?.message}`;
}
