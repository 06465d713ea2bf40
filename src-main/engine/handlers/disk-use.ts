import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { CallResult } from '../../api/contract.ts';
import { isCleanable } from '../disk/disk-kinds.ts';
import { sizeOf } from '../disk/folder-size.ts';
import { type InventoryEntry, takeInventory } from '../disk/take-inventory.ts';
import type { EngineContext } from '../engine.ts';
import { freeDiskBytes } from '../store/free-disk-bytes.ts';
import type { Workspace } from '../store/workspace.ts';
import { DOWNLOAD_FOLDER, UPLOAD_FOLDER } from '../studio/handed-files.ts';

type DiskUse = CallResult<'diskUse'>;
type Part = DiskUse['models'][number]['parts'][number];

export async function diskUseCall({ workspace }: EngineContext): Promise<DiskUse> {
  const { root } = workspace;
  const { artifacts, isComplete } = await takeInventory(workspace);
  const names = await workspace.models.names();
  const receipts = await receiptBytes(workspace, names);
  const models = names.map((name) => {
    const own = artifacts.filter(({ place }) => 'model' in place && place.model === name);
    const parts = partsOf(own, receipts.get(name) ?? 0);
    return { name, bytes: parts.reduce((sum, { bytes }) => sum + bytes, 0), parts };
  });
  const totalBytes = await sizeOf(root);
  const shared = await sharedBytes(workspace, artifacts, receipts.get(undefined) ?? 0);
  const counted = [...models, ...shared].reduce((sum, { bytes }) => sum + bytes, 0);
  return {
    root,
    totalBytes,
    freeBytes: await freeDiskBytes(root),
    models,
    shared: [...shared, { kind: 'other', bytes: Math.max(0, totalBytes - counted) }]
      .filter(({ bytes }) => bytes > 0)
      .map((one) => ({
        ...one,
        // What belongs to a model whose state cannot be read looks like something that nobody needs.
        canBeCleaned: isCleanable(one.kind) && (isComplete || !MADE_BY_STEPS.has(one.kind)),
      })),
  };
}

/** What only the states of models tell from what is needed. */
const MADE_BY_STEPS: ReadonlySet<string> = new Set(['earlier', 'unused-powers-of-tau']);

function partsOf(artifacts: readonly InventoryEntry[], receipts: number): Part[] {
  const parts: Part[] = [];
  for (const { stage, bytes, isIrreplaceable } of artifacts) {
    const part = parts.find((one) => one.kind === stage && one.isIrreplaceable === isIrreplaceable);
    if (part) part.bytes += bytes;
    else parts.push({ kind: stage, bytes, isIrreplaceable });
  }
  if (receipts > 0) parts.push({ kind: 'receipts', bytes: receipts, isIrreplaceable: false });
  return parts;
}

async function sharedBytes(
  workspace: Workspace,
  artifacts: readonly InventoryEntry[],
  receipts: number,
): Promise<{ kind: string; bytes: number }[]> {
  const kinds = new Map<string, number>();
  for (const { place, bytes } of artifacts) {
    if ('shared' in place) kinds.set(place.shared, (kinds.get(place.shared) ?? 0) + bytes);
  }
  const { root, ptauFolder, gadgetFolder } = workspace;
  kinds.set('published-powers-of-tau', await sizeOf(ptauFolder));
  kinds.set('gadgets', await sizeOf(gadgetFolder));
  const handed = [UPLOAD_FOLDER, DOWNLOAD_FOLDER].map((folder) => sizeOf(join(root, folder)));
  kinds.set(
    'uploads',
    (await Promise.all(handed)).reduce((sum, bytes) => sum + bytes, 0),
  );
  kinds.set('receipts', receipts);
  return [...kinds].map(([kind, bytes]) => ({ kind, bytes }));
}

/** Of each model by the names of the files; of none under undefined. */
async function receiptBytes(
  { receiptFolder }: Workspace,
  names: readonly string[],
): Promise<Map<string | undefined, number>> {
  const longestFirst = [...names].sort((a, b) => b.length - a.length);
  const bytes = new Map<string | undefined, number>();
  for (const file of await readdir(receiptFolder).catch(() => [])) {
    const model = longestFirst.find((name) => file.startsWith(`${name}-`));
    bytes.set(model, (bytes.get(model) ?? 0) + (await sizeOf(join(receiptFolder, file))));
  }
  return bytes;
}
