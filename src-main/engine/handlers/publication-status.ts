import type { CallResult, ParsedInput } from '../../api/contract.ts';
import type { EngineContext } from '../engine.ts';
import type { PublicationRecord } from '../store/journal/journal-types.ts';
import type { Publication } from '../store/model-state.ts';

export async function publicationStatus(
  { workspace }: EngineContext,
  input: ParsedInput<'publicationStatus'>,
): Promise<CallResult<'publicationStatus'>> {
  const { name, publications } = await workspace.models.read(input.name);
  const records = await workspace.journal.list(name);
  return {
    name,
    publications: records.map((record) => ({
      kind: record.kind,
      ...whatBecame(publications, record),
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

function whatBecame(publications: readonly Publication[], { chainId, modelId }: PublicationRecord) {
  const found = publications.find((one) => one.chainId === chainId && one.modelId === modelId);
  return { successor: found?.successor ?? null, isDeprecated: found?.deprecated ?? false };
}
