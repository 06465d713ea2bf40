import { rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '../../api/errors.ts';
import type { LongWork } from '../../api/progress.ts';
import { Archive, damagedArchive } from '../archive/read-archive.ts';
import { freeDiskBytes } from '../store/free-disk-bytes.ts';
import { partialName } from '../store/partial-name.ts';
import { sweepPartials } from '../store/sweep-partials.ts';
import { makeFolder, storageError } from '../store/write-atomic.ts';
import { type Ceremony, CEREMONY_FILE, parseCeremony } from './ceremony-file.ts';
import { packedFiles } from './packed-files.ts';
import { refusePresent } from './refuse-present.ts';

/** A description has less than 2 KiB for each contribution. */
const LARGEST_DESCRIPTION_BYTES = 16 * 2 ** 20;

/**
 * Reads what a packed ceremony says it is.
 * @throws AppError `file-unreadable`, `artifact-damaged`, `ceremony-invalid`
 */
export async function readPackedCeremony(archivePath: string): Promise<Ceremony> {
  const archive = await Archive.open(archivePath);
  try {
    return (await readDescription(archive)).ceremony;
  } finally {
    await archive.close();
  }
}

/**
 * Unpacks a tar file that `packCeremony` wrote into a folder that is not there yet. Only the files of a ceremony are taken,
 * each has to have the hash that the description names, and the folder appears by rename once all are whole. Whether the
 * key and the statements hold, `verifyCeremony` finds out.
 *
 * @throws AppError `file-unreadable`, `artifact-damaged`, `ceremony-invalid`, `option-invalid` where the folder is there
 *         already, `disk-full`, `workspace-unusable`, `aborted`
 */
export async function unpackCeremony(
  { archivePath, folder }: { archivePath: string; folder: string },
  work: LongWork = {},
): Promise<Ceremony> {
  await refusePresent(folder);
  const archive = await Archive.open(archivePath);
  const partial = partialName(folder);
  try {
    const { content, ceremony } = await readDescription(archive);
    const files = placedFiles(archive, ceremony);
    await refuseWithoutRoom(folder, files);
    await sweepPartials([dirname(folder)]);
    await makeFolder(partial);
    await writeFile(join(partial, CEREMONY_FILE), content, { flush: true }).catch((cause: unknown) => {
      throw storageError(folder, cause);
    });
    for (const { name, bytes, hash } of files)
      await archive.extract(name, join(partial, name), { ...hash, bytes }, work);
    await refusePresent(folder);
    await rename(partial, folder).catch((cause: unknown) => {
      throw storageError(folder, cause);
    });
    return ceremony;
  } finally {
    await archive.close();
    await rm(partial, { recursive: true, force: true }).catch(() => undefined);
  }
}

async function readDescription(archive: Archive): Promise<{ content: Buffer; ceremony: Ceremony }> {
  const content = await archive.read(CEREMONY_FILE, LARGEST_DESCRIPTION_BYTES);
  return { content, ceremony: parseCeremony(content.toString('utf8'), archive.path) };
}

/** The files that the description names, where the archive holds all of them and nothing else. */
function placedFiles(archive: Archive, ceremony: Ceremony) {
  const files = packedFiles(ceremony);
  const known = new Set([CEREMONY_FILE, ...files.map(({ name }) => name)]);
  const stranger = archive.names.find((name) => !known.has(name));
  if (stranger !== undefined)
    throw damagedArchive(archive.path, `it holds "${stranger}", which is no file of its ceremony`);
  return files.flatMap(({ name, hash, isOptional }) => {
    const bytes = archive.sizeOf(name);
    if (bytes !== undefined) return [{ name, hash, bytes }];
    if (isOptional) return [];
    throw damagedArchive(archive.path, `${name} is missing`);
  });
}

/** Nobody has to wait for a disk to fill up: other programs need it. */
async function refuseWithoutRoom(folder: string, files: readonly { bytes: number }[]): Promise<void> {
  const needed = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const free = await freeDiskBytes(dirname(folder));
  if (free === 0 || needed < free) return;
  throw new AppError(
    'disk-full',
    `The ceremony takes ${needed} bytes, and ${free} are free where "${folder}" would be.`,
    'Free some disk space, or name a folder on another disk.',
  );
}
