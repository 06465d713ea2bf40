import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { ImageReader } from '../../engine/pipeline/7-serve/images/image-reader.ts';
import type { MarketWatcher } from '../../engine/pipeline/7-serve/market/market-watcher.ts';
import type { InferenceQueue } from '../../engine/pipeline/7-serve/queue/inference-queue.ts';
import type { ServedModel } from '../../engine/pipeline/7-serve/served-model.ts';
import type { ApiKeys } from '../../engine/store/api-keys/api-keys.ts';
import type { ApiMetrics } from './api-metrics.ts';

export type PublicApp = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression<RawServerDefault>,
  RawReplyDefaultExpression<RawServerDefault>,
  FastifyBaseLogger,
  ZodTypeProvider
>;

/** How much the public API takes, and from whom. */
export interface PublicApiLimits {
  /** Without a key, by address; with keys alone where absent. */
  anonymousPerMinute?: number | undefined;
  /** Questions a minute about inferences and models, of one key or address. */
  readsPerMinute: number;
  /** Receipts a minute that are verified for one key or address. */
  checksPerMinute: number;
  /** Of a request with an inference or a receipt, bytes. */
  bodyBytes: number;
  /** The longest that `Prefer: wait` is granted, seconds. */
  waitSeconds: number;
  /** Open streams of events, of all clients. */
  streams: number;
  connections: number;
  /** Until a request has to be there completely, header and body. */
  requestMilliseconds: number;
}

export const DEFAULT_LIMITS: PublicApiLimits = {
  readsPerMinute: 6000,
  checksPerMinute: 120,
  bodyBytes: 8 * 2 ** 20,
  waitSeconds: 60,
  streams: 512,
  connections: 4096,
  requestMilliseconds: 30_000,
};

/** What the routes share. */
export interface PublicApiContext {
  models: {
    /** In the workspace, of those that are served. */
    names: readonly string[];
    /** As it is now: a model may be published while it is served. */
    get(name: string): Promise<ServedModel>;
  };
  queue: InferenceQueue;
  apiKeys: ApiKeys;
  images: ImageReader;
  /** Where inputs for requests on a chain are handed in; undefined where none is watched. */
  market: Pick<MarketWatcher, 'takeInput'> | undefined;
  metrics: ApiMetrics;
  limits: PublicApiLimits;
}
