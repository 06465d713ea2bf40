import { z } from 'zod';
import { receiptSchema } from '../../api/receipt.ts';

const path = z.string().min(1);
const { model, statement } = receiptSchema.shape;

/** The inputs of a network. */
export const networkPorts = z.array(
  z.object({
    name: z.string(),
    shape: z.array(z.int()),
    elementType: z.enum(['float', 'integer', 'boolean']),
  }),
);

/** What a worker has to know of a model to prove with it, whatever it is asked; `readProvable` reads it. */
export const provableParameters = z.object({
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
