import { resolve } from 'node:path';
import { access } from 'node:fs/promises';
import type { CallResult, ParsedInput } from '../../api/contract.ts';
import { AppError } from '../../api/errors.ts';
import type { LongWork } from '../../api/progress.ts';
import { planExport } from '../bundle/plan-export.ts';
import type { EngineContext } from '../engine.ts';
import { secondsSince } from './seconds.ts';

/** Everything that another machine needs to go on with a model, in one file. */
export async function exportModel(
  { workspace, jobs }: EngineContext,
  input: ParsedInput<'exportModel'>,
  work: LongWork,
): Promise<CallResult<'exportModel'>> {
  const started = performance.now();
  const state = await workspace.models.read(input.name);
  const path = resolve(input.output);
  await refuseExisting(path);
  jobs.prepare();
  const plan = await planExport(workspace, state, work.signal);
  const { sha256, bytes } = await jobs.run('export', { archivePath: path, ...plan }, state.name, work);
  const { powersOfTau, artifacts } = plan.manifest;
  return {
    name: state.name,
    path,
    sha256,
    bytes,
    steps: artifacts.map(({ stage }) => stage),
    hasKey: artifacts.some(({ stage }) => stage === 'setup'),
    powersOfTau,
    publications: plan.manifest.model.publications.length,
    seconds: secondsSince(started),
  };
}

/** @throws AppError `option-invalid` where something lies at the path already */
export async function refuseExisting(path: string): Promise<void> {
  const exists = await access(path).then(
    () => true,
    () => false,
  );
  if (!exists) return;
  throw new AppError(
    'option-invalid',
    `"${path}" is there already.`,
    'Name another path with --output, or move that one away: it may be the only copy of a key.',
  );
}
