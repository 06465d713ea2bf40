import { addresses } from './addresses.ts';
import { inferenceRequestFields } from './generated/inference-request-fields.ts';

/** EIP-712 types of a request, whose primary type is InferenceRequest: what a requester signs for requestFor. */
export const inferenceRequestTypes = { InferenceRequest: inferenceRequestFields } as const;

/**
 * EIP-712 domain of the market on a chain.
 *
 * @param market another market than the one of this version
 */
export function marketDomain(
  chainId: number | bigint,
  market: `0x${string}` = addresses.market,
): {
  name: 'Proofpress InferenceMarket';
  version: '1';
  chainId: number | bigint;
  verifyingContract: `0x${string}`;
} {
  return { name: 'Proofpress InferenceMarket', version: '1', chainId, verifyingContract: market };
}
