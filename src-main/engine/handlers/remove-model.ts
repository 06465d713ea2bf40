import { join } from 'node:path';
import type { CallResult, ParsedInput } from '../../api/contract.ts';
import { AppError } from '../../api/errors.ts';
import { refuseDuringWork } from '../disk/refuse-during-work.ts';
import { removeFolder } from '../disk/remove-folder.ts';
import { folderOf } from '../disk/stored-artifacts.ts';
import { takeInventory } from '../disk/take-inventory.ts';
import type { EngineContext } from '../engine.ts';
import type { ModelState } from '../store/model-state.ts';
import type { Workspace } from '../store/workspace.ts';

/**
 * Forgets a model and deletes what nothing else uses. Receipts stay, since others may hold them against it, and so does the
 * journal of its publications.
 */
export async function removeModelCall(
  { workspace }: EngineContext,
  { name, confirm }: ParsedInput<'removeModel'>,
): Promise<CallResult<'removeModel'>> {
  const state = await workspace.models.read(name);
  refuseUnconfirmed(state, confirm);
  await refuseDuringWork(workspace, name);
  const { artifacts, isComplete } = await takeInventory(workspace);
  const others = await keysOfOthers(workspace, name);
  const earlier = new Set(Object.values(state.keys).map((id) => folderOf(workspace, 'setup', id)));
  // What a model whose state cannot be read needs, looks like this one's alone.
  const own = !isComplete
    ? []
    : artifacts.filter(({ place, folder }) =>
        'model' in place ? place.model === name : earlier.has(folder) && !others.has(folder),
      );
  let freedBytes = 0;
  for (const { folder } of own) freedBytes += await removeFolder(join(workspace.artifactFolder, folder));
  await workspace.models.remove(name);
  return { name, freedBytes };
}

/** Keys of models that share a circuit with this one. */
async function keysOfOthers(workspace: Workspace, name: string): Promise<ReadonlySet<string>> {
  const others = (await workspace.models.list()).filter((model) => model.name !== name);
  const keys = others.flatMap(({ state }) => Object.values(state?.keys ?? {}));
  return new Set(keys.map((id) => folderOf(workspace, 'setup', id)));
}

function refuseUnconfirmed(
  { name, publications, ceremonies }: ModelState,
  confirm: string | undefined,
): void {
  if (confirm === name) return;
  const why =
    publications.length > 0
      ? 'It is published: without its key nobody can prove its answers any more.'
      : Object.keys(ceremonies ?? {}).length > 0
        ? 'Several people make or made its key, which cannot be made again.'
        : undefined;
  if (why === undefined) return;
  throw new AppError(
    'confirmation-missing',
    `The model "${name}" is not deleted without a confirmation. ${why}`,
    `Keep an export of it (proofpress export ${name} --output FILE), then confirm with its name: proofpress remove ${name} --confirm ${name}.`,
  );
}
