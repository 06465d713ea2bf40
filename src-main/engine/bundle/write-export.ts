import { createHash } from 'node:crypto';
import type { LongWork } from '../../api/progress.ts';
import { writeArchive } from '../archive/write-archive.ts';
import { sealJson } from '../store/sealed-json.ts';
import { EXPORT_MANIFEST } from './export-format.ts';
import type { ExportPlan } from './plan-export.ts';

/**
 * Writes an export: the manifest, then every file of its artifacts.
 * @returns SHA-256 (hex) and size of the file
 * @throws AppError `artifact-damaged`, `file-unreadable`, `disk-full`, `workspace-unusable`, `aborted`
 */
export function writeExport(
  path: string,
  { manifest, paths }: ExportPlan,
  work: LongWork,
): Promise<{ sha256: string; bytes: number }> {
  const content = Buffer.from(sealJson(manifest));
  const files = manifest.artifacts.flatMap(({ folder, files }) =>
    Object.entries(files).map(([name, hash]) => ({ name: `${folder}/${name}`, ...hash })),
  );
  return writeArchive(
    path,
    [
      {
        name: EXPORT_MANIFEST,
        bytes: content.length,
        sha256: createHash('sha256').update(content).digest('hex'),
        content,
      },
      ...files.map((file) => ({ ...file, content: { path: paths[file.name]! } })),
    ],
    work,
  );
}
