import { ZeroAddress, hexlify, keccak256, type Signer } from 'ethers';
import { AppError } from '../../src-main/api/errors.ts';
import type { LongWork } from '../../src-main/api/progress.ts';
import {
  callContract,
  expectEvent,
  providerOf,
  sendTransaction,
} from '../../src-main/engine/chain/call-contract.ts';
import { toChainError } from '../../src-main/engine/chain/chain-error.ts';
import { computeModelId } from '../../src-main/engine/chain/compute-model-id.ts';
import { REGISTRY, VERIFIER, type ContractAddresses } from '../../src-main/engine/chain/contract-bindings.ts';
import { GROTH16_PROOF_SYSTEM_ID } from '../../src-main/engine/chain/domains.ts';

export interface ModelToRegister {
  /** bytes32 as 0x-prefixed hex. */
  modelHash: string;
  /** bytes32 as 0x-prefixed hex. */
  circuitHash: string;
  /** The bytes that encodeVerifyingKey made. */
  key: Uint8Array;
  /** Where the model's bundle can be fetched. */
  uri: string;
}

export interface Registration {
  modelId: bigint;
  vkHash: string;
  /** The model was there already; nothing was sent. */
  alreadyRegistered: boolean;
  transactionHash?: string;
  gasUsed?: bigint;
}

/**
 * Registers a model for the signer, with its verifying key in the same transaction unless the key is stored already. A
 * model that this owner has registered before is left as it is.
 *
 * @throws AppError chain-refused, chain-unreachable, aborted
 */
export async function registerModel(
  signer: Signer,
  addresses: ContractAddresses,
  model: ModelToRegister,
  work: LongWork = {},
): Promise<Registration> {
  const provider = providerOf(signer);
  const vkHash = keccak256(model.key);
  const identity = { modelHash: model.modelHash, circuitHash: model.circuitHash, vkHash };
  const { chainId } = await provider.getNetwork().catch((error: unknown) => {
    throw toChainError(error);
  });
  const owner = await signer.getAddress();
  const modelId = computeModelId({ chainId, registry: addresses.registry, owner, ...identity });
  if (await isRegistered(signer, addresses, modelId)) return { modelId, vkHash, alreadyRegistered: true };

  const [pointer] = await callContract(provider, addresses.verifier, VERIFIER.abi, 'keyPointer', [vkHash]);
  const commitment = { ...identity, proofSystemId: GROTH16_PROOF_SYSTEM_ID, uri: model.uri };
  const data =
    pointer === ZeroAddress
      ? REGISTRY.abi.encodeFunctionData('registerModelWithKey', [commitment, hexlify(model.key)])
      : REGISTRY.abi.encodeFunctionData('registerModel', [commitment]);
  work.onProgress?.({ stage: 'register', message: 'Registering the model' });
  const receipt = await sendTransaction(signer, { to: addresses.registry, data }, work);
  expectEvent(receipt, addresses.registry, REGISTRY.abi, 'ModelRegistered', [modelId, owner]);
  return {
    modelId,
    vkHash,
    alreadyRegistered: false,
    transactionHash: receipt.hash,
    gasUsed: receipt.gasUsed,
  };
}

async function isRegistered(signer: Signer, addresses: ContractAddresses, modelId: bigint): Promise<boolean> {
  try {
    await callContract(providerOf(signer), addresses.registry, REGISTRY.abi, 'getModel', [modelId]);
    return true;
  } catch (error) {
    if (
      error instanceof AppError &&
      error.code === 'chain-refused' &&
      error.message.includes('ModelNotFound')
    )
      return false;
    throw error;
  }
}
