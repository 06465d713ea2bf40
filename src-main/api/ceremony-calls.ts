import { z } from 'zod';

/** Calls about keys that others can trust: published powers of tau (phase 1) and key ceremonies (phase 2). */

/** A published powers-of-tau file in the workspace. */
const keptPtau = z.object({
  power: z.int(),
  file: z.string(),
  blake2b: z.string(),
  path: z.string(),
  reused: z.boolean(),
});

export const ceremonyCalls = {
  /** The published powers of tau, and which of them lie in the workspace. */
  listPtau: {
    input: z.object({}),
    result: z.object({
      files: z.array(
        z.object({
          power: z.int(),
          file: z.string(),
          blake2b: z.string(),
          /** Without the records of its contributions, which take some hundred thousand bytes more. */
          bytes: z.number(),
          /** Where it lies; null where it does not. */
          path: z.string().nullable(),
        }),
      ),
    }),
  },
  /** Fetches a published powers-of-tau file, or goes on with it. */
  fetchPtau: {
    input: z.object({
      power: z.int(),
      /** Address under which the files lie by their names; their publisher's where absent. */
      mirror: z.string().optional(),
    }),
    result: keptPtau,
  },
  /** Takes a published powers-of-tau file that the user has. */
  importPtau: { input: z.object({ path: z.string().min(1) }), result: keptPtau },
} as const;
