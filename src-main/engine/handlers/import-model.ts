import { basename } from 'node:path';
import type { CallResult, ParsedInput } from '../../api/contract.ts';
import type { LongWork } from '../../api/progress.ts';
import type { EngineContext } from '../engine.ts';
import { importStage, readModel } from '../pipeline/1-import/import-model.ts';
import { runStage } from '../pipeline/stage.ts';
import { importSettingsOf } from './earlier-settings.ts';
import { secondsSince } from './seconds.ts';

/** Import under a name; the file's own where none is given. */
export async function importModel(
  { workspace }: EngineContext,
  input: ParsedInput<'importModel'>,
  work: LongWork,
): Promise<CallResult<'importModel'>> {
  const started = performance.now();
  const name = input.name ?? nameOfFile(input.path);
  // A name that cannot be one is refused before the work.
  await workspace.models.find(name);
  const file = await readModel(input.path);
  const earlier = input.like === undefined ? undefined : await importSettingsOf(workspace, input.like);
  const dimensions = input.dimensions ?? earlier?.dimensions ?? {};
  const kept = input.outputs ?? earlier?.outputs ?? 'all';
  const artifact = await runStage(
    workspace.artifacts,
    importStage,
    file,
    // Imports of earlier versions lack the files with weights.
    [file.modelHash, ...(file.weightsFiles.length > 0 ? ['with weights files'] : [])],
    { dimensions, outputs: kept },
    work,
  );
  // A changed model makes all later stages stale; keys, publications and what is said about it stay on record.
  await workspace.models.update(name, (previous) => ({
    ...(previous?.importId === artifact.id ? previous : {}),
    name,
    importId: artifact.id,
    description: previous?.description,
    labels: previous?.labels,
    keys: previous?.keys ?? {},
    publications: previous?.publications ?? [],
  }));
  const { modelHash, parameterCount, inputs, outputs, operators } = artifact.summary;
  return {
    name,
    folder: artifact.folder,
    reused: artifact.reused,
    seconds: secondsSince(started),
    modelHash,
    parameterCount,
    inputs: inputs.map(({ name: input, shape }) => ({ name: input, shape })),
    outputs: outputs.map(({ name: output, shape }) => ({ name: output, shape })),
    operators,
  };
}

/** What a model is called where nobody says. */
export function nameOfFile(path: string): string {
  const stem = basename(path).replace(/\.onnx$/i, '');
  return (
    stem
      .replace(/[^a-z0-9._-]+/gi, '-')
      .replace(/^[^a-z0-9]+/i, '')
      .slice(0, 64) || 'model'
  );
}
