import type { Provider } from 'ethers';
import { callContract } from './call-contract.ts';
import { REGISTRY } from './contract-bindings.ts';
import { inferenceArguments, type ProvenInference } from './inference-arguments.ts';

/**
 * Checks an inference by eth_call: costs nothing and authorises nothing. DeadlineExpired and a deprecated model are found
 * last, so these two errors say that the proof itself holds.
 *
 * @param options.consumer the consumer in the proof's context
 * @param options.offChain the context was made for no chain (chain id 0, router 0)
 * @throws AppError proof-invalid, chain-refused, chain-unreachable
 */
export async function checkInference(
  provider: Provider,
  registry: string,
  inference: ProvenInference,
  options: { consumer: string; offChain: boolean },
): Promise<void> {
  await callContract(provider, registry, REGISTRY.abi, 'checkInference', [
    ...inferenceArguments(inference),
    options.consumer,
    options.offChain,
  ]);
}
