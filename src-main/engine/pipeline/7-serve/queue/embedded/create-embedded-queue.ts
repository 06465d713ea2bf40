import { join } from 'node:path';
import type { WorkerProcess } from '../../../../host.ts';
import { openDatabase } from '../../../../store/open-database.ts';
import { makeFolder } from '../../../../store/write-atomic.ts';
import type { Workspace } from '../../../../store/workspace.ts';
import type { Incident, ServeLog } from '../../serve-log.ts';
import { ServedModels } from '../../served-models.ts';
import { EmbeddedQueue } from './embedded-queue.ts';
import { QUEUE_MIGRATIONS } from './queue-schema.ts';

export interface EmbeddedQueueOptions {
  workspace: Workspace;
  models?: ServedModels;
  /** @param slot 0 to workers - 1: with several devices, each worker has its own */
  spawnWorker(slot: number): WorkerProcess;
  /** How many inferences run at a time; default 1: the prover uses every core. */
  workers?: number;
  /** Default 1000. */
  maximumQueued?: number;
  /** Inputs and salts are kept when the proof is done. */
  keepInputs?: boolean;
  /** How long salts that were drawn here can be fetched; default a quarter of an hour. */
  saltsMilliseconds?: number;
  /** How long ended inferences and their receipts are kept; default 30 days. */
  keepMilliseconds?: number;
  log: ServeLog;
  onIncident?: (incident: Incident) => void;
}

/** The file of the queue in a workspace. */
export const QUEUE_DATABASE = 'serving.sqlite';

/**
 * A queue in a SQLite database in the workspace, whose inferences run in worker processes of this one. Several processes
 * may open it at once, and share the work.
 * @throws AppError `artifact-damaged`, `disk-full`, `workspace-unusable`
 */
export async function createEmbeddedQueue(options: EmbeddedQueueOptions): Promise<EmbeddedQueue> {
  const { workspace } = options;
  await makeFolder(workspace.root);
  const connection = await openDatabase(join(workspace.root, QUEUE_DATABASE), QUEUE_MIGRATIONS);
  connection.execute('PRAGMA secure_delete = ON');
  return new EmbeddedQueue(connection, {
    models: new ServedModels(workspace),
    workers: 1,
    maximumQueued: 1000,
    keepInputs: false,
    saltsMilliseconds: 15 * 60_000,
    keepMilliseconds: 30 * 24 * 3600_000,
    ...options,
  });
}
