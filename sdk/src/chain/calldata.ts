import { addressToNumber } from '../encoding/address.ts';
import { fromHex, keccak256Text, toHex, type Hex } from '../encoding/bytes.ts';
import { encodeArguments } from '../encoding/encode-arguments.ts';
import type { Receipt } from '../receipt/receipt.ts';
import { inferenceArguments } from './inference-arguments.ts';

const VERIFY_INFERENCE = 'verifyInference(uint256,bytes32,bytes,bytes)';
const CHECK_INFERENCE = 'checkInference(uint256,bytes32,bytes,bytes,address,bool)';

/** Calldata of the registry's `verifyInference`, which reverts unless the proof holds for whoever calls. */
export function verifyInferenceCalldata(receipt: Receipt): Hex {
  return call(VERIFY_INFERENCE, head(receipt));
}

/** Calldata of the registry's view `checkInference`, for the consumer that the receipt names. */
export function checkInferenceCalldata(receipt: Receipt): Hex {
  const { consumer, chainId } = receipt.context;
  return call(CHECK_INFERENCE, [...head(receipt), addressToNumber(consumer), chainId === '0' ? 1n : 0n]);
}

function head(receipt: Receipt): (bigint | Uint8Array)[] {
  const [modelId, inputCommitment, output, proof] = inferenceArguments(receipt);
  return [modelId, BigInt(inputCommitment), fromHex(output), fromHex(proof)];
}

function call(signature: string, values: readonly (bigint | Uint8Array)[]): Hex {
  const selector = toHex(keccak256Text(signature).subarray(0, 4));
  return `${selector}${toHex(encodeArguments(values)).slice(2)}`;
}
