import { toBeHex, zeroPadValue, type JsonRpcProvider } from 'ethers';
import { AppError } from '../../../../api/errors.ts';
import { MARKET } from '../../../chain/contract-bindings.ts';
import type { MarketRequest } from '../../../chain/market-request.ts';
import type { MarketBooks } from '../../../store/market/market-store.ts';
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
 * @returns how many requests were read
 * @throws AppError chain-unreachable, chain-refused, aborted, disk-full, workspace-unusable
 */
export async function readEvents(reader: EventReader): Promise<number> {
  const { books, pace } = reader;
  await goBack(reader);
  const height = await reader.ask((node) => node.getBlockNumber());
  const deepest = height - pace.confirmations + 1;
  const last = books.blocks.last()?.number;
  let from = last === undefined ? reader.firstBlock : Math.max(0, last + 1 - pace.blocksAgain);
  if (last !== undefined && deepest <= last) return 0;
  let count = 0;
  let atOnce = pace.blocksAtOnce;
  while (from <= deepest) {
    const to = Math.min(deepest, from + atOnce - 1);
    const hash = await blockHash(reader, to);
    const found = await requestsBetween(reader, from, to).catch((error: unknown) => {
      // Nodes bound the range of blocks, or the number of events, each at its own number.
      if (!(error instanceof AppError) || error.code !== 'chain-refused' || to === from) throw error;
      return undefined;
    });
    if (found === undefined) {
      atOnce = Math.max(1, Math.floor((to - from + 1) / 4));
      continue;
    }
    // Of another branch, perhaps: the next look begins anew.
    if (hash === undefined || (await blockHash(reader, to)) !== hash) return count;
    books.atomically(() => {
      for (const each of found) books.requests.add(each);
      books.blocks.add(to, hash);
    });
    count += found.length;
    from = to + 1;
  }
  return count;
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

async function requestsBetween({ ask, market, modelNames }: EventReader, fromBlock: number, toBlock: number) {
  const [event] = MARKET.abi.encodeFilterTopics('InferenceRequested', []);
  const topics = [event!, null, [...modelNames.keys()].map((id) => zeroPadValue(id, 32))];
  const logs = await ask((node) => node.getLogs({ address: market, topics, fromBlock, toBlock }));
  return logs
    .filter(({ removed }) => !removed)
    .map((log) => {
      const [requestId, modelId, , request] = MARKET.abi.decodeEventLog(
        'InferenceRequested',
        log.data,
        log.topics,
      ) as unknown as [string, bigint, string, { toObject(): MarketRequest }];
      return {
        requestId,
        model: modelNames.get(toBeHex(modelId, 32))!,
        request: request.toObject(),
        blockNumber: log.blockNumber,
      };
    });
}
