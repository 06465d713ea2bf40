import { groth16ProofSystemId } from '../constants.ts';
import { keccak256, toHex, type Hex } from '../encoding/bytes.ts';
import { encodeArguments, unsignedWord } from '../encoding/encode-arguments.ts';
import type { ModelIdentity } from './compute-model-id.ts';

/**
 * keccak256(abi.encode(modelHash, circuitHash, vkHash, proofSystemId)), bytes32: what a model is, without where it is
 * registered and by whom. Contracts that pin a model take it beside the id.
 */
export function computeCommitmentHash(
  model: Pick<ModelIdentity, 'modelHash' | 'circuitHash' | 'vkHash'>,
): Hex {
  const hashes = [model.modelHash, model.circuitHash, model.vkHash].map((hash) => unsignedWord(BigInt(hash)));
  return toHex(keccak256(encodeArguments([...hashes, BigInt(groth16ProofSystemId) << 224n])));
}
