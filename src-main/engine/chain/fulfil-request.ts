import type { Signer } from 'ethers';
import type { LongWork } from '../../api/progress.ts';
import { expectEvent, sendTransaction } from './call-contract.ts';
import { MARKET } from './contract-bindings.ts';
import { encodeOutput, encodeProof } from './encode-proof.ts';
import type { ProvenInference } from './inference-arguments.ts';
import type { MarketRequest } from './market-request.ts';

/**
 * Answers a request of the market. The proof's context holds the request's id and the payee; its consumer is the market.
 *
 * @throws AppError proof-invalid, chain-refused (not open, too late, deprecated), chain-unreachable, aborted
 */
export async function fulfilRequest(
  signer: Signer,
  market: string,
  request: MarketRequest,
  inference: Pick<ProvenInference, 'output' | 'context' | 'points' | 'inputSignals'>,
  work: LongWork = {},
): Promise<{ transactionHash: string; gasUsed: bigint }> {
  const { context, points, inputSignals } = inference;
  const data = MARKET.abi.encodeFunctionData('fulfil', [
    request,
    encodeOutput(inference.output),
    encodeProof(context, points, inputSignals),
  ]);
  const receipt = await sendTransaction(signer, { to: market, data }, work);
  expectEvent(receipt, market, MARKET.abi, 'InferenceFulfilled', [context.requestId]);
  return { transactionHash: receipt.hash, gasUsed: receipt.gasUsed };
}
