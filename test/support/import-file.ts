import { mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  importStage,
  type ImportSummary,
  readModel,
} from '../../src-main/engine/pipeline/1-import/import-model.ts';
import type { DimensionValues } from '../../src-main/engine/pipeline/1-import/fix-dimensions.ts';
import type { ModelProto } from '../../src-main/engine/pipeline/1-import/onnx/generated/onnx_pb.ts';
import { modelBytes, type ModelInit } from './onnx-builder.ts';

/** Imports a model file into a new folder under `root`, as the import stage does. */
export async function importFile(
  path: string,
  root: string,
  dimensions: DimensionValues = {},
): Promise<ImportSummary & { folder: string }> {
  const folder = await mkdtemp(join(root, 'import-'));
  const summary = await importStage.run(await readModel(path), { dimensions, outputs: 'all' }, folder, {});
  return { ...summary, folder };
}

/** The same for a model that is described, or for the bytes of a file. */
export async function importBytes(
  content: Uint8Array | ModelInit | ModelProto,
  root: string,
  dimensions: DimensionValues = {},
): Promise<ImportSummary & { folder: string }> {
  const path = join(await mkdtemp(join(root, 'model-')), 'network.onnx');
  await writeFile(path, content instanceof Uint8Array ? content : modelBytes(content));
  return importFile(path, root, dimensions);
}
