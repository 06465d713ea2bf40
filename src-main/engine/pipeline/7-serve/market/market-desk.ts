import type { BlockTag, JsonRpcProvider } from 'ethers';
import { MARKET } from '../../../chain/contract-bindings.ts';
import type { CallToPrice } from '../../../chain/fees/gas-price.ts';
import type { MarketRequest } from '../../../chain/market-request.ts';
import type { JournalFees } from '../../../store/journal/journal-types.ts';
import type { MarketBooks, MarketPlace } from '../../../store/market/market-store.ts';
import type { PublishingAccount } from '../../6-publish/publishing-account.ts';
import type { InferenceQueue } from '../queue/inference-queue.ts';
import type { ServeLog } from '../serve-log.ts';
import type { ServedModel } from '../served-model.ts';
import type { MarketPace } from './market-pace.ts';
import type { PricePolicy } from './price-policy.ts';

/** A market that is watched, and what answering it takes. */
export interface MarketDesk {
  place: MarketPlace;
  books: MarketBooks;
  /** By name in the workspace: all are registered on this chain. */
  models: ReadonlyMap<string, ServedModel>;
  queue: InferenceQueue;
  policy: PricePolicy;
  pace: MarketPace;
  account: Extract<PublishingAccount, { kind: 'signs' }>;
  /** Whom the fees are credited to. */
  payee: string;
  log: ServeLog;
  /** Asks the node, again where it does not answer. */
  ask<T>(question: (provider: JsonRpcProvider) => Promise<T>): Promise<T>;
  /** What a transaction should offer, where that depends on it; what the node suggests for any where absent. */
  priceOf?(call: CallToPrice): Promise<JournalFees>;
  /** To be called where something is written that will be sent. @throws AppError `workspace-unusable` */
  checkLease(): void;
  /** Counts equal looks in a row: nodes behind one address differ for seconds. */
  looks: Looks;
}

/** The chain at one look. */
export interface Moment {
  height: number;
  /** Unix seconds, of the latest block or of this machine, whichever is later. */
  time: bigint;
}

/** How often something was seen in a row. */
export class Looks {
  readonly #counts = new Map<string, number>();

  /** @returns how often, this time included */
  count(what: string): number {
    const count = (this.#counts.get(what) ?? 0) + 1;
    this.#counts.set(what, count);
    return count;
  }

  forget(what: string): void {
    this.#counts.delete(what);
  }
}

export const STATES = ['none', 'open', 'fulfilled', 'refunded'] as const;
export type OnChainState = (typeof STATES)[number];

/** Where a request stands by the contract, at the latest block or an earlier one. */
export async function stateOnChain(
  { ask, place }: Pick<MarketDesk, 'ask' | 'place'>,
  requestId: string,
  blockTag: BlockTag = 'latest',
): Promise<OnChainState> {
  const data = MARKET.abi.encodeFunctionData('stateOf', [requestId]);
  const returned = await ask((node) => node.call({ to: place.market, data, blockTag }));
  if (returned === '0x') return 'none'; // the market itself is not there at this block
  const [state] = MARKET.abi.decodeFunctionResult('stateOf', returned);
  return STATES[Number(state)] ?? 'none';
}

export async function lookAtChain({ ask }: Pick<MarketDesk, 'ask'>): Promise<Moment> {
  const block = await ask((node) => node.getBlock('latest'));
  const now = Math.max(block?.timestamp ?? 0, Math.floor(Date.now() / 1000));
  return { height: block?.number ?? 0, time: BigInt(now) };
}

export function secondsLeft({ deadline }: MarketRequest, { time }: Moment): number {
  return Number(deadline - time);
}
