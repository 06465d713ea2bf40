import type { Signer } from 'ethers';
import type { LongWork } from '../../../api/progress.ts';
import { REGISTRY } from '../../chain/contract-bindings.ts';
import type { PublicationStep } from './publication-step.ts';
import { type SettleOptions, settlePlan } from './settle-plan.ts';

export interface ModelToDeprecate {
  /** Its name in the workspace. */
  name: string;
  registry: string;
  /** bytes32 as 0x-prefixed hex. */
  modelId: string;
}

export interface DeprecateResult {
  alreadyDeprecated: boolean;
  /** An earlier run had begun it and not ended it. */
  resumed: boolean;
  /** From the receipt; null where somebody else's transaction did it. */
  gasUsed: number | null;
}

/** The one transaction that takes a model out of use, for good. */
export function planDeprecation({ registry, modelId }: Omit<ModelToDeprecate, 'name'>): PublicationStep {
  return {
    purpose: 'deprecate the model',
    effect: { kind: 'deprecated', registry, modelId },
    to: registry,
    data: REGISTRY.abi.encodeFunctionData('deprecateModel', [BigInt(modelId)]),
  };
}

/**
 * Takes a model of the signer out of use: the registry accepts no proof of it any more.
 * @throws AppError as `settlePlan`; `chain-refused` where the signer does not own the model
 */
export async function deprecateModel(
  signer: Signer,
  { name, ...model }: ModelToDeprecate,
  options: SettleOptions,
  work: LongWork,
): Promise<DeprecateResult> {
  const plan = { modelId: model.modelId, steps: [planDeprecation(model)] };
  const { settled, isResumed } = await settlePlan(
    signer,
    { kind: 'deprecation', model: name },
    () => Promise.resolve(plan),
    options,
    work,
  );
  const [step] = settled;
  return {
    alreadyDeprecated: step!.wasConfirmed || step!.found,
    resumed: isResumed,
    gasUsed: step!.gasUsed,
  };
}
