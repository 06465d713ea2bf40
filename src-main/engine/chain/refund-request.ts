import type { Signer } from 'ethers';
import type { LongWork } from '../../api/progress.ts';
import { expectEvent, sendTransaction } from './call-contract.ts';
import { MARKET } from './contract-bindings.ts';
import type { MarketRequest } from './market-request.ts';

/**
 * Gives the fee of an unanswered request back to its requester's balance in the market; anyone may, after the deadline or
 * once the model is deprecated.
 *
 * @throws AppError chain-refused (not open, too early), chain-unreachable, aborted
 */
export async function refundRequest(
  signer: Signer,
  market: string,
  request: MarketRequest,
  work: LongWork = {},
): Promise<{ transactionHash: string; gasUsed: bigint }> {
  const data = MARKET.abi.encodeFunctionData('refund', [request]);
  const receipt = await sendTransaction(signer, { to: market, data }, work);
  expectEvent(receipt, market, MARKET.abi, 'InferenceRefunded', [null, request.modelId, request.requester]);
  return { transactionHash: receipt.hash, gasUsed: receipt.gasUsed };
}
