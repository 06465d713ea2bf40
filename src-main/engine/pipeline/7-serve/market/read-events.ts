import { zeroPadValue, type JsonRpcProvider, type Log } from 'ethers';
import { AppError } from '../../../../api/errors.ts';
import { MARKET } from '../../../chain/contract-bindings.ts';
import type { MarketRequest } from '../../../chain/market-request.ts';
import type { MarketBooks } from '../../../store/market/market-store.ts';
import type { MarketRequestRecord } from '../../../store/market/market-types.ts';
import type { MarketPace } from './market-pace.ts';

export interface EventReader {
  books: MarketBooks;
  market: string;
  /** Name of the model in the workspace by its id, 32 bytes of hex. */
  modelNames: ReadonlyMap<string, string>;
  pace: MarketPace;
  /** Where to begin in a market that was never read. */
  firstBlock: number;
  /** Asks the node, again where it does not answer. */
  ask<T>(question: (provider: JsonRpcProvider) => Promise<T>): Promise<T>;
}

/**
 * Reads the requests that were made since the last look, up to the last block that is deep enough. Requests and how far
 * was read are written down together. Where the chain was reorganized since, it goes back to the last block that is
 * still there and reads from it again; what had ended above is open once more.
 *
 * @returns requests that ended by somebody else's doing, as they were before
 * @throws AppError chain-unreachable, chain-refused, aborted, disk-full, workspace-unusable
 */
export async function readEvents(reader: EventReader): Promise<MarketRequestRecord[]> {
  const { books, pace } = reader;
  await goBack(reader);
  const height = await reader.ask((node) => node.getBlockNumber());
  const deepest = height - pace.confirmations + 1;
  const last = books.blocks.last()?.number;
  let from = last === undefined ? reader.firstBlock : Math.max(0, last + 1 - pace.blocksAgain);
  const ended: MarketRequestRecord[] = [];
  if (last !== undefined && deepest <= last) return ended;
  let atOnce = pace.blocksAtOnce;
  while (from <= deepest) {
    const to = Math.min(deepest, from + atOnce - 1);
    const hash = await blockHash(reader, to);
    const found = await eventsBetween(reader, from, to).catch((error: unknown) => {
      // Nodes bound the range of blocks, or the number of events, each at its own number.
      if (!(error instanceof AppError) || error.code !== 'chain-refused' || to === from) throw error;
      return undefined;
    });
    if (found === undefined) {
      atOnce = Math.max(1, Math.floor((to - from + 1) / 4));
      continue;
    }
    // Of another branch, perhaps: the next look begins anew.
    if (hash === undefined || (await blockHash(reader, to)) !== hash) return ended;
    books.atomically(() => {
      for (const event of found) {
        if (event.kind === 'requested') {
          books.requests.add(event);
          continue;
        }
        const before = books.requests.end(event.requestId, event.kind, event.blockNumber);
        if (before) ended.push(before);
      }
      books.blocks.add(to, hash);
    });
    from = to + 1;
  }
  return ended;
}

/** Forgets the blocks that are no longer on the chain. */
async function goBack(reader: EventReader): Promise<void> {
  const { books, firstBlock } = reader;
  let wentBack = false;
  for (;;) {
    const last = books.blocks.last();
    const isThere = last === undefined || (await blockHash(reader, last.number)) === last.hash;
    if (!isThere) {
      books.blocks.remove(last.number);
      wentBack = true;
      continue;
    }
    if (!wentBack) return;
    const floor = last?.number ?? firstBlock - 1;
    books.atomically(() => {
      books.requests.reopenAbove(floor);
      books.transactions.reopenAbove(floor);
    });
    return;
  }
}

async function blockHash(reader: EventReader, number: number): Promise<string | undefined> {
  return (await reader.ask((node) => node.getBlock(number)))?.hash ?? undefined;
}

type MarketEvent =
  | { kind: 'requested'; requestId: string; model: string; request: MarketRequest; blockNumber: number }
  | { kind: 'taken' | 'refunded'; requestId: string; blockNumber: number };

/** All three events name the request first and the model second. */
const [REQUESTED, FULFILLED, REFUNDED] = (
  ['InferenceRequested', 'InferenceFulfilled', 'InferenceRefunded'] as const
).map((name) => MARKET.abi.getEvent(name)!.topicHash) as [string, string, string];

async function eventsBetween(
  { ask, market, modelNames }: EventReader,
  fromBlock: number,
  toBlock: number,
): Promise<MarketEvent[]> {
  const models = [...modelNames.keys()].map((id) => zeroPadValue(id, 32));
  const topics = [[REQUESTED, FULFILLED, REFUNDED], null, models];
  const logs = await ask((node) => node.getLogs({ address: market, topics, fromBlock, toBlock }));
  return logs.filter(({ removed }) => !removed).map((log) => eventOf(log, modelNames));
}

function eventOf({ topics, data, blockNumber }: Log, modelNames: ReadonlyMap<string, string>): MarketEvent {
  const [event, requestId = '', model = ''] = topics;
  if (event !== REQUESTED) {
    return { kind: event === FULFILLED ? 'taken' : 'refunded', requestId, blockNumber };
  }
  const [, , , request] = MARKET.abi.decodeEventLog('InferenceRequested', data, topics) as unknown as [
    string,
    bigint,
    string,
    { toObject(): MarketRequest },
  ];
  return {
    kind: 'requested',
    requestId,
    model: modelNames.get(model)!,
    request: request.toObject(),
    blockNumber,
  };
}
