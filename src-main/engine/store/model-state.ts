import { z } from 'zod';
import { samplesSource } from '../../api/samples.ts';

const publicationSchema = z.object({
  chainId: z.string(),
  verifier: z.string(),
  router: z.string(),
  registry: z.string(),
  owner: z.string(),
  modelId: z.string(),
  vkHash: z.string(),
  keyId: z.string(),
  /** Gas of the registration, from its transaction receipt. */
  registerGas: z.number().nullable().default(null),
  /** Gas of a verification, as the node estimated it for the golden proof. */
  verifyGas: z.number().nullable().default(null),
  /** The model that was published in its place, by its name here and its id on the chain. */
  successor: z.object({ name: z.string(), modelId: z.string() }).nullable().default(null),
  /** The registry accepts no proof of it any more. */
  deprecated: z.boolean().default(false),
});

/** Where a model stands: the artifact of each finished stage, and where it was published. */
export const modelStateSchema = z.object({
  name: z.string(),
  importId: z.string().optional(),
  recordId: z.string().optional(),
  /** Where the samples of the record came from, with absolute paths: a later version may be made with the same. */
  samples: z.object({ calibration: samplesSource, evaluation: samplesSource.optional() }).optional(),
  circuitId: z.string().optional(),
  /** The key of every circuit that this model ever had one for: going back to earlier settings finds it again. */
  keys: z.record(z.string(), z.string()).default({}),
  /** The key ceremony of a circuit: where its folder was made, and the key that came of it once it is finished. */
  ceremonies: z.record(z.string(), z.object({ folder: z.string(), keyId: z.string().optional() })).optional(),
  publications: z.array(publicationSchema).default([]),
  /** What the publisher says about it, for people. */
  description: z.string().optional(),
  /** Names of the classes, in the order of the outputs. */
  labels: z.array(z.string()).optional(),
});

export type Publication = z.infer<typeof publicationSchema>;
export type ModelState = z.infer<typeof modelStateSchema>;
