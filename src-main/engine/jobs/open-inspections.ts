import type { Host } from '../host.ts';
import type { Workspace } from '../store/workspace.ts';
import { JOB_KINDS } from './job-kinds.ts';
import { Jobs } from './jobs.ts';

/** After a look, another one often follows; a worker with a large network in it is not kept for long. */
const IDLE_MILLISECONDS = 60_000;

/** What looks at something and makes nothing is no job of the workspace. */
const UNRECORDED = {
  queue: async () => 0,
  start: async () => undefined,
  progress: async () => undefined,
  finish: async () => undefined,
};

/**
 * Short looks at networks and samples, in a worker of their own: they neither wait for a key that is being made, nor stand in
 * the list of jobs.
 */
export function openInspections(host: Host, workspace: Workspace): Jobs<typeof JOB_KINDS> {
  return new Jobs({
    kinds: JOB_KINDS,
    records: UNRECORDED,
    spawnWorker: () => host.spawnWorker(),
    sweep: () => workspace.sweep(),
    idleMilliseconds: IDLE_MILLISECONDS,
  });
}
