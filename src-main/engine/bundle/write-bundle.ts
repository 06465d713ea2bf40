import { createHash } from 'node:crypto';
import { copyFile, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type LongWork, throwIfAborted } from '../../api/progress.ts';
import { type ArchiveSource, writeArchive } from '../archive/write-archive.ts';
import { hashFile } from '../store/artifact-store.ts';
import { partialName } from '../store/partial-name.ts';
import { sealJson } from '../store/sealed-json.ts';
import { makeFolder, storageError } from '../store/write-atomic.ts';
import { BUNDLE_MANIFEST, type BundleManifest } from './bundle-format.ts';

/** A file of a bundle: its text or bytes, or where it lies. */
export type BundleFile = string | Uint8Array | { path: string };

/** The manifest without the hashes of the files. */
export type BundleFacts = Omit<BundleManifest, 'files'>;

/**
 * Writes a bundle into a new folder, or into one file where the path ends in .tar; it appears by rename.
 * @param contents by name in the bundle
 * @returns SHA-256 (hex) of the manifest, which stands for the whole bundle
 * @throws AppError `disk-full`, `workspace-unusable`, `artifact-damaged`, `file-unreadable`, `aborted`
 */
export async function writeBundle(
  path: string,
  facts: BundleFacts,
  contents: ReadonlyMap<string, BundleFile>,
  work: LongWork,
): Promise<{ sha256: string; files: number }> {
  const files = await Promise.all([...contents].map(([name, content]) => describe(name, content)));
  const hashes = files.map(({ name, sha256, bytes }) => [name, { sha256, bytes }] as const);
  const manifest = sealJson({ ...facts, files: Object.fromEntries(hashes) });
  const first = await describe(BUNDLE_MANIFEST, manifest);
  const sources = [first, ...files];
  await makeFolder(dirname(path));
  if (path.endsWith('.tar')) await writeArchive(path, sources, work);
  else await writeFolder(path, sources, work);
  return { sha256: first.sha256, files: sources.length };
}

async function describe(name: string, file: BundleFile): Promise<ArchiveSource & { sha256: string }> {
  if (typeof file === 'string' || file instanceof Uint8Array) {
    const content = typeof file === 'string' ? Buffer.from(file) : file;
    const sha256 = createHash('sha256').update(content).digest('hex');
    return { name, content, sha256, bytes: content.length };
  }
  return { name, content: file, sha256: await hashFile(file.path), bytes: (await stat(file.path)).size };
}

async function writeFolder(
  path: string,
  sources: readonly ArchiveSource[],
  { signal }: LongWork,
): Promise<void> {
  const partial = partialName(path);
  try {
    await mkdir(partial);
    for (const { name, content } of sources) {
      throwIfAborted(signal);
      const target = join(partial, name);
      await mkdir(dirname(target), { recursive: true });
      await (content instanceof Uint8Array ? writeFile(target, content) : copyFile(content.path, target));
    }
    await rename(partial, path);
  } catch (cause) {
    await rm(partial, { recursive: true, force: true }).catch(() => undefined);
    throw storageError(path, cause);
  }
}
