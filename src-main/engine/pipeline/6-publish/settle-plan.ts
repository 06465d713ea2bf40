import type { Signer } from 'ethers';
import type { LongWork } from '../../../api/progress.ts';
import { askNode } from '../../chain/ask-node.ts';
import { providerOf } from '../../chain/call-contract.ts';
import type { PublicationKind } from '../../store/journal/journal-types.ts';
import type { PublicationJournal } from '../../store/journal/publication-journal.ts';
import type { PublicationRun } from './publication-run.ts';
import type { PublicationStep } from './publication-step.ts';
import type { PublishPace } from './publish-pace.ts';
import { publishingAccount } from './publishing-account.ts';
import { runPublication, type SettledStep } from './run-publication.ts';
import { encodeEffect } from './step-effect.ts';

export interface SettleOptions {
  journal: PublicationJournal;
  pace: PublishPace;
  /** wei per gas that no transaction may offer more than */
  maximumFeePerGas?: bigint;
  priceOf?: PublicationRun['priceOf'];
}

/** What has to be on a chain, in order, and the model that it is about. */
export interface Plan {
  /** bytes32 as 0x-prefixed hex. */
  modelId: string;
  steps: readonly PublicationStep[];
}

export interface SettledPlan<Of extends Plan> {
  plan: Of;
  chainId: bigint;
  account: string;
  /** An earlier run had begun it and not ended it. */
  isResumed: boolean;
  /** In the order of the plan. */
  settled: SettledStep[];
}

/**
 * Brings a plan about. Every transaction is in the journal before it is sent, so a run that broke off anywhere is gone on
 * with by the next one; a run that finds all there sends nothing.
 *
 * @param makePlan asked again where the node does not answer
 * @throws AppError `chain-unreachable`, `chain-refused`, `workspace-unusable` where another process sends with this account,
 *         `aborted`, `disk-full`
 */
export async function settlePlan<Of extends Plan>(
  signer: Signer,
  { kind, model }: { kind: PublicationKind; model: string },
  makePlan: (chainId: bigint, account: string) => Promise<Of>,
  { journal, pace, maximumFeePerGas, priceOf }: SettleOptions,
  work: LongWork,
): Promise<SettledPlan<Of>> {
  const provider = providerOf(signer);
  const ask = <T>(question: () => Promise<T>) => askNode(question, pace, work);
  const { chainId } = await ask(() => provider.getNetwork());
  const account = await publishingAccount(signer);
  const plan = await ask(() => makePlan(chainId, account.address));
  const genesis = await ask(async () => (await provider.getBlock(0))?.hash ?? '');
  const { modelId, steps } = plan;
  const publication = await journal.begin(
    { kind, model, chainId: chainId.toString(), genesis, account: account.address, modelId },
    steps.map(({ purpose, effect }) => ({ purpose, effect: encodeEffect(effect) })),
  );
  try {
    const run = { provider, chainId, account, publication, pace, work, maximumFeePerGas, priceOf };
    const settled = await runPublication(run, steps);
    return { plan, chainId, account: account.address, isResumed: publication.isResumed, settled };
  } finally {
    publication.close();
  }
}
