import { z } from 'zod';

/** Calls that move models between machines, show them to others, and check what others show. */

const name = z.string().min(1).describe('name of the model in the workspace');

export const bundleCalls = {
  exportModel: {
    input: z.object({
      name,
      /** Where the file goes; nothing may lie there. */
      output: z.string().min(1),
    }),
    result: z.object({
      name: z.string(),
      path: z.string(),
      /** Of the whole file. */
      sha256: z.string(),
      bytes: z.int(),
      /** The steps whose results are in it. */
      steps: z.array(z.string()),
      hasKey: z.boolean(),
      powersOfTau: z
        .object({ blake2b: z.string(), provenance: z.enum(['public', 'local']), included: z.boolean() })
        .nullable(),
      publications: z.int(),
      seconds: z.number(),
    }),
  },
  restoreModel: {
    input: z.object({
      path: z.string().min(1),
      /** Its own name where absent. */
      name: name.optional(),
    }),
    result: z.object({
      name: z.string(),
      path: z.string(),
      steps: z.array(z.string()),
      hasKey: z.boolean(),
      publications: z.int(),
      seconds: z.number(),
    }),
  },
} as const;
