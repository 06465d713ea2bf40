import { Archive, damagedArchive } from '../archive/read-archive.ts';
import { unsealJson } from '../store/sealed-json.ts';
import {
  EXPORT_MANIFEST,
  EXPORT_MANIFEST_LIMIT,
  type ExportManifest,
  exportManifestSchema,
} from './export-format.ts';

/**
 * Opens an export and reads what it says it holds; the archive has exactly the files that its manifest names, in their
 * sizes. The caller closes the archive.
 * @throws AppError `file-unreadable`, `artifact-damaged`
 */
export async function openExport(path: string): Promise<{ archive: Archive; manifest: ExportManifest }> {
  const archive = await Archive.open(path);
  try {
    const text = (await archive.read(EXPORT_MANIFEST, EXPORT_MANIFEST_LIMIT)).toString('utf8');
    const manifest = parseManifest(path, text);
    const sizes = new Map([[EXPORT_MANIFEST, archive.sizeOf(EXPORT_MANIFEST)]]);
    for (const { folder, files } of manifest.artifacts) {
      for (const [name, { bytes }] of Object.entries(files)) sizes.set(`${folder}/${name}`, bytes);
    }
    const strange = archive.names.find((name) => !sizes.has(name));
    if (strange !== undefined) throw damagedArchive(path, `its manifest does not name ${strange}`);
    for (const [name, bytes] of sizes) {
      if (archive.sizeOf(name) !== bytes)
        throw damagedArchive(path, `${name} is missing or has another size`);
    }
    return { archive, manifest };
  } catch (error) {
    await archive.close();
    throw error;
  }
}

function parseManifest(path: string, text: string): ExportManifest {
  try {
    const manifest = exportManifestSchema.parse(unsealJson(text));
    const folders = manifest.artifacts.map(({ folder }) => folder);
    if (new Set(folders).size < folders.length) throw new Error('Two artifacts share a folder.');
    return manifest;
  } catch (cause) {
    throw damagedArchive(path, `${EXPORT_MANIFEST} is not what was written there`, cause);
  }
}
