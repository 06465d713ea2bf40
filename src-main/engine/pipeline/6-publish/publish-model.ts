import { readFile } from 'node:fs/promises';
import type { Signer } from 'ethers';
import type { LongWork } from '../../../api/progress.ts';
import { providerOf } from '../../chain/call-contract.ts';
import { predictAddresses } from '../../chain/deploy-contracts.ts';
import type { Publication } from '../../store/model-state.ts';
import { planSteps } from './plan-steps.ts';
import type { SettledStep } from './run-publication.ts';
import { type SettleOptions, settlePlan } from './settle-plan.ts';

export interface ModelToPublish {
  /** Its name in the workspace. */
  name: string;
  modelHash: string;
  circuitHash: string;
  keyId: string;
  verifyingKeyPath: string;
  uri: string;
}

export interface PublishOptions extends SettleOptions {
  /** Puts the deployment proxy there, too, where it is missing. */
  deployProxy?: boolean;
  /** Id of a model of the same owner, whose successor this one becomes. */
  replaces?: string;
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
 * Stage 6: the shared contracts where they are missing, then the registry entry with its key in one transaction, then its
 * place as a successor.
 *
 * @throws AppError as `settlePlan`
 */
export async function publishModel(
  signer: Signer,
  model: ModelToPublish,
  { deployProxy, replaces, ...options }: PublishOptions,
  work: LongWork,
): Promise<PublishResult> {
  const provider = providerOf(signer);
  const key = new Uint8Array(await readFile(model.verifyingKeyPath));
  const { modelHash, circuitHash, uri } = model;
  const registration = { modelHash, circuitHash, key, uri };
  const { plan, chainId, account, isResumed, settled } = await settlePlan(
    signer,
    { kind: 'publication', model: model.name },
    (chain, owner) => planSteps(provider, chain, owner, registration, { deployProxy, replaces }),
    options,
    work,
  );
  const registered = plan.steps.findIndex(({ effect }) => effect.kind === 'model');
  const register = settled[registered]!;
  const { verifier, router, registry } = predictAddresses();
  return {
    publication: {
      chainId: chainId.toString(),
      verifier,
      router,
      registry,
      owner: account,
      modelId: plan.modelId,
      vkHash: plan.vkHash,
      keyId: model.keyId,
      registerGas: register.gasUsed,
      verifyGas: null,
      successor: null,
      deprecated: false,
    },
    alreadyRegistered: register.wasConfirmed || register.found,
    resumed: isResumed,
    deployGas: settled
      .slice(0, registered)
      .filter(({ wasConfirmed }) => !wasConfirmed)
      .reduce((sum, { gasUsed }) => sum + (gasUsed ?? 0), 0),
    steps: settled,
  };
}
