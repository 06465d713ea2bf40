import type { Provider } from 'ethers';
import { AppError } from '../../api/errors.ts';
import { callContract } from './call-contract.ts';
import { MARKET } from './contract-bindings.ts';
import { findMarketRequests, type FoundRequest } from './find-market-requests.ts';

export interface OpenRequests {
  count: number;
  /** The latest deadline of them, in Unix seconds; null where there are none. */
  until: bigint | null;
}

/** What `stateOf` says of a request that waits for its answer. */
const OPEN = 1n;
/** Nodes that refuse a range of blocks as too long take one of so many. */
const SHORTEST_RANGE = 500;

/**
 * The requests of a market for one model that can still be answered.
 *
 * @param market its address; where no contract lies there, nobody asked anything
 * @param filter.fromBlock first block in which the model can have been asked about
 * @throws AppError chain-refused, chain-unreachable
 */
export async function countOpenRequests(
  provider: Provider,
  market: string,
  { modelId, fromBlock }: { modelId: bigint; fromBlock: number },
): Promise<OpenRequests> {
  if ((await provider.getCode(market)) === '0x') return { count: 0, until: null };
  const latest = await provider.getBlock('latest');
  const now = BigInt(latest?.timestamp ?? 0);
  const found = await findInRanges(provider, market, modelId, fromBlock, latest?.number ?? 0);
  let count = 0;
  let until: bigint | null = null;
  for (const { requestId, request } of found) {
    if (request.deadline < now) continue;
    const [state] = await callContract(provider, market, MARKET.abi, 'stateOf', [requestId]);
    if (state !== OPEN) continue;
    count++;
    if (until === null || request.deadline > until) until = request.deadline;
  }
  return { count, until };
}

/** Nodes take ranges of different lengths, and say so in words of their own: what is refused is asked for in halves. */
async function findInRanges(
  provider: Provider,
  market: string,
  modelId: bigint,
  fromBlock: number,
  toBlock: number,
): Promise<FoundRequest[]> {
  if (fromBlock > toBlock) return [];
  try {
    return await findMarketRequests(provider, market, { modelId, fromBlock, toBlock });
  } catch (error) {
    const isRefused = error instanceof AppError && error.code === 'chain-refused';
    if (!isRefused || toBlock - fromBlock < SHORTEST_RANGE) throw error;
  }
  const middle = Math.floor((fromBlock + toBlock) / 2);
  return [
    ...(await findInRanges(provider, market, modelId, fromBlock, middle)),
    ...(await findInRanges(provider, market, modelId, middle + 1, toBlock)),
  ];
}
