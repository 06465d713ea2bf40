import { ZeroAddress, concat, formatEther, hexlify, keccak256, toBeHex, type Provider } from 'ethers';
import { AppError } from '../../../api/errors.ts';
import { callContract } from '../../chain/call-contract.ts';
import { computeModelId } from '../../chain/compute-model-id.ts';
import { REGISTRY, VERIFIER } from '../../chain/contract-bindings.ts';
import { plannedContracts, predictAddresses } from '../../chain/deploy-contracts.ts';
import { hasProxy, PROXY_CODE, PROXY_TRANSACTION, requireDeployableProxy } from '../../chain/deploy-proxy.ts';
import { GROTH16_PROOF_SYSTEM_ID } from '../../chain/domains.ts';
import { DEPLOYMENT_PROXY, DEPLOYMENT_SALT } from '../../chain/plan-deployment.ts';
import type { PublicationStep } from './publication-step.ts';
import { hasEffect } from './step-effect.ts';

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
  /** In the order in which they have to happen. */
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
 * The deployment proxy, where it is missing: its sender, whose key nobody has, gets what its transaction costs, and the
 * transaction that was signed for all chains is sent.
 *
 * @throws AppError network-unsupported where the chain does not take that transaction
 */
async function planProxy(provider: Provider, isWanted: boolean): Promise<PublicationStep[]> {
  if (await hasProxy(provider)) return [];
  await requireDeployableProxy(provider);
  const { raw, sender, nonce, cost } = PROXY_TRANSACTION;
  if (!isWanted) throw withoutProxy(cost);
  const balance = await provider.getBalance(sender);
  return [
    {
      purpose: 'pay for the deployment proxy',
      effect: { kind: 'funded', account: sender, wei: String(cost), orCodeAt: DEPLOYMENT_PROXY },
      to: sender,
      data: '0x',
      value: balance < cost ? cost - balance : 0n,
    },
    {
      purpose: 'deploy the deployment proxy',
      effect: { kind: 'code', address: DEPLOYMENT_PROXY, codeHash: keccak256(PROXY_CODE) },
      to: DEPLOYMENT_PROXY,
      data: '0x',
      presigned: { raw, sender, nonce },
    },
  ];
}

function withoutProxy(cost: bigint): AppError {
  return new AppError(
    'network-unsupported',
    `The deterministic deployment proxy ${DEPLOYMENT_PROXY}, through which contracts get their addresses, is not on this chain.`,
    `Add --deploy-proxy: it is put there, for everybody, by a transaction that costs ${formatEther(cost)} of the chain's coin.`,
  );
}

/**
 * What has to happen on a chain for a model to be published there, every transaction of it.
 *
 * @param options.deployProxy puts the deployment proxy there, too, where it is missing
 * @param options.replaces id of a model of the same owner, whose successor this one becomes
 * @throws AppError network-unsupported where the proxy is missing and is not to be, or cannot be, put there; chain-refused,
 *         chain-unreachable
 */
export async function planSteps(
  provider: Provider,
  chainId: bigint,
  owner: string,
  { modelHash, circuitHash, key, uri }: ModelRegistration,
  { deployProxy = false, replaces }: { deployProxy?: boolean; replaces?: string } = {},
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
  const deployments = planDeployments(chainId);
  // A proxy that is missing matters only where something is to be deployed.
  const isThere = await hasEffect(provider, deployments.at(-1)!.effect);
  const proxy = isThere ? [] : await planProxy(provider, deployProxy);
  const successor = replaces === undefined ? [] : [planSuccessor(registry, replaces, modelId)];
  // Another successor is found out before anything is registered.
  for (const { effect } of successor) await hasEffect(provider, effect);
  return { modelId, vkHash, steps: [...proxy, ...deployments, register, ...successor] };
}

function planSuccessor(registry: string, modelId: string, successor: string): PublicationStep {
  return {
    purpose: 'name it as the successor',
    effect: { kind: 'successor', registry, modelId, successor },
    to: registry,
    data: REGISTRY.abi.encodeFunctionData('setSuccessor', [BigInt(modelId), BigInt(successor)]),
  };
}

/** A key that lies there need not be sent again. */
async function isKeyStored(provider: Provider, verifier: string, vkHash: string): Promise<boolean> {
  if ((await provider.getCode(verifier)) === '0x') return false;
  const [pointer] = await callContract(provider, verifier, VERIFIER.abi, 'keyPointer', [vkHash]);
  return pointer !== ZeroAddress;
}
