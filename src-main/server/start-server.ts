import type { Logger } from 'pino';
import { AppError } from '../api/errors.ts';
import type { Serving } from '../engine/serving.ts';
import { ApiMetrics } from './public-api/api-metrics.ts';
import { createPublicApi } from './public-api/create-public-api.ts';
import { DEFAULT_LIMITS, type PublicApiLimits } from './public-api/public-api-context.ts';

export interface ServerOptions {
  /** Address to listen on. */
  host: string;
  /** 0 for any that is free. */
  port: number;
  limits: Partial<PublicApiLimits>;
  /** Whether a proxy in front says who asks. */
  trustProxy: boolean;
  logger: Logger;
}

export interface RunningServer {
  url: string;
  /** From now on the server is not ready; requests are answered all the same. */
  announceEnd(): void;
  close(): Promise<void>;
}

/**
 * Opens the public API over what is served, on a listener of its own.
 * @throws AppError `option-invalid` where it cannot listen there
 */
export async function startServer(
  serving: Serving,
  { host, port, limits, trustProxy, logger }: ServerOptions,
): Promise<RunningServer> {
  const { models, queue, apiKeys, images, market } = serving;
  const metrics = new ApiMetrics(queue);
  serving.onIncident(() => metrics.incident());
  const context = {
    models,
    queue,
    apiKeys,
    images,
    market,
    metrics,
    limits: { ...DEFAULT_LIMITS, ...limits },
  };
  const { app, announceEnd, close } = await createPublicApi(context, { logger, trustProxy });
  const url = await app.listen({ host, port }).catch(async (cause: unknown) => {
    await close();
    throw cannotListen(host, port, cause);
  });
  return { url, announceEnd, close };
}

function cannotListen(host: string, port: number, cause: unknown): AppError {
  return new AppError(
    'option-invalid',
    `The server cannot listen on port ${port} of ${host}.`,
    'Another program may use the port, or it is not yours to use: choose another one with --port, an address of this machine with --host.',
    { cause },
  );
}
