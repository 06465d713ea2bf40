import { hexlify, type Signer } from 'ethers';
import type { LongWork } from '../../api/progress.ts';
import { callContract, expectEvent, providerOf, sendTransaction } from './call-contract.ts';
import { MARKET } from './contract-bindings.ts';
import type { MarketRequest } from './market-request.ts';

/**
 * Makes a request of the market: the signer's own, or, with a signature, that of whoever signed it.
 *
 * @param options.value     coins to send along for the signer's own request; what the fee leaves stays in its balance
 * @param options.signature the requester's signature of the request's typed data, see market-request.ts
 * @returns the request's id, with hash and gas of the transaction
 * @throws AppError chain-refused, chain-unreachable, aborted
 */
export async function requestInference(
  signer: Signer,
  market: string,
  request: MarketRequest,
  options: LongWork & ({ value?: bigint } | { signature: string }) = {},
): Promise<{ requestId: string; transactionHash: string; gasUsed: bigint }> {
  const [requestId] = await callContract(providerOf(signer), market, MARKET.abi, 'requestIdOf', [request]);
  const transaction =
    'signature' in options
      ? { data: MARKET.abi.encodeFunctionData('requestFor', [request, hexlify(options.signature)]) }
      : { data: MARKET.abi.encodeFunctionData('request', [request]), value: options.value ?? 0n };
  const receipt = await sendTransaction(signer, { to: market, ...transaction }, options);
  expectEvent(receipt, market, MARKET.abi, 'InferenceRequested', [requestId]);
  return { requestId, transactionHash: receipt.hash, gasUsed: receipt.gasUsed };
}
