import type { CallResult, ParsedInput } from '../../api/contract.ts';
import type { EngineContext } from '../engine.ts';

export async function listJobsCall(
  { workspace }: EngineContext,
  { latest }: ParsedInput<'listJobs'>,
): Promise<CallResult<'listJobs'>> {
  return { jobs: await workspace.jobs.latest(latest) };
}
