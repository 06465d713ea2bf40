import type { z } from 'zod';
import type { JobBody, JobKind } from './job-kind.ts';

/** Declares a kind of job; its body is loaded where it runs. */
export function kind<Schema extends z.ZodType, Result>(
  parameters: Schema,
  load: () => Promise<JobBody<z.output<Schema>, Result>>,
): JobKind<Schema, Result> {
  return { parameters, load };
}
