import { z } from 'zod';
import { NETWORK_KINDS, type Network } from './network.ts';

/** A network of the user's own, or the node to use for a preset, as a workspace keeps it. */
export const customNetworkSchema = z.object({
  name: z.string(),
  chainId: z.string().regex(/^[1-9]\d{0,18}$/),
  rpc: z.string(),
  kind: z.enum(NETWORK_KINDS).default('l1'),
  isTest: z.boolean().default(false),
  currency: z.string().default('ETH'),
  explorer: z.string().optional(),
});

export type CustomNetwork = z.output<typeof customNetworkSchema>;

/** The network that these settings describe: a preset with another node, where the name is a preset's. */
export function customNetwork(custom: CustomNetwork, presets: readonly Network[]): Network {
  const preset = presets.find(({ name }) => name === custom.name);
  if (preset) return { ...preset, rpc: custom.rpc };
  const { name, kind, isTest, currency, explorer, rpc } = custom;
  return {
    name,
    title: name,
    chainId: BigInt(custom.chainId),
    kind,
    isTest,
    currency,
    explorer,
    // Sourcify takes any chain that it has a node for; Etherscan's list is its own.
    verification: { sourcify: true, etherscan: false },
    rpc,
    notes: [],
  };
}
