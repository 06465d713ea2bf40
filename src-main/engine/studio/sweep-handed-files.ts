import { lstat, readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { CEREMONY_FILE } from '../ceremony/ceremony-file.ts';
import { openWorkspace } from '../store/workspace.ts';
import { DOWNLOAD_FOLDER, UNFINISHED_FOLDER, UPLOAD_FOLDER } from './handed-files.ts';

const DAY_MILLISECONDS = 24 * 3600_000;

/**
 * Removes uploads and downloads that are a day old, but for samples and folders that a model remembers, and for key
 * ceremonies, whose contributions nobody could make again. Where the state of a model cannot be read, all stay.
 * @returns how many were removed
 */
export async function sweepHandedFiles(
  workspaceFolder: string,
  { olderThan = Date.now() - DAY_MILLISECONDS }: { olderThan?: number } = {},
): Promise<number> {
  const workspace = openWorkspace(workspaceFolder);
  try {
    const stale = await findStale(workspaceFolder, olderThan);
    if (stale.length === 0) return 0;
    const models = await workspace.models.list();
    if (models.some(({ state }) => state === undefined)) return 0;
    const remembered = JSON.stringify(models);
    const unused = stale.filter(({ name }) => !remembered.includes(name));
    for (const { path } of unused) await rm(path, { recursive: true, force: true });
    return unused.length;
  } finally {
    await workspace.close();
  }
}

/** Each upload and download has a folder with a name that no other has. */
async function findStale(
  workspaceFolder: string,
  olderThan: number,
): Promise<{ name: string; path: string }[]> {
  const folders = [
    join(workspaceFolder, UPLOAD_FOLDER),
    join(workspaceFolder, UPLOAD_FOLDER, UNFINISHED_FOLDER),
    join(workspaceFolder, DOWNLOAD_FOLDER),
  ];
  const stale = [];
  for (const folder of folders) {
    const names = await readdir(folder).catch(() => []);
    for (const name of names) {
      const path = join(folder, name);
      if (name === UNFINISHED_FOLDER || (await latestChange(path)) >= olderThan) continue;
      if (!(await holdsCeremony(path))) stale.push({ name, path });
    }
  }
  return stale;
}

async function holdsCeremony(folder: string): Promise<boolean> {
  const files = await readdir(folder, { recursive: true }).catch(() => []);
  return files.some((file) => basename(file) === CEREMONY_FILE);
}

async function latestChange(path: string): Promise<number> {
  const about = await lstat(path).catch(() => undefined);
  if (!about) return Infinity;
  if (!about.isDirectory()) return about.mtimeMs;
  const changes = await Promise.all((await readdir(path)).map((name) => latestChange(join(path, name))));
  return Math.max(about.mtimeMs, ...changes);
}
