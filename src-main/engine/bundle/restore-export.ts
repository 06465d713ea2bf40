import { join } from 'node:path';
import { keccak256 } from 'ethers';
import { readFile } from 'node:fs/promises';
import type { LongWork } from '../../api/progress.ts';
import type { Archive } from '../archive/read-archive.ts';
import { damagedArchive } from '../archive/read-archive.ts';
import type { ArtifactStore, FileHash, ReceivedArtifact } from '../store/artifact-store.ts';
import type { ExportedArtifact } from './export-format.ts';
import { openExport } from './read-export.ts';

/**
 * Unpacks the artifacts of an export. Everything is written and checked before the first one appears; those that are there
 * already, undamaged, are kept.
 * @throws AppError `artifact-damaged`, `file-unreadable`, `disk-full`, `workspace-unusable`, `aborted`
 */
export async function restoreExport(path: string, store: ArtifactStore, work: LongWork): Promise<void> {
  const { archive, manifest } = await openExport(path);
  const received: ReceivedArtifact[] = [];
  try {
    for (const artifact of manifest.artifacts) {
      const { stage, id } = artifact;
      if (await store.find(stage, id).catch(() => undefined)) continue;
      received.push(
        await store.receive(stage, id, async (folder) => {
          await unpack(archive, artifact, folder, work);
          if (stage === 'setup') await checkKey(path, folder, manifest.model.publications);
          return artifact.files;
        }),
      );
    }
    for (const artifact of received) await artifact.keep();
  } finally {
    await archive.close();
    for (const artifact of received) await artifact.discard();
  }
}

async function unpack(
  archive: Archive,
  { folder, files }: ExportedArtifact,
  target: string,
  work: LongWork,
): Promise<void> {
  for (const [name, hash] of Object.entries<FileHash>(files)) {
    await archive.extract(`${folder}/${name}`, join(target, name), hash, work);
  }
}

/** A model that was published is that of this key, or the receipts made with it would hold nowhere. */
async function checkKey(
  path: string,
  folder: string,
  publications: readonly { vkHash: string }[],
): Promise<void> {
  const vkHash = keccak256(await readFile(join(folder, 'verifying-key.bin')));
  if (publications.every((publication) => publication.vkHash === vkHash)) return;
  throw damagedArchive(path, 'its verifying key is not the one that was published');
}
