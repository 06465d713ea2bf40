import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Room that is left for this user where a folder is, or would be; 0 where the system does not tell. */
export async function freeDiskBytes(folder: string): Promise<number> {
  let existing = folder;
  while (!existsSync(existing) && dirname(existing) !== existing) existing = dirname(existing);
  const found = await statfs(existing).catch(() => undefined);
  return found ? found.bavail * found.bsize : 0;
}
