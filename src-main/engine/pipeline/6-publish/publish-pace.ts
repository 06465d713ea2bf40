import type { NodePatience } from '../../chain/ask-node.ts';

/** How long a publication waits for what; all times in milliseconds. */
export interface PublishPace extends NodePatience {
  /** Blocks, its own among them, after which a step counts as final. */
  confirmations: number;
  /** Between two looks at the chain. */
  pollMilliseconds: number;
  /** A transaction that waits for so long, while so many blocks went by, is sent again with higher fees. */
  stuckMilliseconds: number;
  stuckBlocks: number;
  /** How often fees are raised, and to how many times what was first offered. */
  raises: number;
  raiseFactor: bigint;
  /** How long a transaction is waited for, and an earlier one of the same account that it has to follow. */
  patienceMilliseconds: number;
  gapMilliseconds: number;
  /** Looks at the chain that have to agree before a transaction counts as replaced: nodes behind one address differ. */
  agreeingLooks: number;
}

export const LOCAL_PACE: PublishPace = {
  callMilliseconds: 20_000,
  retryMilliseconds: 15_000,
  confirmations: 1,
  pollMilliseconds: 50,
  stuckMilliseconds: 20_000,
  stuckBlocks: 2,
  raises: 8,
  raiseFactor: 10n,
  patienceMilliseconds: 120_000,
  gapMilliseconds: 10_000,
  agreeingLooks: 3,
};

export const NETWORK_PACE: PublishPace = {
  callMilliseconds: 30_000,
  retryMilliseconds: 180_000,
  confirmations: 3,
  pollMilliseconds: 2_000,
  stuckMilliseconds: 60_000,
  stuckBlocks: 3,
  raises: 12,
  raiseFactor: 10n,
  patienceMilliseconds: 30 * 60_000,
  gapMilliseconds: 120_000,
  agreeingLooks: 4,
};
