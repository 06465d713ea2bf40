import type { Signer } from 'ethers';
import { AppError } from '../../api/errors.ts';
import type { LongWork } from '../../api/progress.ts';
import { expectEvent, sendTransaction } from './call-contract.ts';
import { REGISTRY } from './contract-bindings.ts';
import type { ProvenInference } from './inference-arguments.ts';

/**
 * Has the registry verify several inferences of one model in one transaction of the signer, who has to be the consumer of
 * every proof's context. One wrong proof rejects all of them.
 *
 * @returns the receipt's hash and gas
 * @throws AppError option-invalid for no inferences or several models, proof-invalid, chain-refused (deadline,
 *         deprecation, a statement that breaks the layout), chain-unreachable, aborted
 */
export async function verifyInferenceBatch(
  signer: Signer,
  registry: string,
  inferences: readonly ProvenInference[],
  work: LongWork = {},
): Promise<{ transactionHash: string; gasUsed: bigint }> {
  const [modelId, ...others] = new Set(inferences.map((inference) => inference.modelId));
  if (modelId === undefined || others.length > 0) {
    throw new AppError(
      'option-invalid',
      modelId === undefined ? 'The batch is empty.' : 'The inferences are of several models.',
      'Pass one or more inferences of one model.',
    );
  }
  const batch = inferences.map(({ inputCommitment, context, points, inputSignals, output }) => ({
    inputCommitment,
    context,
    points,
    inputSignals,
    output,
  }));
  const data = REGISTRY.abi.encodeFunctionData('verifyInferenceBatch', [modelId, batch]);
  const receipt = await sendTransaction(signer, { to: registry, data }, work);
  for (const { inputCommitment } of inferences) {
    expectEvent(receipt, registry, REGISTRY.abi, 'InferenceVerified', [modelId, inputCommitment]);
  }
  return { transactionHash: receipt.hash, gasUsed: receipt.gasUsed };
}
