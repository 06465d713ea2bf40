import { TypedDataEncoder, ZeroAddress } from 'ethers';

/** What InferenceMarket takes as a request; the fields are explained in IInferenceMarket.sol. */
export interface MarketRequest {
  requester: string;
  modelId: bigint;
  /** bytes32 as 0x-prefixed hex. */
  inputCommitment: string;
  inputUri: string;
  /** NATIVE_TOKEN for the chain's own coin. */
  feeToken: string;
  fee: bigint;
  /** Last second (Unix time) at which it can be fulfilled. */
  deadline: bigint;
  /** Zero address for none. */
  callback: string;
  callbackGas: bigint;
  /** Any number that this requester has not used. */
  nonce: bigint;
  /** Last second at which it can be submitted; 0 for no limit but the deadline. */
  submitBy: bigint;
}

export const NATIVE_TOKEN = ZeroAddress;

/** EIP-712 types of a request, for a wallet's signTypedData. */
export const MARKET_REQUEST_TYPES = {
  InferenceRequest: [
    { name: 'requester', type: 'address' },
    { name: 'modelId', type: 'uint256' },
    { name: 'inputCommitment', type: 'bytes32' },
    { name: 'inputUri', type: 'string' },
    { name: 'feeToken', type: 'address' },
    { name: 'fee', type: 'uint256' },
    { name: 'deadline', type: 'uint64' },
    { name: 'callback', type: 'address' },
    { name: 'callbackGas', type: 'uint32' },
    { name: 'nonce', type: 'uint256' },
    { name: 'submitBy', type: 'uint64' },
  ],
};

/** EIP-712 domain of a market. */
export interface MarketDomain {
  name: string;
  version: string;
  chainId: bigint;
  verifyingContract: string;
}

export function marketDomain(place: { chainId: bigint; market: string }): MarketDomain {
  return {
    name: 'Proofpress InferenceMarket',
    version: '1',
    chainId: place.chainId,
    verifyingContract: place.market,
  };
}

/** The id of a request: its EIP-712 hash, which is what a wallet signs. InferenceMarket computes the same. */
export function computeRequestId(request: MarketRequest, place: { chainId: bigint; market: string }): string {
  return TypedDataEncoder.hash(marketDomain(place), MARKET_REQUEST_TYPES, request);
}
