import { AppError } from '../../api/errors.ts';
import type { Workspace } from '../store/workspace.ts';

/**
 * What a job reads or has just made may look as if nobody needed it.
 * @param model only work on this one counts; any where absent
 * @throws AppError `option-invalid` while heavy work goes on, in whichever process
 */
export async function refuseDuringWork({ jobs }: Workspace, model?: string): Promise<void> {
  const running = (await jobs.unfinished()).find((job) => model === undefined || job.model === model);
  if (!running) return;
  const what = running.model === null ? `"${running.kind}"` : `"${running.kind}" for "${running.model}"`;
  throw new AppError(
    'option-invalid',
    `Work is going on in this workspace: ${what}. Nothing was deleted.`,
    'Wait until it is done, or cancel it.',
  );
}
