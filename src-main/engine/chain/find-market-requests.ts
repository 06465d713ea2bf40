import type { Provider } from 'ethers';
import { toChainError } from './chain-error.ts';
import { MARKET } from './contract-bindings.ts';
import type { MarketRequest } from './market-request.ts';

export interface FoundRequest {
  requestId: string;
  request: MarketRequest;
  blockNumber: number;
}

/**
 * The requests that a market was asked, as its events show them, oldest first; where they stand now is the market's
 * stateOf.
 *
 * @param filter.fromBlock first block to look at; a node may refuse too long a range
 * @throws AppError chain-refused, chain-unreachable
 */
export async function findMarketRequests(
  provider: Provider,
  market: string,
  filter: { fromBlock: number; toBlock?: number; requestId?: string; modelId?: bigint; requester?: string },
): Promise<FoundRequest[]> {
  const { fromBlock, toBlock = 'latest' } = filter;
  const topics = MARKET.abi.encodeFilterTopics('InferenceRequested', [
    filter.requestId ?? null,
    filter.modelId ?? null,
    filter.requester ?? null,
  ]);
  try {
    const logs = await provider.getLogs({ address: market, topics, fromBlock, toBlock });
    return logs.map((log) => {
      const [requestId, , , request] = MARKET.abi.decodeEventLog(
        'InferenceRequested',
        log.data,
        log.topics,
      ) as unknown as [string, bigint, string, { toObject(): MarketRequest }];
      return { requestId, request: request.toObject(), blockNumber: log.blockNumber };
    });
  } catch (error) {
    throw toChainError(error);
  }
}
