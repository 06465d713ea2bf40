import { z } from 'zod';
import { receiptSchema } from '../../api/receipt.ts';
import { inferenceOrderSchema } from '../pipeline/7-serve/inference-order.ts';
import { kind } from './declare-kind.ts';

const path = z.string().min(1);
const { model, statement } = receiptSchema.shape;

export const inferenceParameters = z.object({
  order: inferenceOrderSchema,
  model,
  layout: statement,
  recordPath: path,
  r1csPath: path,
  keyFolder: path,
  key: z.object({
    grade: z.enum(['local', 'ceremony', 'universal']),
    transcriptHash: z.string(),
    provenance: z.enum(['public', 'local']),
  }),
  gadgetSet: z.string(),
  /** Router of the chain that the proof is for; undefined for no chain. */
  router: z.string().optional(),
  temporaryFolder: path,
});

/** What a server has its workers do. */
export const SERVE_KINDS = {
  inference: kind(inferenceParameters, async () => (await import('./kinds/inference.ts')).proveOrder),
} as const;
