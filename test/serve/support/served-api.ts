import { pino } from 'pino';
import type { Client } from '../../../src-main/api/client.ts';
import type { Engine } from '../../../src-main/engine/engine.ts';
import type { Serving, ServingOptions } from '../../../src-main/engine/serving.ts';
import type { PublicApiLimits } from '../../../src-main/server/public-api/public-api-context.ts';
import { type RunningServer, startServer } from '../../../src-main/server/start-server.ts';
import { makeServedWorkspace } from './served-workspace.ts';

export interface ServedApi {
  url: string;
  root: string;
  client: Client;
  engine: Engine;
  serving: Serving;
  server: RunningServer;
  /** An API key without limits that a test would meet. */
  key: string;
  /** What the server has written to its log. */
  log: string[];
  /** Asks with a key, `key` where none is named; null for none. */
  ask(path: string, init?: RequestInit, key?: string | null): Promise<Response>;
  /** Orders an inference of `model` as JSON. */
  order(model: string, body: unknown, headers?: Record<string, string>, key?: string): Promise<Response>;
  close(): Promise<void>;
}

export interface ServedApiOptions {
  serving?: Partial<ServingOptions>;
  limits?: Partial<PublicApiLimits>;
  /** Nothing is proven before `serving.queue.start()`. */
  isPaused?: boolean;
  /** Changes the workspace before it is served. */
  prepare?: (made: { root: string; client: Client; engine: Engine }) => Promise<void>;
}

/** The models `tiny` and `open` on a server of their own. */
export async function startServedApi(
  folder: string,
  { serving: servingOptions, limits = {}, isPaused = false, prepare }: ServedApiOptions = {},
): Promise<ServedApi> {
  const made = await makeServedWorkspace(folder);
  await prepare?.(made);
  const log: string[] = [];
  const logger = pino({ level: 'info' }, { write: (line: string) => void log.push(line) });
  const serving = await made.engine.serve({
    models: [],
    workers: 1,
    maximumQueued: 100,
    keepInputs: false,
    log: logger,
    ...servingOptions,
  });
  const server = await startServer(serving, {
    host: '127.0.0.1',
    port: 0,
    limits,
    trustProxy: false,
    logger,
  });
  const { text: key } = await made.client.createApiKey({ name: 'tester', perMinute: 100_000 });
  if (!isPaused) serving.queue.start();
  const ask: ServedApi['ask'] = (path, init = {}, using = key) =>
    fetch(`${server.url}${path}`, {
      ...init,
      headers: { ...(using !== null && { authorization: `Bearer ${using}` }), ...init.headers },
    });
  return {
    ...made,
    url: server.url,
    serving,
    server,
    key,
    log,
    ask,
    order: (model, body, headers = {}, using = key) =>
      ask(
        `/v1/models/${model}/inferences`,
        {
          method: 'POST',
          body: JSON.stringify(body),
          headers: { 'content-type': 'application/json', ...headers },
        },
        using,
      ),
    async close() {
      await server.close();
      await serving.close();
      await made.engine.close();
    },
  };
}

/** The body of a refusal, once it has the form of every one. */
export async function problemIn(
  response: Response,
): Promise<{ status: number; code: string; detail: string }> {
  const body = (await response.json()) as Record<string, unknown>;
  const { status, code, detail, remedy, title, type } = body;
  const isWhole =
    response.headers.get('content-type') === 'application/problem+json; charset=utf-8' &&
    status === response.status &&
    type === `urn:proofpress:error:${String(code)}` &&
    /\S.*\.$/s.test(String(detail)) &&
    /\S.*[.\w]$/s.test(String(remedy)) &&
    typeof title === 'string';
  if (!isWhole) throw new Error(`no problem as it should be: ${JSON.stringify(body)}`);
  return { status: response.status, code: String(code), detail: String(detail) };
}
