import { AbiCoder, ZeroAddress, keccak256 } from 'ethers';
import { DOMAIN_CONTEXT } from './domains.ts';

/** The part of a context that travels with the proof. */
export interface ProofContext {
  /** bytes32, 0x-prefixed hex; chosen by whoever asks. */
  requestId: string;
  payee: string;
  /** Last second (Unix time, below 2^64) at which the proof counts; 0 for none. */
  deadline: bigint;
}

/** Where and for whom a proof counts. */
export interface FullContext extends ProofContext {
  chainId: bigint;
  /** Address of the VerifierRouter. */
  router: string;
  modelId: bigint;
  /** Who calls verifyInference. */
  consumer: string;
}

/** Chain and router of a receipt that is made for no chain. */
export const OFF_CHAIN = { chainId: 0n, router: ZeroAddress } as const;

/**
 * The first public signal of every proof: keccak256(abi.encode(DOMAIN_CONTEXT, chainId, router, modelId, requestId,
 * consumer, payee, deadline)) mod 2^253. ModelRegistry computes the same.
 */
export function computeContext(context: FullContext): bigint {
  const encoded = AbiCoder.defaultAbiCoder().encode(
    ['bytes32', 'uint256', 'address', 'uint256', 'bytes32', 'address', 'address', 'uint256'],
    [
      DOMAIN_CONTEXT,
      context.chainId,
      context.router,
      context.modelId,
      context.requestId,
      context.consumer,
      context.payee,
      context.deadline,
    ],
  );
  return BigInt(keccak256(encoded)) & ((1n << 253n) - 1n);
}
