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
  bundleModel: {
    input: z.object({
      name,
      /** A new folder, or a new file that ends in .tar. */
      output: z.string().min(1),
      /** Without the network and its record: then nobody but the publisher can tell what the key computes. */
      closed: z.boolean().default(false),
      /** A text about the model for its card. */
      description: z.string().max(10_000).optional(),
      /** File with the names of the classes. */
      labels: z.string().optional(),
      /** Where the proving key and the powers of tau can be fetched. */
      zkeyUrl: z.url().max(2048).optional(),
      ptauUrl: z.url().max(2048).optional(),
      /** The input that the bundle's proof is about, which everybody then sees; a random one where absent. */
      golden: z.object({ path: z.string().min(1), index: z.int().nonnegative().default(0) }).optional(),
    }),
    result: z.object({
      name: z.string(),
      path: z.string(),
      kind: z.enum(['open', 'closed']),
      /** Of bundle.json, which stands for the whole bundle. */
      sha256: z.string(),
      files: z.int(),
      publications: z.int(),
      provingKey: z.object({ sha256: z.string(), bytes: z.int(), url: z.string().nullable() }),
      powersOfTau: z.object({
        blake2b: z.string(),
        provenance: z.enum(['public', 'local']),
        bytes: z.int().nullable(),
        url: z.string().nullable(),
      }),
      seconds: z.number(),
    }),
  },
} as const;
