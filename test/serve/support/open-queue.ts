import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkerProcess } from '../../../src-main/engine/host.ts';
import { forkWorker } from '../../../src-main/engine/jobs/fork-worker.ts';
import type { InferenceOrder } from '../../../src-main/engine/pipeline/7-serve/inference-order.ts';
import { createEmbeddedQueue } from '../../../src-main/engine/pipeline/7-serve/queue/embedded/create-embedded-queue.ts';
import type { InferenceQueue } from '../../../src-main/engine/pipeline/7-serve/queue/inference-queue.ts';
import { createRedisQueue } from '../../../src-main/engine/pipeline/7-serve/queue/redis/create-redis-queue.ts';
import {
  type RedisWorker,
  runRedisWorker,
} from '../../../src-main/engine/pipeline/7-serve/queue/redis/run-redis-worker.ts';
import type { Incident } from '../../../src-main/engine/pipeline/7-serve/serve-log.ts';
import { ServedModels } from '../../../src-main/engine/pipeline/7-serve/served-models.ts';
import { openWorkspace, type Workspace } from '../../../src-main/engine/store/workspace.ts';
import { keptLog } from './quiet-log.ts';

export interface QueueSettings {
  workers?: number;
  maximumQueued?: number;
  keepInputs?: boolean;
  saltsMilliseconds?: number;
}

type DrainOptions = { signal?: AbortSignal } | undefined;

/** A queue and what proves its inferences, in this process. */
export interface OpenQueue {
  queue: InferenceQueue;
  workspace: Workspace;
  models: ServedModels;
  log: ReturnType<typeof keptLog>;
  incidents: Incident[];
  /** Every worker process that was started. */
  workers: WorkerProcess[];
  /** Called when a worker was given an order. */
  onRun: ((worker: WorkerProcess, order: InferenceOrder) => void) | undefined;
  /** Begins to prove what waits. */
  start(): Promise<void>;
  drain(options?: DrainOptions): Promise<void>;
  close(): Promise<void>;
}

/**
 * @param root a workspace with models
 * @param redis undefined for the embedded queue
 */
export async function openQueue(
  root: string,
  settings: QueueSettings = {},
  redis?: { url: string; prefix: string },
): Promise<OpenQueue> {
  const workspace = openWorkspace(root);
  const log = keptLog();
  const incidents: Incident[] = [];
  const workers: WorkerProcess[] = [];
  const shared = {
    ...settings,
    workspace,
    models: new ServedModels(workspace),
    log,
    onIncident: (incident: Incident) => void incidents.push(incident),
    spawnWorker() {
      const worker = forkWorker();
      workers.push(worker);
      return {
        ...worker,
        send(message: unknown) {
          worker.send(message);
          const { type, parameters } = message as { type: string; parameters: { order: InferenceOrder } };
          if (type === 'run') open.onRun?.(worker, parameters.order);
        },
      };
    },
  };
  const open: Omit<OpenQueue, 'queue' | 'start' | 'drain' | 'close'> = {
    workspace,
    models: shared.models,
    log,
    incidents,
    workers,
    onRun: undefined,
  };
  if (!redis) {
    const queue = await createEmbeddedQueue(shared);
    return Object.assign(open, {
      queue,
      start: async () => queue.start(),
      drain: (options: DrainOptions) => queue.drain(options),
      async close() {
        await queue.close();
        await workspace.close();
      },
    });
  }
  const options = { ...shared, ...redis, leaseMilliseconds: 3000, mendMilliseconds: 1000 };
  const queue = await createRedisQueue(options);
  let worker: RedisWorker | undefined;
  return Object.assign(open, {
    queue,
    async start() {
      // The server hears of incidents through Redis.
      worker = await runRedisWorker({ ...options, onIncident: undefined });
      queue.start();
    },
    async drain(how: DrainOptions) {
      await queue.drain(how);
      await worker?.drain(how);
    },
    async close() {
      await worker?.close();
      await queue.close();
      await workspace.close();
    },
  });
}

/** Removes what the embedded queue of a workspace holds. */
export function forgetQueue(root: string): void {
  for (const ending of ['', '-wal', '-shm']) rmSync(join(root, `serving.sqlite${ending}`), { force: true });
}

/** The state in which an inference ends. */
export async function endOf(queue: InferenceQueue, id: string) {
  return new Promise<NonNullable<Awaited<ReturnType<InferenceQueue['find']>>>>((resolve) => {
    const isEnded = (state: string) => state !== 'queued' && state !== 'running';
    const stop = queue.watch(id, (status) => {
      if (!isEnded(status.state)) return;
      stop();
      resolve(status);
    });
    void queue.find(id).then((status) => {
      if (!status || !isEnded(status.state)) return;
      stop();
      resolve(status);
    });
  });
}
