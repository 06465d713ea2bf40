import type { Signer } from 'ethers';
import type { LongWork } from '../../api/progress.ts';
import { expectEvent, sendTransaction } from './call-contract.ts';
import { REGISTRY } from './contract-bindings.ts';
import { inferenceArguments, type ProvenInference } from './inference-arguments.ts';

/**
 * Has the registry verify an inference in a transaction of the signer, who has to be the consumer of the proof's context.
 *
 * @returns the receipt's hash and gas
 * @throws AppError proof-invalid, chain-refused (deadline, deprecation, a statement that breaks the layout),
 *         chain-unreachable, aborted
 */
export async function verifyInference(
  signer: Signer,
  registry: string,
  inference: ProvenInference,
  work: LongWork = {},
): Promise<{ transactionHash: string; gasUsed: bigint }> {
  const data = REGISTRY.abi.encodeFunctionData('verifyInference', inferenceArguments(inference));
  const receipt = await sendTransaction(signer, { to: registry, data }, work);
  const { modelId, inputCommitment } = inference;
  expectEvent(receipt, registry, REGISTRY.abi, 'InferenceVerified', [modelId, inputCommitment]);
  return { transactionHash: receipt.hash, gasUsed: receipt.gasUsed };
}
