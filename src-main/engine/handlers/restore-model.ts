import { resolve } from 'node:path';
import type { CallResult, ParsedInput } from '../../api/contract.ts';
import { AppError } from '../../api/errors.ts';
import type { LongWork } from '../../api/progress.ts';
import { openExport } from '../bundle/read-export.ts';
import type { EngineContext } from '../engine.ts';
import type { ModelState, Publication } from '../store/model-state.ts';
import { secondsSince } from './seconds.ts';

/**
 * A model from its export, under its own name or another. A model of that name stays as it is: where it stands at the same
 * artifacts, those that were lost are put back, else the name is refused.
 */
export async function restoreModel(
  { workspace, jobs }: EngineContext,
  input: ParsedInput<'restoreModel'>,
  work: LongWork,
): Promise<CallResult<'restoreModel'>> {
  const started = performance.now();
  const path = resolve(input.path);
  const { archive, manifest } = await openExport(path);
  await archive.close();
  const state: ModelState = { ...manifest.model, name: input.name ?? manifest.model.name };
  const { name } = state;
  refuseTaken(await workspace.models.find(name), state);
  await jobs.run('restore', { archivePath: path, artifactFolder: workspace.artifactFolder }, name, work);
  await workspace.models.update(name, (present) => {
    refuseTaken(present, state);
    return present ?? state;
  });
  const stages = manifest.artifacts.map(({ stage }) => stage);
  return {
    name,
    path,
    steps: stages,
    hasKey: stages.includes('setup'),
    publications: state.publications.length,
    seconds: secondsSince(started),
  };
}

function refuseTaken(present: ModelState | undefined, state: ModelState): void {
  const { importId, recordId, circuitId } = state;
  const isSame =
    present?.importId === importId &&
    present?.recordId === recordId &&
    present?.circuitId === circuitId &&
    Object.entries(state.keys).every(([circuit, key]) => present?.keys[circuit] === key) &&
    state.publications.every((publication) =>
      present?.publications.some((other) => isSamePublication(other, publication)),
    );
  if (present === undefined || isSame) return;
  throw new AppError(
    'option-invalid',
    `The workspace has another model "${state.name}".`,
    'Give this one another name with --name NAME.',
  );
}

/** What became of it since an export was written does not make it another one. */
function isSamePublication(a: Publication, b: Publication): boolean {
  return a.chainId === b.chainId && a.modelId === b.modelId && a.keyId === b.keyId;
}
