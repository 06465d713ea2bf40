import type { CallResult, ParsedInput } from '../../api/contract.ts';
import type { EngineContext } from '../engine.ts';

export async function marketStatusCall(
  { workspace }: EngineContext,
  { latest }: ParsedInput<'marketStatus'>,
): Promise<CallResult<'marketStatus'>> {
  const places = await workspace.market.places();
  return {
    markets: places.map(({ place, requests, lastBlock }) => {
      const { earned, gasCost } = requests.totals();
      return {
        chainId: place.chainId,
        market: place.market,
        lastBlock,
        counts: requests.counts(),
        earned: Object.fromEntries([...earned].map(([token, amount]) => [token, String(amount)])),
        gasCost: String(gasCost),
        requests: requests.latest(latest).map(({ request, ...record }) => ({
          requestId: record.requestId,
          model: record.model,
          state: record.state,
          reason: record.reason,
          requester: request.requester,
          inputCommitment: request.inputCommitment,
          fee: String(request.fee),
          feeToken: request.feeToken,
          deadline: String(request.deadline),
          blockNumber: record.blockNumber,
          transactionHash: record.transactionHash,
          gasUsed: record.gasUsed,
        })),
      };
    }),
  };
}
