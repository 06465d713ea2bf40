import rateLimit from '@fastify/rate-limit';
import fastify, { type FastifyBaseLogger, LogController } from 'fastify';
import { validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import { answerClientError } from './answer-client-error.ts';
import { describeApi } from './describe-api.ts';
import { guardRoutes } from './guard.ts';
import { HttpProblem } from './http-problem.ts';
import { problemOf } from './problem-of.ts';
import type { PublicApiContext, PublicApp } from './public-api-context.ts';
import { registerCancelInference } from './routes/cancel-inference.ts';
import { registerHealth } from './routes/health.ts';
import { registerInferenceEvents } from './routes/inference-events.ts';
import { registerInferenceReceipt } from './routes/inference-receipt.ts';
import { registerInferenceSalts } from './routes/inference-salts.ts';
import { registerInferenceStatus } from './routes/inference-status.ts';
import { registerMarketInputs } from './routes/market-inputs.ts';
import { registerMetrics } from './routes/metrics.ts';
import { registerModels } from './routes/models.ts';
import { registerSubmitInference } from './routes/submit-inference.ts';
import { registerVerifyReceipt } from './routes/verify-receipt.ts';
import { sendProblem } from './send-problem.ts';

/** How often Node looks for requests that take too long. */
const LOOK_MILLISECONDS = 1000;
const KEEP_ALIVE_MILLISECONDS = 30_000;
/** Until connections are closed on which nothing moves. */
const LAST_WORDS_MILLISECONDS = 2000;
/** A body without a schema of its own has no use here. */
const SMALL_BODY_BYTES = 2 ** 16;

/** The API for everybody. It has no route by which anything of the server could be changed. */
export interface PublicApi {
  app: PublicApp;
  /** From now on the server is not ready; requests are answered all the same. */
  announceEnd(): void;
  /** Lets nobody wait any more, answers what it was asked and closes all connections. */
  close(): Promise<void>;
}

/**
 * @param options.trustProxy whether a proxy in front of it says who asks (X-Forwarded-For)
 */
export async function createPublicApi(
  context: PublicApiContext,
  { logger, trustProxy }: { logger: FastifyBaseLogger; trustProxy: boolean },
): Promise<PublicApi> {
  const { limits, metrics } = context;
  const app: PublicApp = fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    // The one proxy in front, never what clients claim about themselves.
    trustProxy: trustProxy ? (_address, hop) => hop === 0 : false,
    bodyLimit: SMALL_BODY_BYTES,
    requestTimeout: limits.requestMilliseconds,
    keepAliveTimeout: KEEP_ALIVE_MILLISECONDS,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 100 },
    http: {
      connectionsCheckingInterval: Math.min(LOOK_MILLISECONDS, limits.requestMilliseconds),
      headersTimeout: limits.requestMilliseconds,
    },
    clientErrorHandler: answerClientError,
    // An address that cannot be decoded meets no route.
    frameworkErrors: (error, _request, reply) => void sendProblem(reply, problemOf(error)),
  }).withTypeProvider<ZodTypeProvider>();
  app.server.maxConnections = limits.connections;
  app.setValidatorCompiler(validatorCompiler);
  // Answers are built field by field: the schemas describe them, and tests compare.
  app.setSerializerCompiler(() => JSON.stringify);
  app.removeContentTypeParser('text/plain');
  app.addContentTypeParser(['image/png', 'image/jpeg'], { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  );
  app.setErrorHandler((error, request, reply) => {
    const problem = problemOf(error);
    if (problem.status >= 500) request.log.error({ err: problem.cause ?? problem }, problem.message);
    return sendProblem(reply, problem);
  });
  app.setNotFoundHandler(async (_request, reply) => sendProblem(reply, routeMissing()));
  welcomeBrowsers(app);
  app.addHook('onResponse', async ({ method, routeOptions }, reply) => {
    metrics.request(method, routeOptions.url ?? 'none', reply.statusCode, reply.elapsedTime);
  });

  await app.register(rateLimit, { global: false });
  guardRoutes(app, context);
  await describeApi(app);
  let isEnding = false;
  const closing = new AbortController();
  const streams = new Set<() => void>();
  registerModels(app, context);
  registerSubmitInference(app, context, closing.signal);
  registerInferenceStatus(app, context);
  registerCancelInference(app, context);
  registerInferenceEvents(app, context, streams);
  registerInferenceReceipt(app, context);
  registerInferenceSalts(app, context);
  registerVerifyReceipt(app, context);
  registerMarketInputs(app, context);
  registerHealth(app, context, () => isEnding);
  registerMetrics(app, context);
  await app.ready();
  return {
    app,
    announceEnd() {
      isEnding = true;
    },
    async close() {
      isEnding = true;
      closing.abort();
      metrics.stop();
      for (const end of streams) end();
      const timer = setTimeout(() => app.server.closeAllConnections(), LAST_WORDS_MILLISECONDS);
      await app.close();
      clearTimeout(timer);
    },
  };
}

/**
 * Pages of any origin may ask: what they may do depends on the key that they send, never on cookies. Nothing is kept by
 * browsers or proxies, and nothing is taken for something else than it says.
 */
function welcomeBrowsers(app: PublicApp): void {
  app.addHook('onRequest', async (request, reply) => {
    void reply.headers({
      'access-control-allow-origin': '*',
      'access-control-expose-headers': 'Location, Link, Retry-After, Preference-Applied',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    if (request.method !== 'OPTIONS') return;
    return reply
      .code(204)
      .headers({
        'access-control-allow-methods': 'GET, POST, PUT, DELETE',
        'access-control-allow-headers': 'Authorization, Content-Type, Idempotency-Key, Prefer, X-API-Key',
        'access-control-max-age': '86400',
      })
      .send();
  });
}

function routeMissing(): HttpProblem {
  return new HttpProblem(
    404,
    'route-missing',
    'There is nothing at this address, or not by this method.',
    'What there is, /openapi.json describes.',
  );
}
