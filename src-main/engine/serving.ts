import type { EngineContext } from './engine.ts';
import type { Host } from './host.ts';
import { yieldToOthers } from './jobs/yield-to-others.ts';
import { modelsWithKeys } from './models-with-keys.ts';
import { ImageReader } from './pipeline/7-serve/images/image-reader.ts';
import {
  createEmbeddedQueue,
  type EmbeddedQueueOptions,
} from './pipeline/7-serve/queue/embedded/create-embedded-queue.ts';
import type { MarketWatcher } from './pipeline/7-serve/market/market-watcher.ts';
import type { InferenceHistory } from './pipeline/7-serve/queue/inference-history.ts';
import type { InferenceQueue } from './pipeline/7-serve/queue/inference-queue.ts';
import type { Incident, ServeLog } from './pipeline/7-serve/serve-log.ts';
import type { ServedModel } from './pipeline/7-serve/served-model.ts';
import { ServedModels } from './pipeline/7-serve/served-models.ts';
import type { MarketChoice } from './serving-market.ts';
import type { ApiKeys } from './store/api-keys/api-keys.ts';

export interface ServingOptions {
  /** Names of models in the workspace; every one that has a key where there are none. */
  models: readonly string[];
  /** Of a Redis, whose workers prove; the workspace's own queue where absent. */
  queueUrl?: string | undefined;
  /** How many inferences run at a time; of the workspace's own queue. */
  workers: number;
  /** How many may wait. */
  maximumQueued: number;
  /** Inputs and salts are kept when the proof is done. */
  keepInputs: boolean;
  /** Requests of this market are answered, too. */
  market?: MarketChoice | undefined;
  log: ServeLog;
}

/** Stage 7: what a door serves from. */
export interface Serving {
  models: { names: readonly string[]; get(name: string): Promise<ServedModel> };
  queue: InferenceQueue;
  /** Of the workspace's own queue; a Redis keeps no such record. */
  history: InferenceHistory | undefined;
  apiKeys: ApiKeys;
  images: ImageReader;
  /** Watches nothing before its `start()`. */
  market: MarketWatcher | undefined;
  /** @param listener is told of every proof that was kept back because it does not hold */
  onIncident(listener: (incident: Incident) => void): void;
  /** Takes no new order, and ends what runs; what waits stays for the next start. */
  drain(options?: { signal?: AbortSignal }): Promise<void>;
  /** Stops at once: what runs is given back to the queue. */
  close(): Promise<void>;
}

/**
 * Opens models and queue; nothing runs before `queue.start()`.
 * @throws AppError `model-missing`, `artifact-missing` where a model has no key, `artifact-damaged`, `disk-full`,
 *   `queue-unreachable`; of a market as `openServedMarket`
 */
export async function openServing(
  context: EngineContext,
  host: Host,
  { log, market: choice, ...options }: ServingOptions,
): Promise<Serving> {
  const { workspace } = context;
  const models = new ServedModels(workspace);
  const names =
    options.models.length > 0 ? [...new Set(options.models)] : await modelsWithKeys(workspace.models);
  for (const name of names) await models.get(name);
  const listeners: ((incident: Incident) => void)[] = [];
  const { queue, history } = await openQueue(options, {
    workspace,
    models,
    log,
    spawnWorker: (slot) => yieldToOthers(host.spawnWorker(slot)),
    onIncident: (incident) => listeners.forEach((listener) => listener(incident)),
  });
  const market = choice && (await openMarket(context, { names, models, queue }, choice, log));
  const images = new ImageReader();
  return {
    models: { names, get: (name) => models.get(name) },
    queue,
    history,
    apiKeys: workspace.apiKeys,
    images,
    market,
    onIncident: (listener) => void listeners.push(listener),
    drain: (drainOptions) => queue.drain(drainOptions),
    async close() {
      await market?.stop();
      await queue.close();
      await images.close();
    },
  };
}

async function openMarket(
  context: EngineContext,
  { names, models, queue }: { names: readonly string[]; models: ServedModels; queue: InferenceQueue },
  choice: MarketChoice,
  log: ServeLog,
): Promise<MarketWatcher> {
  try {
    const { openServedMarket } = await import('./serving-market.ts');
    const served = await Promise.all(names.map((name) => models.get(name)));
    return await openServedMarket(context, { models: served, queue }, choice, log);
  } catch (error) {
    await queue.close();
    throw error;
  }
}

type Surroundings = Pick<EmbeddedQueueOptions, 'workspace' | 'models' | 'log' | 'spawnWorker' | 'onIncident'>;

async function openQueue(
  { queueUrl: url, workers, maximumQueued, keepInputs }: Omit<ServingOptions, 'log' | 'market'>,
  surroundings: Surroundings,
): Promise<{ queue: InferenceQueue; history?: InferenceHistory }> {
  const limits = { maximumQueued, keepInputs };
  if (url === undefined) {
    const queue = await createEmbeddedQueue({ ...surroundings, ...limits, workers });
    return { queue, history: queue };
  }
  const { createRedisQueue } = await import('./pipeline/7-serve/queue/redis/create-redis-queue.ts');
  const { log, onIncident } = surroundings;
  return { queue: await createRedisQueue({ ...limits, url, log, onIncident }) };
}
