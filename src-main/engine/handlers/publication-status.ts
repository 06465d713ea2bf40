import type { CallResult, ParsedInput } from '../../api/contract.ts';
import type { EngineContext } from '../engine.ts';

export async function publicationStatus(
  { workspace }: EngineContext,
  input: ParsedInput<'publicationStatus'>,
): Promise<CallResult<'publicationStatus'>> {
  const { name } = await workspace.models.read(input.name);
  const records = await workspace.journal.list(name);
  return {
    name,
    publications: records.map((record) => ({
      chainId: record.chainId,
      account: record.account,
      modelId: record.modelId,
      isDone: record.state === 'done',
      problem: record.problem,
      begunAt: record.begunAt,
      changedAt: record.changedAt,
      steps: record.steps.map((step) => ({
        purpose: step.purpose,
        state: step.state,
        wasThere: step.found,
        blockNumber: step.blockNumber,
        gasUsed: step.gasUsed,
        transactions: step.transactions.map(({ state, nonce, hash, maxFeePerGas }) => ({
          state,
          nonce,
          hash,
          maxFeePerGas: String(maxFeePerGas),
        })),
      })),
    })),
  };
}
