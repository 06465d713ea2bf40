import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { CallResult, ParsedInput } from '../../api/contract.ts';
import { AppError } from '../../api/errors.ts';
import { CLEANABLE, type CleanableKind, isCleanable } from '../disk/disk-kinds.ts';
import { sizeOf } from '../disk/folder-size.ts';
import { refuseDuringWork } from '../disk/refuse-during-work.ts';
import { removeFolder } from '../disk/remove-folder.ts';
import { type SharedKind, takeInventory } from '../disk/take-inventory.ts';
import type { EngineContext } from '../engine.ts';
import type { Workspace } from '../store/workspace.ts';
import { DOWNLOAD_FOLDER, UPLOAD_FOLDER } from '../studio/handed-files.ts';
import { sweepHandedFiles } from '../studio/sweep-handed-files.ts';

/** What is younger may be part of something that is just being done. */
const SETTLED_MILLISECONDS = 60_000;

/** Deletes what no model uses any more, and what can be made or fetched again. */
export async function cleanUpCall(
  { workspace }: EngineContext,
  { kinds }: ParsedInput<'cleanUp'>,
): Promise<CallResult<'cleanUp'>> {
  const wanted = kinds.map(requireCleanable);
  await refuseDuringWork(workspace);
  let freedBytes = 0;
  for (const kind of new Set(wanted)) freedBytes += await clean(workspace, kind);
  return { freedBytes };
}

function requireCleanable(kind: string): CleanableKind {
  if (isCleanable(kind)) return kind;
  throw new AppError(
    'option-invalid',
    `"${kind}" is nothing that can be cleaned up.`,
    `What can: ${CLEANABLE.join(', ')}. A model is deleted with "proofpress remove".`,
  );
}

function clean(workspace: Workspace, kind: CleanableKind): Promise<number> {
  switch (kind) {
    case 'gadgets':
      return emptyFolder(workspace.gadgetFolder);
    case 'published-powers-of-tau':
      return emptyFolder(workspace.ptauFolder);
    case 'uploads':
      return cleanHandedFiles(workspace.root);
    case 'earlier':
    case 'unused-powers-of-tau':
      return cleanArtifacts(workspace, kind);
  }
}

async function cleanArtifacts(workspace: Workspace, kind: SharedKind): Promise<number> {
  const { artifacts, isComplete } = await takeInventory(workspace);
  if (!isComplete) {
    throw new AppError(
      'artifact-damaged',
      'The state of a model in this workspace cannot be read: what it needs is not known.',
      'Restore the database of the workspace from a backup first; nothing was deleted.',
    );
  }
  const latest = Date.now() - SETTLED_MILLISECONDS;
  const unused = artifacts.filter(
    ({ place, changedAt }) => 'shared' in place && place.shared === kind && changedAt < latest,
  );
  let freed = 0;
  const gone = new Set<string>();
  for (const { folder } of unused) {
    freed += await removeFolder(join(workspace.artifactFolder, folder));
    gone.add(folder);
  }
  await forgetKeys(workspace, gone);
  return freed;
}

/** A key that is no more is made anew where its circuit comes back. */
async function forgetKeys({ models, artifacts, artifactFolder }: Workspace, gone: ReadonlySet<string>) {
  const isGone = (id: string) =>
    [...gone].some((folder) => artifacts.folder('setup', id) === join(artifactFolder, folder));
  for (const { name, state } of await models.list()) {
    if (!state || !Object.values(state.keys).some(isGone)) continue;
    await models.update(name, (present = state) => ({
      ...present,
      keys: Object.fromEntries(Object.entries(present.keys).filter(([, id]) => !isGone(id))),
    }));
  }
}

async function emptyFolder(folder: string): Promise<number> {
  let freed = 0;
  for (const name of await readdir(folder).catch(() => [])) freed += await removeFolder(join(folder, name));
  return freed;
}

/** Files that went through a window, but for samples that a model remembers. */
async function cleanHandedFiles(root: string): Promise<number> {
  const measure = async () =>
    (await sizeOf(join(root, UPLOAD_FOLDER))) + (await sizeOf(join(root, DOWNLOAD_FOLDER)));
  const before = await measure();
  await sweepHandedFiles(root, { olderThan: Date.now() - SETTLED_MILLISECONDS });
  return Math.max(0, before - (await measure()));
}
