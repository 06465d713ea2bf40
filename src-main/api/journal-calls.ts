import { z } from 'zod';

export const journalCalls = {
  /** What the journal says of a model's publications, the latest first. No chain is asked. */
  publicationStatus: {
    input: z.object({ name: z.string().min(1).describe('name of the model in the workspace') }),
    result: z.object({
      name: z.string(),
      publications: z.array(
        z.object({
          /** Publishing the model, or taking it out of use. */
          kind: z.enum(['publication', 'deprecation']),
          chainId: z.string(),
          account: z.string(),
          modelId: z.string(),
          isDone: z.boolean(),
          /** The model that was published in its place. */
          successor: z.object({ name: z.string(), modelId: z.string() }).nullable(),
          /** The registry accepts no proof of it any more. */
          isDeprecated: z.boolean(),
          /** Why the last run stopped, where it said so. */
          problem: z.string().nullable(),
          /** Milliseconds since 1970. */
          begunAt: z.number(),
          changedAt: z.number(),
          steps: z.array(
            z.object({
              purpose: z.string(),
              state: z.enum(['planned', 'signed', 'sent', 'mined', 'confirmed']),
              /** It was on the chain without a transaction of this journal. */
              wasThere: z.boolean(),
              blockNumber: z.int().nullable(),
              gasUsed: z.number().nullable(),
              /** The oldest first; those with one nonce exclude each other. */
              transactions: z.array(
                z.object({
                  state: z.enum(['asked', 'signed', 'sent', 'mined', 'reverted', 'replaced', 'dropped']),
                  nonce: z.int(),
                  hash: z.string().nullable(),
                  /** wei per gas, in decimals */
                  maxFeePerGas: z.string(),
                }),
              ),
            }),
          ),
        }),
      ),
    }),
  },
};
