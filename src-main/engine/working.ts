import type { EngineContext } from './engine.ts';
import type { Host } from './host.ts';
import { modelsWithKeys } from './models-with-keys.ts';
import type { RedisWorker } from './pipeline/7-serve/queue/redis/run-redis-worker.ts';
import type { ServeLog } from './pipeline/7-serve/serve-log.ts';
import { ServedModels } from './pipeline/7-serve/served-models.ts';

export interface WorkingOptions {
  /** Of the Redis that the servers share. */
  queueUrl: string;
  /** How many inferences run at a time here. */
  workers: number;
  /** Inputs and salts are kept when the proof is done. */
  keepInputs: boolean;
  log: ServeLog;
}

/** Stage 7 on a machine that proves and serves nobody: what servers have accepted into a queue in Redis. */
export interface Working extends RedisWorker {
  /** The models that can be proven here. */
  names: readonly string[];
}

/**
 * Begins to prove what waits. Every model of the workspace is read before, so that a missing key shows at once.
 * @throws AppError `model-missing` where no model has a key, `artifact-damaged`, `queue-unreachable`
 */
export async function openWorking(
  { workspace }: EngineContext,
  host: Host,
  { queueUrl: url, ...options }: WorkingOptions,
): Promise<Working> {
  const models = new ServedModels(workspace);
  const names = await modelsWithKeys(workspace.models);
  for (const name of names) await models.get(name);
  const { runRedisWorker } = await import('./pipeline/7-serve/queue/redis/run-redis-worker.ts');
  const worker = await runRedisWorker({
    ...options,
    url,
    workspace,
    models,
    spawnWorker: (slot) => host.spawnWorker(slot),
  });
  return { ...worker, names };
}
