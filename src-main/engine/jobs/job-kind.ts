import type { z } from 'zod';
import type { LongWork } from '../../api/progress.ts';

/**
 * What a worker does in a job. Parameters and result are JSON: paths, numbers, and in served inferences inputs and salts,
 * which go from memory to memory; keys never.
 * What it makes appears by rename, so that the process may be killed at any time.
 */
export type JobBody<Parameters, Result> = (parameters: Parameters, work: LongWork) => Promise<Result>;

/** A kind of job: what it takes, and how a worker loads what does it. */
export interface JobKind<Schema extends z.ZodType, Result> {
  parameters: Schema;
  load(): Promise<JobBody<z.output<Schema>, Result>>;
}

/** Kinds by name. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- kinds of any result
export type JobKinds = Readonly<Record<string, JobKind<z.ZodType, any>>>;

export type JobParameters<Kind> = Kind extends JobKind<infer Schema, unknown> ? z.input<Schema> : never;
export type JobResult<Kind> = Kind extends JobKind<z.ZodType, infer Result> ? Result : never;
