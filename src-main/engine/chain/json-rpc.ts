import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { AppError } from '../../api/errors.ts';
import { throwIfAborted } from '../../api/progress.ts';
import { checkResult } from './json-rpc-results.ts';

export interface JsonRpcRequest {
  id: number;
  method: string;
  params: unknown;
}

/** A node's answer to one request: a result of the method's form, or an error of the node. */
export type JsonRpcResponse =
  { id: number; result: unknown } | { id: number; error: { code: number; message: string; data?: unknown } };

export interface JsonRpcOptions {
  signal?: AbortSignal;
  /** For all attempts together. */
  timeoutMilliseconds?: number;
  /** Whether to ask again where the node says that it is busy; not for what must not happen twice. */
  retry?: boolean;
}

const TIMEOUT_MILLISECONDS = 20_000;
/** The state of a local chain is the longest answer that anything here asks for. */
const MAXIMUM_ANSWER_BYTES = 2 ** 28;
const FIRST_PAUSE_MILLISECONDS = 200;
const BUSY = [429, 502, 503, 504];

const responseSchema = z.union([
  z.object({
    id: z.number(),
    error: z.object({
      code: z.number().default(-32000),
      message: z.string().default('no reason given'),
      data: z.unknown().optional(),
    }),
  }),
  z.object({ id: z.number(), result: z.unknown() }).refine(({ result }) => result !== undefined),
]);

/**
 * One request to an Ethereum node. Always ends: with an answer that fits the question, or with an error that says what
 * came instead. Errors name the node's host only: its whole address may hold the key to a service.
 *
 * @param url http or https
 * @throws AppError chain-unreachable, aborted
 */
export async function sendJsonRpc(
  url: string,
  request: JsonRpcRequest,
  { signal, timeoutMilliseconds = TIMEOUT_MILLISECONDS, retry = true }: JsonRpcOptions = {},
): Promise<JsonRpcResponse> {
  const { host } = new URL(url);
  const timeout = AbortSignal.timeout(timeoutMilliseconds);
  const either = signal ? AbortSignal.any([signal, timeout]) : timeout;
  const failure = (what: string, remedy: string, cause?: unknown): AppError =>
    new AppError('chain-unreachable', `The node at ${host} ${what}.`, remedy, { cause });
  for (let pause = FIRST_PAUSE_MILLISECONDS; ; pause *= 2) {
    throwIfAborted(signal);
    let status: number;
    let text: string;
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        body: JSON.stringify({ jsonrpc: '2.0', ...request }),
        signal: either,
      });
      status = response.status;
      text = await readText(response);
      const answer = parseResponse(text);
      if (answer?.id === request.id) return checkAnswer(answer, request.method, failure);
      if (answer) throw failure('answered another question than it was asked', ASK_ANOTHER);
      if (BUSY.includes(status) && retry) {
        await sleep(pauseOf(response, pause), undefined, { signal: either });
        continue;
      }
    } catch (cause) {
      throwIfAborted(signal);
      if (cause instanceof AppError) throw cause;
      if (timeout.aborted) {
        throw failure(
          `did not answer within ${timeoutMilliseconds / 1000} seconds`,
          'Try again later, or use another node with --rpc.',
        );
      }
      throw failure(`does not answer: ${reasonOf(cause)}`, 'Check the RPC address and your connection.');
    }
    throw notAnAnswer(status, text, failure);
  }
}

const ASK_ANOTHER = 'Check the RPC address, or use another node with --rpc.';

type Failure = (what: string, remedy: string) => AppError;

function checkAnswer(answer: JsonRpcResponse, method: string, failure: Failure): JsonRpcResponse {
  if ('result' in answer && !checkResult(method, answer.result)) {
    throw failure(`answered ${method} with something that is no answer to it`, ASK_ANOTHER);
  }
  return answer;
}

function notAnAnswer(status: number, text: string, failure: Failure): AppError {
  if (status === 401 || status === 403) {
    return failure(
      `does not let us in (HTTP ${status})`,
      'Check the key in the RPC address, or use another node.',
    );
  }
  if (status === 429) {
    return failure('gets too many requests (HTTP 429)', 'Try again later, or use another node with --rpc.');
  }
  if (status >= 400) {
    return failure(`is out of order (HTTP ${status})`, 'Check the RPC address, or try again later.');
  }
  const isPage = /^\s*<(!doctype|html|\?xml)/i.test(text);
  return failure(
    `answers ${isPage ? 'with a web page' : 'with something else'}, not as an Ethereum node does`,
    ASK_ANOTHER,
  );
}

function parseResponse(text: string): JsonRpcResponse | undefined {
  try {
    return responseSchema.parse(withoutEmptyError(JSON.parse(text))) as JsonRpcResponse;
  } catch {
    return undefined;
  }
}

/** Some servers send `error: null` beside a result. */
function withoutEmptyError(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('error' in value) || value.error !== null)
    return value;
  const rest: Record<string, unknown> = { ...value };
  delete rest.error;
  return rest;
}

/** The whole text, unless there is no end to it. */
async function readText(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    length += part.length;
    if (length > MAXIMUM_ANSWER_BYTES) throw new Error('the answer has no end');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

/** How long the node asks to wait, or twice as long as before. */
function pauseOf(response: Response, pause: number): number {
  const asked = Number(response.headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(asked) && asked >= 0 ? Math.max(asked * 1000, FIRST_PAUSE_MILLISECONDS) : pause;
}

/** What undici hides in the cause of its "fetch failed". */
function reasonOf(cause: unknown): string {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  const code = inner instanceof Error && 'code' in inner ? String(inner.code) : '';
  return REASONS[code] ?? (code || 'the connection failed');
}

const REASONS: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'it hung up',
  UND_ERR_SOCKET: 'it hung up',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'its name cannot be looked up',
};
