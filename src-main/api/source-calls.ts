import { z } from 'zod';

export const sourceCalls = {
  /** Sends the sources of the shared contracts to public services; what they answer decides about nothing. */
  verifySources: {
    input: z.object({
      network: z.string().optional(),
      /** RPC address; tells the chain id. */
      rpc: z.string().optional(),
      /** A Sourcify server; the public one where absent and where it knows the network. */
      sourcify: z.url().optional(),
      /** A key for Etherscan, without which it is not asked. */
      etherscanKey: z.string().min(1).optional(),
      etherscan: z.url().default('https://api.etherscan.io/v2/api'),
    }),
    result: z.object({
      chainId: z.string(),
      sources: z.array(
        z.object({
          service: z.string(),
          contract: z.string(),
          address: z.string(),
          outcome: z.enum(['verified', 'known', 'refused', 'unanswered']),
          detail: z.string(),
        }),
      ),
    }),
  },
} as const;
