import type { Signer } from 'ethers';
import type { LongWork } from '../../api/progress.ts';
import { expectEvent, sendTransaction } from './call-contract.ts';
import { REGISTRY } from './contract-bindings.ts';

/**
 * Names the model that takes the place of another: once, by the owner of both, and no contract follows it by itself.
 *
 * @returns the receipt's hash and gas
 * @throws AppError chain-refused (another owner, a successor that is set, or a successor that has one itself),
 *         chain-unreachable, aborted
 */
export async function setSuccessor(
  signer: Signer,
  registry: string,
  models: { oldModelId: bigint; newModelId: bigint },
  work: LongWork = {},
): Promise<{ transactionHash: string; gasUsed: bigint }> {
  const args = [models.oldModelId, models.newModelId] as const;
  const data = REGISTRY.abi.encodeFunctionData('setSuccessor', args);
  const receipt = await sendTransaction(signer, { to: registry, data }, work);
  expectEvent(receipt, registry, REGISTRY.abi, 'SuccessorSet', args);
  return { transactionHash: receipt.hash, gasUsed: receipt.gasUsed };
}
