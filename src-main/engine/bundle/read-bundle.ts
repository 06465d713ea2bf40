import { lstat, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { AppError, describeCause } from '../../api/errors.ts';
import type { LongWork } from '../../api/progress.ts';
import { Archive, damagedArchive } from '../archive/read-archive.ts';
import { hashFile } from '../store/artifact-store.ts';
import { unsealJson } from '../store/sealed-json.ts';
import { storageError } from '../store/write-atomic.ts';
import { BUNDLE_FILES, BUNDLE_MANIFEST, type BundleManifest, bundleManifestSchema } from './bundle-format.ts';

const MANIFEST_LIMIT = 2 ** 22;
const MOST_FILES = 1000;

/** A bundle whose manifest could be read; its files may still be others than the manifest says. */
export interface OpenBundle {
  folder: string;
  manifest: BundleManifest;
  /** What is wrong with the files, in words; empty where every hash is right. */
  faults: string[];
}

const ALWAYS = [
  'card',
  'verifyingKey',
  'verificationKey',
  'transcript',
  'addresses',
  'goldenReceipt',
] as const;
const OPEN = ['record', 'network'] as const;

/**
 * Opens a bundle and compares every file with its hash.
 * @param path      a folder, or the one file of a bundle
 * @param temporary an empty folder, into which the file is unpacked
 * @throws AppError `file-unreadable`, `artifact-damaged` where there is no manifest that can be read, `disk-full`, `aborted`
 */
export async function openBundle(path: string, temporary: string, work: LongWork): Promise<OpenBundle> {
  const found = await stat(path).catch((cause: unknown) => {
    throw new AppError('file-unreadable', `The bundle "${path}" cannot be read.`, 'Check the path.', {
      cause,
    });
  });
  if (found.isDirectory()) {
    const manifest = parseManifest(path, await readManifest(path));
    return { folder: path, manifest, faults: await compareFolder(path, manifest) };
  }
  return unpack(path, temporary, work);
}

async function readManifest(folder: string): Promise<string> {
  return readFile(join(folder, BUNDLE_MANIFEST), 'utf8').catch((cause: unknown) => {
    throw damagedBundle(folder, `it has no ${BUNDLE_MANIFEST}`, cause);
  });
}

function parseManifest(path: string, text: string): BundleManifest {
  let manifest: BundleManifest;
  try {
    manifest = bundleManifestSchema.parse(unsealJson(text));
  } catch (cause) {
    throw damagedBundle(path, `its ${BUNDLE_MANIFEST} is not what was written there`, cause);
  }
  const parts = manifest.kind === 'open' ? [...ALWAYS, ...OPEN] : ALWAYS;
  const missing = parts
    .map((part) => BUNDLE_FILES[part])
    .find((name) => !Object.hasOwn(manifest.files, name));
  if (missing !== undefined) throw damagedBundle(path, `${missing} is missing`);
  return manifest;
}

async function compareFolder(folder: string, { files }: BundleManifest): Promise<string[]> {
  const faults: string[] = [];
  for (const [name, { sha256, bytes }] of Object.entries(files)) {
    const path = join(folder, name);
    const found = await lstat(path).catch(() => undefined);
    if (!found) faults.push(`${name} is missing`);
    else if (!found.isFile()) faults.push(`${name} is no plain file`);
    else if (found.size !== bytes || (await hashFile(path)) !== sha256)
      faults.push(`${name} does not have the hash that the manifest names`);
  }
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries.slice(0, MOST_FILES)) {
    const name = relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/');
    if (!entry.isDirectory() && name !== BUNDLE_MANIFEST && !Object.hasOwn(files, name))
      faults.push(`the manifest does not name ${name}`);
  }
  return faults;
}

async function unpack(path: string, folder: string, work: LongWork): Promise<OpenBundle> {
  const archive = await Archive.open(path);
  try {
    const text = (await archive.read(BUNDLE_MANIFEST, MANIFEST_LIMIT)).toString('utf8');
    const manifest = parseManifest(path, text);
    await writeFile(join(folder, BUNDLE_MANIFEST), text).catch((cause: unknown) => {
      throw storageError(folder, cause);
    });
    const faults = archive.names
      .filter((name) => name !== BUNDLE_MANIFEST && !Object.hasOwn(manifest.files, name))
      .map((name) => `the manifest does not name ${name}`);
    for (const [name, hash] of Object.entries(manifest.files)) {
      const target = join(folder, name);
      await mkdir(dirname(target), { recursive: true });
      await archive.extract(name, target, hash, work).catch((error: unknown) => {
        if (!(error instanceof AppError) || error.code !== 'artifact-damaged') throw error;
        faults.push(error.message);
      });
    }
    return { folder, manifest, faults };
  } catch (error) {
    throw error instanceof AppError ? error : damagedArchive(path, describeCause(error), error);
  } finally {
    await archive.close();
  }
}

function damagedBundle(path: string, reason: string, cause?: unknown): AppError {
  return new AppError(
    'artifact-damaged',
    `"${path}" is not a bundle as Proofpress writes it: ${reason}.`,
    'Fetch the bundle again from where the model names it.',
    { cause },
  );
}
