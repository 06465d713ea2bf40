import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../api/errors.ts';
import type { LongWork } from '../../api/progress.ts';
import { type ArchiveSource, writeArchive } from '../archive/write-archive.ts';
import { CEREMONY_FILE, parseCeremony } from './ceremony-file.ts';
import { type PackedFile, packedFiles } from './packed-files.ts';

/**
 * Writes the folder of a ceremony into one tar file, its description first. What else lies in the folder stays there.
 * Every file is compared with the hash that the description names, so that nobody is handed a damaged one.
 *
 * @returns SHA-256 (hex) and size of the tar file
 * @throws AppError `file-unreadable`, `ceremony-invalid`, `artifact-damaged` where a file is not the one that the ceremony
 *         names, `disk-full`, `workspace-unusable`, `aborted`
 */
export async function packCeremony(
  { folder, archivePath }: { folder: string; archivePath: string },
  work: LongWork = {},
): Promise<{ sha256: string; bytes: number }> {
  const path = join(folder, CEREMONY_FILE);
  const content = await readFile(path).catch((cause: unknown) => {
    throw missing(path, cause);
  });
  const ceremony = parseCeremony(content.toString('utf8'), path);
  const sources: ArchiveSource[] = [
    {
      name: CEREMONY_FILE,
      bytes: content.length,
      sha256: createHash('sha256').update(content).digest('hex'),
      content,
    },
  ];
  for (const file of packedFiles(ceremony)) {
    const source = await findSource(folder, file);
    if (source) sources.push(source);
  }
  return writeArchive(archivePath, sources, work);
}

async function findSource(
  folder: string,
  { name, hash, isOptional }: PackedFile,
): Promise<ArchiveSource | undefined> {
  const path = join(folder, name);
  try {
    return { name, bytes: (await stat(path)).size, ...hash, content: { path } };
  } catch (cause) {
    if (isOptional && (cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw missing(path, cause);
  }
}

function missing(path: string, cause: unknown): AppError {
  return new AppError(
    'file-unreadable',
    `"${path}", a file of the ceremony, cannot be read.`,
    'Name the folder of a ceremony, with all files in it.',
    { cause },
  );
}
