import type { NodePatience } from '../../../chain/ask-node.ts';
import { LOCAL_PACE, NETWORK_PACE } from '../../6-publish/publish-pace.ts';

/** How a market is watched and answered; milliseconds unless said otherwise. */
export interface MarketPace extends NodePatience {
  /** Blocks, its own among them, after which a request is taken for real and an answer for final. */
  confirmations: number;
  /** Between two looks at the chain. */
  pollMilliseconds: number;
  /** A transaction that waits for so long, while so many blocks went by, is sent again with higher fees. */
  stuckMilliseconds: number;
  stuckBlocks: number;
  /** How often fees are raised, and to how many times what was first offered. */
  raises: number;
  raiseFactor: bigint;
  /** Looks at the chain that have to agree before something counts as gone: nodes behind one address differ. */
  agreeingLooks: number;
  /** Blocks of events that are asked for at once, and that are read again since a node may have been behind. */
  blocksAtOnce: number;
  blocksAgain: number;
  /** Answers that are on their way at the same time. */
  inFlight: number;
  /** A request is taken on only with so many seconds left, and given up, its transaction withdrawn, with so many. */
  acceptSeconds: number;
  giveUpSeconds: number;
}

const COMMON = { inFlight: 16, blocksAtOnce: 2_000 };

export const LOCAL_MARKET_PACE: MarketPace = {
  ...LOCAL_PACE,
  ...COMMON,
  pollMilliseconds: 250,
  blocksAgain: 0,
  acceptSeconds: 10,
  giveUpSeconds: 3,
};

export const NETWORK_MARKET_PACE: MarketPace = {
  ...NETWORK_PACE,
  ...COMMON,
  pollMilliseconds: 4_000,
  blocksAgain: 16,
  acceptSeconds: 120,
  giveUpSeconds: 45,
};
