import { z } from 'zod';

/** Calls about networks: those that are known by name, the user's own, and what they can do. */

const kind = z.enum(['l1', 'op-stack', 'arbitrum', 'scroll', 'linea', 'zksync', 'polygon', 'local']);

const check = z.object({
  id: z.string(),
  /** What was asked, in words. */
  title: z.string(),
  /** `unknown` where the node does not tell. */
  state: z.enum(['ok', 'failed', 'unknown']),
  detail: z.string(),
  remedy: z.string().optional(),
});

const probed = z.object({
  name: z.string(),
  title: z.string(),
  chainId: z.string(),
  isTest: z.boolean(),
  /** No check failed. */
  supported: z.boolean(),
  checks: z.array(check),
});

export const networkCalls = {
  listNetworks: {
    input: z.object({}),
    result: z.object({
      networks: z.array(
        z.object({
          name: z.string(),
          title: z.string(),
          chainId: z.string(),
          kind,
          isTest: z.boolean(),
          /** Of a test network: the name of the network that it stands for. */
          testOf: z.string().nullable(),
          currency: z.string(),
          explorer: z.string().nullable(),
          /** Host of the node that is used where no other one is named; null where one has to be named. */
          node: z.string().nullable(),
          /** Added by the user, or a known one for which the user named the node: what `removeNetwork` forgets. */
          isOwn: z.boolean(),
          notes: z.array(z.string()),
        }),
      ),
    }),
  },
  /** Probes a network and keeps it; with the name of a known network, the node to use for that. */
  addNetwork: {
    input: z.object({
      name: z
        .string()
        .regex(/^[a-z][a-z0-9-]{0,31}$/, 'a name has lower-case letters, digits and dashes, at most 32'),
      rpc: z.string(),
      kind: kind.default('l1'),
      isTest: z.boolean().default(false),
      currency: z
        .string()
        .regex(/^[A-Za-z0-9]{1,12}$/, 'a symbol has letters and digits, at most 12')
        .default('ETH'),
      explorer: z.url({ protocol: /^https?$/ }).optional(),
    }),
    result: probed,
  },
  /** Forgets a network of the user's own, or the node for a known one. */
  removeNetwork: {
    input: z.object({ name: z.string() }),
    result: z.object({ name: z.string() }),
  },
  /** Asks a network now; nothing is sent. */
  probeNetwork: {
    input: z.object({ network: z.string().optional(), rpc: z.string().optional() }),
    result: probed,
  },
} as const;
