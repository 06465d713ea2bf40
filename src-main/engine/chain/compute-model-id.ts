import { AbiCoder, keccak256 } from 'ethers';
import { DOMAIN_MODEL, GROTH16_PROOF_SYSTEM_ID } from './domains.ts';

/** What a model is on a chain; hashes are bytes32 as 0x-prefixed hex. */
export interface ModelIdentity {
  chainId: bigint;
  registry: string;
  owner: string;
  modelHash: string;
  circuitHash: string;
  vkHash: string;
  /** bytes4 as 0x-prefixed hex; Groth16 unless given. */
  proofSystemId?: string;
}

/**
 * uint256(keccak256(abi.encode(DOMAIN_MODEL, chainId, registry, owner, modelHash, circuitHash, vkHash, proofSystemId))):
 * known before the model is registered. ModelRegistry computes the same.
 */
export function computeModelId(model: ModelIdentity): bigint {
  const encoded = AbiCoder.defaultAbiCoder().encode(
    ['bytes32', 'uint256', 'address', 'address', 'bytes32', 'bytes32', 'bytes32', 'bytes4'],
    [
      DOMAIN_MODEL,
      model.chainId,
      model.registry,
      model.owner,
      model.modelHash,
      model.circuitHash,
      model.vkHash,
      model.proofSystemId ?? GROTH16_PROOF_SYSTEM_ID,
    ],
  );
  return BigInt(keccak256(encoded));
}
