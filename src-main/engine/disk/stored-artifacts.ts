import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import type { Workspace } from '../store/workspace.ts';
import { sizeOf } from './folder-size.ts';

/** An artifact as it lies on the disk, whether anybody needs it or not. */
export interface StoredArtifact {
  /** Name of its folder. */
  folder: string;
  stage: string;
  bytes: number;
  /** Unix milliseconds. */
  changedAt: number;
  /** What it was made from, and what it says about itself; empty where that cannot be read. */
  inputs: readonly string[];
  summary: Readonly<Record<string, unknown>>;
}

const NAME = /^([a-z-]+)-[0-9a-f]{24}$/;

const manifestSchema = z.object({
  inputs: z.array(z.string()),
  summary: z.record(z.string(), z.unknown()),
});

export async function listArtifacts({ artifactFolder }: Workspace): Promise<StoredArtifact[]> {
  const names = await readdir(artifactFolder).catch(() => []);
  const found = await Promise.all(
    names.map(async (folder): Promise<StoredArtifact | undefined> => {
      const stage = NAME.exec(folder)?.[1];
      const path = join(artifactFolder, folder);
      const about = await stat(path).catch(() => undefined);
      if (stage === undefined || !about) return undefined;
      const manifest = await readManifest(path);
      return { folder, stage, bytes: await sizeOf(path), changedAt: about.mtimeMs, ...manifest };
    }),
  );
  return found.filter((artifact) => artifact !== undefined);
}

/** As `StoredArtifact.folder`. */
export function folderOf({ artifacts }: Workspace, stage: string, id: string): string {
  return basename(artifacts.folder(stage, id));
}

async function readManifest(path: string): Promise<z.infer<typeof manifestSchema>> {
  try {
    return manifestSchema.parse(JSON.parse(await readFile(join(path, 'manifest.json'), 'utf8')));
  } catch {
    return { inputs: [], summary: {} };
  }
}
