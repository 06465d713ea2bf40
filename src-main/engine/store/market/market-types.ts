import type { MarketRequest } from '../../chain/market-request.ts';
import type { JournalFees } from '../journal/journal-types.ts';

/** Where a request stands here; the chain has the last word. */
export const MARKET_REQUEST_STATES = [
  /** Its event was read, nothing was decided. */
  'seen',
  /** Taken on; its input has not come yet. */
  'waiting',
  'proving',
  /** The answer is there, and no transaction that could bring it. */
  'proven',
  /** A transaction with the answer is on its way. */
  'sent',
  /** Our answer is on the chain, as deep as the network wants. */
  'answered',
  /** Somebody else answered it. */
  'taken',
  'refunded',
  /** Not worth it, or not possible. */
  'declined',
  /** The time did not suffice. */
  'missed',
  'failed',
  /** A reorganization took it away; it may come back. */
  'vanished',
] as const;

export type MarketRequestState = (typeof MARKET_REQUEST_STATES)[number];

/** A request with everything that the workspace knows of it. */
export interface MarketRequestRecord {
  requestId: string;
  /** Name of the model in the workspace. */
  model: string;
  request: MarketRequest;
  blockNumber: number;
  state: MarketRequestState;
  /** Why it stands there, in words. */
  reason: string | null;
  /** Its job in the queue. */
  job: string | null;
  /** Calldata of fulfil, 0x-prefixed hex. */
  answer: string | null;
  /** Transactions of it that failed on the chain. */
  attempts: number;
  /** The block at which it was known to have ended. */
  settledBlock: number | null;
  transactionHash: string | null;
  gasUsed: number | null;
  /** wei */
  gasCost: bigint | null;
  foundAt: number;
  changedAt: number;
}

/** What may be changed of a request together with its state. */
export interface MarketRequestChange {
  state: MarketRequestState;
  reason?: string | null;
  job?: string | null;
  answer?: string;
  attempts?: number;
  settledBlock?: number | null;
  transactionHash?: string | null;
  gasUsed?: number | null;
  gasCost?: bigint | null;
}

export interface NewMarketTransaction extends JournalFees {
  nonce: number;
  requestId: string;
  /** `cancel` takes a nonce away from an answer that comes too late. */
  kind: 'fulfil' | 'cancel';
  gasLimit: bigint;
  hash: string;
  /** The signed transaction, 0x-prefixed hex. */
  raw: string;
}

export interface MarketTransaction extends NewMarketTransaction {
  id: number;
  /** `settled`: mined, as deep as the network wants. The last three never count again, unless the chain goes back. */
  state: 'signed' | 'sent' | 'mined' | 'settled' | 'reverted' | 'replaced';
  /** Milliseconds since 1970 and the chain's height when it was last sent. */
  sentAt: number | null;
  sentBlock: number | null;
  blockNumber: number | null;
}
