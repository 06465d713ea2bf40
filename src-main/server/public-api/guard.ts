import { normalizeIP } from '@fastify/rate-limit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ApiKey } from '../../engine/store/api-keys/api-keys.ts';
import { HttpProblem } from './http-problem.ts';
import type { PublicApiContext, PublicApp } from './public-api-context.ts';

/** Who asks. */
export interface Caller {
  /** The id of the API key; of whoever has none, the address. */
  id: string;
  key: ApiKey | undefined;
}

/** What a route counts as, for the limits of a minute. */
export type LimitName = 'orders' | 'reads' | 'checks' | 'none';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Callers alone, or anybody; anybody where absent. */
    access?: 'caller' | 'anybody';
    /** `reads` where absent. */
    limit?: LimitName;
  }
  interface FastifyRequest {
    caller: Caller | undefined;
  }
}

const MINUTE_MILLISECONDS = 60_000;
const ANONYMOUS = 'address:';

/** The caller of a route that lets only callers in. */
export function callerOf(request: FastifyRequest): Caller {
  return request.caller!;
}

/** Whether an inference is the caller's own. Without keys the id of an inference, 128 random bits, opens it. */
export function isOwner(caller: Caller, orderedBy: string): boolean {
  return caller.id === orderedBy || (caller.key === undefined && orderedBy.startsWith(ANONYMOUS));
}

/** Before anything of a body is read: finds out who asks, counts it, and turns away whom the route is not for. */
export function guardRoutes(app: PublicApp, { apiKeys, limits }: PublicApiContext): void {
  const limiter = (max: number | ((request: FastifyRequest) => number)) =>
    app.createRateLimit({ max, timeWindow: MINUTE_MILLISECONDS, keyGenerator: countedAs });
  const counters = {
    orders: limiter((request) => request.caller?.key?.perMinute ?? limits.anonymousPerMinute ?? 1),
    reads: limiter(limits.readsPerMinute),
    checks: limiter(limits.checksPerMinute),
  };

  app.decorateRequest('caller', undefined);
  app.addHook('onRequest', async (request, reply) => {
    const { access = 'anybody', limit = 'reads' } = request.routeOptions.config;
    const text = keyText(request);
    const key = text === undefined ? undefined : await apiKeys.find(text);
    if (key) request.caller = { id: key.id, key };
    else if (text === undefined && limits.anonymousPerMinute !== undefined)
      request.caller = { id: `${ANONYMOUS}${normalizeIP(request.ip)}`, key: undefined };
    if (access === 'caller' && !request.caller) {
      // Guesses count as what anybody may do.
      await count(counters.reads, request, reply);
      throw text === undefined ? keyMissing() : keyUnknown();
    }
    if (limit !== 'none') await count(counters[limit], request, reply);
  });
}

type Counter = ReturnType<PublicApp['createRateLimit']>;

/** @throws HttpProblem 429 `rate-limited` */
async function count(counter: Counter, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const counted = await counter(request);
  if (counted.isAllowed) return;
  const { max, remaining, ttlInSeconds } = counted;
  void reply.headers({
    'ratelimit-limit': max,
    'ratelimit-remaining': remaining,
    'ratelimit-reset': ttlInSeconds,
  });
  if (!counted.isExceeded) return;
  const seconds = Math.max(1, ttlInSeconds);
  throw new HttpProblem(
    429,
    'rate-limited',
    `More than ${max} requests came within a minute.`,
    `Try again in ${seconds} s.`,
    { headers: { 'retry-after': String(seconds) } },
  );
}

function countedAs(request: FastifyRequest): string {
  return request.caller?.id ?? normalizeIP(request.ip);
}

/** `Authorization: Bearer KEY`, or `X-API-Key: KEY`. */
function keyText({ headers }: FastifyRequest): string | undefined {
  const bearer = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1];
  const own = headers['x-api-key'];
  return bearer ?? (typeof own === 'string' ? own : headers.authorization);
}

const CHALLENGE = { headers: { 'www-authenticate': 'Bearer realm="proofpress"' } };

function keyMissing(): HttpProblem {
  return new HttpProblem(
    401,
    'api-key-missing',
    'This takes an API key.',
    'Ask the publisher for one and send it as "Authorization: Bearer KEY".',
    CHALLENGE,
  );
}

function keyUnknown(): HttpProblem {
  return new HttpProblem(
    401,
    'api-key-unknown',
    'The API key is not known here, or was revoked.',
    'Check that it was copied completely, or ask the publisher for another one.',
    CHALLENGE,
  );
}
