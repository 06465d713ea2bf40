import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isProcessGone, PROCESS_TAG } from './process-tag.ts';

const PARTIAL = new RegExp(`\\.(${PROCESS_TAG.source})-[0-9a-f]{12}\\.partial$`);

/** Removes from these folders the unfinished files and folders of processes that have ended, killed ones for instance. */
export async function sweepPartials(folders: readonly string[]): Promise<void> {
  for (const folder of folders) {
    const names = await readdir(folder).catch(() => []);
    for (const name of names) {
      const tag = PARTIAL.exec(name)?.[1];
      if (tag === undefined) continue;
      const path = join(folder, name);
      const found = await stat(path).catch(() => undefined);
      // Whoever cannot remove it (a read-only disk) is no worse off than before.
      if (found && isProcessGone(tag, found.mtimeMs))
        await rm(path, { recursive: true, force: true }).catch(() => undefined);
    }
  }
}
