import { z } from 'zod';
import { ERROR_CODES } from '../../api/errors.ts';

/** From the engine to a worker. One job at a time; `end` ends the process. */
export type ToWorker =
  { type: 'run'; kind: string; parameters: unknown } | { type: 'cancel' } | { type: 'end' };

const progressSchema = z.object({
  stage: z.string(),
  message: z.string(),
  fraction: z.number().optional(),
});

/** From a worker to the engine: it is ready to run, how far it is, how the job ended. `bug`: anything but an AppError. */
export const fromWorkerSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('progress'), progress: progressSchema }),
  z.object({ type: z.literal('done'), result: z.unknown() }),
  z.object({
    type: z.literal('failed'),
    error: z.object({
      code: z.enum(ERROR_CODES),
      message: z.string(),
      remedy: z.string(),
      cause: z.string().optional(),
    }),
  }),
  z.object({ type: z.literal('bug'), message: z.string(), stack: z.string() }),
]);

export type FromWorker = z.input<typeof fromWorkerSchema>;
