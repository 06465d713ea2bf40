import { z } from 'zod';

export const marketCalls = {
  /** What the workspace knows of the markets that were watched from it. No chain is asked. */
  marketStatus: {
    input: z.object({
      /** How many requests are listed of each market, the latest first. */
      latest: z.int().nonnegative().max(10_000).default(20),
    }),
    result: z.object({
      markets: z.array(
        z.object({
          chainId: z.string(),
          market: z.string(),
          /** The last block that was read. */
          lastBlock: z.int().nullable(),
          /** By state: seen, waiting, proving, proven, sent, answered, taken, refunded, declined, missed, failed, vanished. */
          counts: z.record(z.string(), z.int()),
          /** What answers earned, by token (the zero address: the chain's coin), in its smallest unit. */
          earned: z.record(z.string(), z.string()),
          /** What their gas cost, wei. */
          gasCost: z.string(),
          requests: z.array(
            z.object({
              requestId: z.string(),
              model: z.string(),
              state: z.string(),
              reason: z.string().nullable(),
              requester: z.string(),
              inputCommitment: z.string(),
              fee: z.string(),
              feeToken: z.string(),
              /** Unix seconds. */
              deadline: z.string(),
              blockNumber: z.int(),
              transactionHash: z.string().nullable(),
              gasUsed: z.int().nullable(),
            }),
          ),
        }),
      ),
    }),
  },
};
