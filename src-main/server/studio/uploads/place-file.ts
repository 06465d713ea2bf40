import { link, mkdir, open, rename, unlink } from 'node:fs/promises';
import { dirname, join, parse } from 'node:path';

/**
 * Gives a file that is complete its own name, and never takes it from another: the second of two files with one name gets a
 * number.
 * @param path where it is
 * @param folder where it goes to, made where it is not there
 * @param parts its path there
 * @returns the path that it has
 */
export async function placeFile(path: string, folder: string, parts: readonly string[]): Promise<string> {
  const handle = await open(path, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
  const wanted = join(folder, ...parts);
  await mkdir(dirname(wanted), { recursive: true });
  for (let count = 1; ; count++) {
    const target = numbered(wanted, count);
    try {
      // Unlike a rename, a link fails where the name is taken.
      await link(path, target);
      await unlink(path);
      return target;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EEXIST') continue;
      if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'EOPNOTSUPP' && code !== 'ENOSYS') throw error;
    }
    // A file system without links: the name is taken first, then replaced.
    const reserved = await open(target, 'wx').catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
      return undefined;
    });
    if (!reserved) continue;
    await reserved.close();
    await rename(path, target);
    return target;
  }
}

function numbered(path: string, count: number): string {
  if (count === 1) return path;
  const { dir, name, ext } = parse(path);
  return join(dir, `${name} (${count})${ext}`);
}
