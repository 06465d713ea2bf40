import { AbiCoder, keccak256, zeroPadValue } from 'ethers';

/** Where the registry keeps its models: `_models` in contracts/snapshots/storage-layout.json. */
const MODELS_SLOT = 0n;

/**
 * What the registry's storage has once a model is registered, as far as naming it as a successor looks at it: its owner.
 * For estimates alone, by a node that can pretend it.
 *
 * @returns words by slot, as the `stateDiff` of eth_estimateGas takes them
 */
export function registeredModelStorage(modelId: string, owner: string): Record<string, string> {
  const slot = keccak256(AbiCoder.defaultAbiCoder().encode(['uint256', 'uint256'], [modelId, MODELS_SLOT]));
  return { [slot]: zeroPadValue(owner, 32) };
}
