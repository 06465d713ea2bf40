import type { CallResult } from '../../api/contract.ts';
import type { EngineContext } from '../engine.ts';
import { readModelParts } from './model-parts.ts';
import { damagedModel, summarizeModel } from './model-summary.ts';

export async function listModelsCall({
  workspace,
  chains,
}: EngineContext): Promise<CallResult<'listModels'>> {
  const networks = await chains.networks();
  const listed = await workspace.models.list();
  const models = listed.map(async ({ name, state, changedAt }) =>
    state === undefined
      ? damagedModel(name, changedAt)
      : summarizeModel(state, await readModelParts(workspace, state), networks, changedAt),
  );
  return { models: await Promise.all(models) };
}
