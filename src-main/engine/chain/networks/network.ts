/** How a chain charges for a transaction, and what else differs from Ethereum itself. */
export const NETWORK_KINDS = [
  'l1',
  'op-stack',
  'arbitrum',
  'scroll',
  'linea',
  'zksync',
  'polygon',
  'local',
] as const;

export type NetworkKind = (typeof NETWORK_KINDS)[number];

/** A chain that models can be published on. Nothing here is trusted: a network is probed before its use. */
export interface Network {
  /** As in `--network NAME`: lower-case letters, digits and dashes. */
  name: string;
  title: string;
  chainId: bigint;
  kind: NetworkKind;
  /** What its coin buys is play; a network that is not known as a test network counts as one with money. */
  isTest: boolean;
  /** Of a test network: the name of the network that it stands for, where there is one. */
  testOf?: string;
  /** Symbol of the coin that pays for gas; 18 decimals. */
  currency: string;
  /** Address of a block explorer, without a slash at its end. */
  explorer?: string;
  /** Services that take sources of contracts. */
  verification: { sourcify: boolean; etherscan: boolean };
  /** A public node of the network's operators. Where there is none, the user names one. */
  rpc?: string;
  /** What a publisher should know. */
  notes: readonly string[];
}
