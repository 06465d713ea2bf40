import { resolve } from 'node:path';
import type { CallResult, ParsedInput } from '../../api/contract.ts';
import type { LongWork } from '../../api/progress.ts';
import type { EngineContext } from '../engine.ts';
import { requireArtifact } from './stage-artifacts.ts';

/** A network as a graph, read by a worker. */
export async function inspectNetworkCall(
  { workspace, inspections }: EngineContext,
  input: ParsedInput<'inspectNetwork'>,
  work: LongWork,
): Promise<CallResult<'inspectNetwork'>> {
  inspections.prepare();
  if ('name' in input) {
    const state = await workspace.models.read(input.name);
    const { folder } = await requireArtifact(workspace, state, 'import');
    return inspections.run('inspect', { folder }, state.name, work);
  }
  const { path, dimensions = {}, outputs = 'all' } = input;
  return inspections.run('inspect', { path: resolve(path), dimensions, outputs }, '', work);
}
