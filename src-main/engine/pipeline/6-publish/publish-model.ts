import { readFile } from 'node:fs/promises';
import type { Signer } from 'ethers';
import type { LongWork } from '../../../api/progress.ts';
import { askNode } from '../../chain/ask-node.ts';
import { providerOf } from '../../chain/call-contract.ts';
import { predictAddresses } from '../../chain/deploy-contracts.ts';
import type { PublicationJournal } from '../../store/journal/publication-journal.ts';
import type { Publication } from '../../store/model-state.ts';
import { planSteps } from './plan-steps.ts';
import type { PublishPace } from './publish-pace.ts';
import type { PublicationRun } from './publication-run.ts';
import { publishingAccount } from './publishing-account.ts';
import { runPublication, type SettledStep } from './run-publication.ts';
import { encodeEffect } from './step-effect.ts';

export interface ModelToPublish {
  /** Its name in the workspace. */
  name: string;
  modelHash: string;
  circuitHash: string;
  keyId: string;
  verifyingKeyPath: string;
  uri: string;
}

export interface PublishOptions {
  journal: PublicationJournal;
  pace: PublishPace;
  /** wei per gas that no transaction may offer more than */
  maximumFeePerGas?: bigint;
  /** Puts the deployment proxy there, too, where it is missing. */
  deployProxy?: boolean;
  /** Id of a model of the same owner, whose successor this one becomes. */
  replaces?: string;
  priceOf?: PublicationRun['priceOf'];
}

export interface PublishResult {
  publication: Publication;
  alreadyRegistered: boolean;
  /** An earlier run had begun this publication and not ended it. */
  resumed: boolean;
  /** Of the shared contracts that this publication deployed and that were not confirmed before, from receipts. */
  deployGas: number;
  steps: SettledStep[];
}

/**
 * Stage 6: the shared contracts where they are missing, then the registry entry with its key in one transaction. Every
 * transaction is in the journal before it is sent, so a run that broke off anywhere is gone on with by the next one; a run
 * that finds all there sends nothing.
 *
 * @throws AppError `chain-unreachable`, `chain-refused`, `workspace-unusable` where another process publishes with this
 *         account, `aborted`, `disk-full`
 */
export async function publishModel(
  signer: Signer,
  model: ModelToPublish,
  { journal, pace, maximumFeePerGas, deployProxy, replaces, priceOf }: PublishOptions,
  work: LongWork,
): Promise<PublishResult> {
  const provider = providerOf(signer);
  const ask = <T>(question: () => Promise<T>) => askNode(question, pace, work);
  const { chainId } = await ask(() => provider.getNetwork());
  const account = await publishingAccount(signer);
  const key = new Uint8Array(await readFile(model.verifyingKeyPath));
  const { modelHash, circuitHash, uri } = model;
  const { modelId, vkHash, steps } = await ask(() =>
    planSteps(
      provider,
      chainId,
      account.address,
      { modelHash, circuitHash, key, uri },
      { deployProxy, replaces },
    ),
  );
  const genesis = await ask(async () => (await provider.getBlock(0))?.hash ?? '');

  const publication = await journal.begin(
    { model: model.name, chainId: chainId.toString(), genesis, account: account.address, modelId },
    steps.map(({ purpose, effect }) => ({ purpose, effect: encodeEffect(effect) })),
  );
  try {
    const run = { provider, chainId, account, publication, pace, work, maximumFeePerGas, priceOf };
    const settled = await runPublication(run, steps);
    const registration = steps.findIndex(({ effect }) => effect.kind === 'model');
    const register = settled[registration]!;
    const { verifier, router, registry } = predictAddresses();
    return {
      publication: {
        chainId: chainId.toString(),
        verifier,
        router,
        registry,
        owner: account.address,
        modelId,
        vkHash,
        keyId: model.keyId,
        registerGas: register.gasUsed,
        verifyGas: null,
      },
      alreadyRegistered: register.wasConfirmed || register.found,
      resumed: publication.isResumed,
      deployGas: settled
        .slice(0, registration)
        .filter(({ wasConfirmed }) => !wasConfirmed)
        .reduce((sum, { gasUsed }) => sum + (gasUsed ?? 0), 0),
      steps: settled,
    };
  } finally {
    publication.close();
  }
}
