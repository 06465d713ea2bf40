import { ZeroAddress, concat, hexlify, keccak256, toBeHex, type Provider } from 'ethers';
import { callContract } from '../../chain/call-contract.ts';
import { computeModelId } from '../../chain/compute-model-id.ts';
import { REGISTRY, VERIFIER } from '../../chain/contract-bindings.ts';
import { plannedContracts, predictAddresses } from '../../chain/deploy-contracts.ts';
import { GROTH16_PROOF_SYSTEM_ID } from '../../chain/domains.ts';
import { DEPLOYMENT_PROXY, DEPLOYMENT_SALT } from '../../chain/plan-deployment.ts';
import type { PublicationStep } from './publication-step.ts';

export interface ModelRegistration {
  /** bytes32 as 0x-prefixed hex. */
  modelHash: string;
  circuitHash: string;
  /** The bytes that encodeVerifyingKey made. */
  key: Uint8Array;
  uri: string;
}

export interface PublicationSteps {
  /** bytes32 as 0x-prefixed hex. */
  modelId: string;
  vkHash: string;
  /** In the order in which they have to happen; the last one registers the model. */
  steps: PublicationStep[];
}

/** The deployments that a model needs, whether they are there or not. */
export function planDeployments(chainId: bigint): PublicationStep[] {
  return plannedContracts()
    .filter(({ name }) => name !== 'market')
    .map(({ name, address, creationCode, runtimeCode }) => ({
      purpose: `deploy the ${name}`,
      effect: { kind: 'code', address, codeHash: keccak256(runtimeCode(chainId)) },
      to: DEPLOYMENT_PROXY,
      data: concat([DEPLOYMENT_SALT, creationCode]),
    }));
}

/**
 * What has to happen on a chain for a model to be published there, every transaction of it.
 *
 * @throws AppError chain-refused, chain-unreachable
 */
export async function planSteps(
  provider: Provider,
  chainId: bigint,
  owner: string,
  { modelHash, circuitHash, key, uri }: ModelRegistration,
): Promise<PublicationSteps> {
  const { registry, verifier } = predictAddresses();
  const vkHash = keccak256(key);
  const identity = { modelHash, circuitHash, vkHash };
  const modelId = toBeHex(computeModelId({ chainId, registry, owner, ...identity }), 32);
  const commitment = { ...identity, proofSystemId: GROTH16_PROOF_SYSTEM_ID, uri };
  const isStored = await isKeyStored(provider, verifier, vkHash);
  const register: PublicationStep = {
    purpose: 'register the model',
    effect: { kind: 'model', registry, modelId },
    to: registry,
    data: isStored
      ? REGISTRY.abi.encodeFunctionData('registerModel', [commitment])
      : REGISTRY.abi.encodeFunctionData('registerModelWithKey', [commitment, hexlify(key)]),
  };
  return { modelId, vkHash, steps: [...planDeployments(chainId), register] };
}

/** A key that lies there need not be sent again. */
async function isKeyStored(provider: Provider, verifier: string, vkHash: string): Promise<boolean> {
  if ((await provider.getCode(verifier)) === '0x') return false;
  const [pointer] = await callContract(provider, verifier, VERIFIER.abi, 'keyPointer', [vkHash]);
  return pointer !== ZeroAddress;
}
