import { addressToNumber } from '../encoding/address.ts';
import { bytesToNumber, keccak256 } from '../encoding/bytes.ts';
import { encodeArguments, unsignedWord } from '../encoding/encode-arguments.ts';
import { DOMAIN_CONTEXT } from './domains.ts';

/** Where and for whom a proof counts. Numbers as decimal strings or 0x hex, as receipts have them, or as bigints. */
export interface Context {
  /** 0 for no chain. */
  chainId: string | bigint;
  /** Address of the VerifierRouter; zero for no chain. */
  router: string;
  modelId: string | bigint;
  /** bytes32, chosen by whoever asks. */
  requestId: string;
  /** Who calls verifyInference. */
  consumer: string;
  payee: string;
  /** Last second (Unix time) at which the proof counts; 0 for none. */
  deadline: string | bigint;
}

/**
 * The first public signal of every proof: keccak256(abi.encode(DOMAIN_CONTEXT, chainId, router, modelId, requestId,
 * consumer, payee, deadline)) mod 2^253.
 *
 * @throws ProofpressError `input-invalid` for a number or an address that is none
 */
export function computeContext(context: Context): bigint {
  const { chainId, router, modelId, requestId, consumer, payee, deadline } = context;
  const encoded = encodeArguments([
    DOMAIN_CONTEXT,
    unsignedWord(BigInt(chainId)),
    addressToNumber(router),
    unsignedWord(BigInt(modelId)),
    unsignedWord(BigInt(requestId)),
    addressToNumber(consumer),
    addressToNumber(payee),
    unsignedWord(BigInt(deadline)),
  ]);
  return BigInt.asUintN(253, bytesToNumber(keccak256(encoded)));
}
