import { join } from 'node:path';
import type { WorkerProcess } from '../../../../src-main/engine/host.ts';
import { forkWorker } from '../../../../src-main/engine/jobs/fork-worker.ts';
import { Jobs } from '../../../../src-main/engine/jobs/jobs.ts';
import { Connection, type Row } from '../../../../src-main/engine/store/connection.ts';
import { openWorkspace, type Workspace } from '../../../../src-main/engine/store/workspace.ts';
import { TEST_KINDS } from './test-kinds.ts';

export interface TestJobs {
  jobs: Jobs<typeof TEST_KINDS>;
  workspace: Workspace;
  /** Every worker that was started. */
  workers: WorkerProcess[];
  close(): Promise<void>;
}

/** Jobs of the test kinds on a workspace that holds the model `tiny`. */
export async function openJobs(root: string, idleMilliseconds?: number): Promise<TestJobs> {
  const workspace = openWorkspace(root);
  await workspace.models.update('tiny', () => ({ name: 'tiny', keys: {}, publications: [] }));
  const workers: WorkerProcess[] = [];
  const jobs = new Jobs({
    kinds: TEST_KINDS,
    records: workspace.jobs,
    spawnWorker() {
      const worker = forkWorker(new URL('test-worker.mjs', import.meta.url));
      workers.push(worker);
      return worker;
    },
    sweep: () => workspace.sweep(),
    idleMilliseconds,
    patience: { askedMilliseconds: 700, terminatedMilliseconds: 500 },
  });
  return {
    jobs,
    workspace,
    workers,
    async close() {
      await jobs.close();
      await workspace.close();
    },
  };
}

/** The recorded jobs of a workspace, oldest first. */
export function jobRows(root: string): Row[] {
  const connection = new Connection(join(root, 'proofpress.sqlite'));
  const rows = connection.all('SELECT * FROM jobs ORDER BY id');
  connection.close();
  return rows;
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
