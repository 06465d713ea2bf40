import { createHash, randomBytes } from 'node:crypto';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ArtifactStore } from '../../../src-main/engine/store/artifact-store.ts';
import { sealJson, unsealJson } from '../../../src-main/engine/store/sealed-json.ts';
import { openWorkspace } from '../../../src-main/engine/store/workspace.ts';
import type { ModelState } from '../../../src-main/engine/store/model-state.ts';
import type { BundleManifest } from '../../../src-main/engine/bundle/bundle-format.ts';

const sha256 = (content: Uint8Array | string) => createHash('sha256').update(content).digest('hex');

/**
 * A model as a cheating publisher would have it: another model's, with the result of one step changed. Every later step
 * and every hash then follows from the change.
 * @param change changes the files in the folder and the summary of the step
 */
export async function forgeModel(
  root: string,
  honest: string,
  name: string,
  stage: 'quantize' | 'circuit',
  change: (folder: string, summary: Record<string, unknown>) => Promise<Record<string, unknown>>,
): Promise<void> {
  const workspace = openWorkspace(root);
  try {
    const state = await workspace.models.read(honest);
    const id = (stage === 'quantize' ? state.recordId : state.circuitId)!;
    const found = await workspace.artifacts.find<Record<string, unknown>>(stage, id);
    const store = new ArtifactStore(workspace.artifactFolder);
    const key = { stage, version: 1, inputs: [randomBytes(32).toString('hex')], parameters: {} };
    const forged = await store.obtain(key, async (folder) => {
      await cp(found!.folder, folder, { recursive: true, filter: (path) => !path.endsWith('manifest.json') });
      return change(folder, structuredClone(found!.summary));
    });
    const { importId, recordId } = state;
    const changed: ModelState =
      stage === 'quantize'
        ? { name, importId, recordId: forged.id, keys: {}, publications: [] }
        : { name, importId, recordId, circuitId: forged.id, keys: {}, publications: [] };
    await workspace.models.update(name, () => changed);
  } finally {
    await workspace.close();
  }
}

/** A copy of a bundle with some files changed, and a manifest that fits them. */
export async function changeBundle(
  bundle: string,
  target: string,
  files: Record<string, Uint8Array | string>,
  change: (manifest: BundleManifest) => void = () => undefined,
): Promise<string> {
  await cp(bundle, target, { recursive: true });
  const path = join(target, 'bundle.json');
  const manifest = unsealJson(await readFile(path, 'utf8')) as BundleManifest;
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(target, name)), { recursive: true });
    await writeFile(join(target, name), content);
    manifest.files[name] = { sha256: sha256(content), bytes: Buffer.from(content).length };
  }
  change(manifest);
  await writeFile(path, sealJson(manifest as unknown as Record<string, unknown>));
  return target;
}
