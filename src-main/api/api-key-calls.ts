import { z } from 'zod';

/** Calls about the keys with which clients ask a server for inferences. */

const name = z.string().describe('name of the API key in the workspace');

const apiKey = z.object({
  /** What statuses and logs call its holder. */
  id: z.string(),
  name: z.string(),
  perMinute: z.int(),
  perDay: z.int().nullable(),
  priority: z.int(),
  /** Inferences accepted today (UTC). */
  usedToday: z.int(),
  /** Unix milliseconds. */
  createdAt: z.number(),
  revokedAt: z.number().nullable(),
});

export const apiKeyCalls = {
  createApiKey: {
    input: z.object({
      name,
      /** Inferences ordered within a minute. */
      perMinute: z.int().positive().max(1_000_000).default(60),
      /** Inferences accepted within a day (UTC); any number where absent. */
      perDay: z.int().nonnegative().optional(),
      /** Of its inferences in the queue: the larger comes first. */
      priority: z.int().min(0).max(100).default(0),
    }),
    result: z.object({
      key: apiKey,
      /** What clients send; shown this once. */
      text: z.string(),
    }),
  },
  listApiKeys: { input: z.object({}), result: z.object({ keys: z.array(apiKey) }) },
  revokeApiKey: { input: z.object({ name }), result: apiKey },
} as const;
