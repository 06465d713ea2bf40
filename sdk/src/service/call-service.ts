import { ProofpressError } from '../proofpress-error.ts';
import { ServiceError } from './service-error.ts';

export interface ServiceAccess {
  /** Where the server is, without /v1. */
  url: string;
  apiKey: string | undefined;
}

export interface ServiceCall {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  body?: unknown;
  headers?: Readonly<Record<string, string>>;
  /** Milliseconds until it is given up. */
  timeout: number;
  signal?: AbortSignal | undefined;
}

/**
 * @returns status and parsed body
 * @throws ServiceError where the server refuses; ProofpressError `service-unreachable` where no answer comes;
 *         the signal's reason where it is aborted
 */
export async function callService(
  { url, apiKey }: ServiceAccess,
  { method = 'GET', path, body, headers = {}, timeout, signal }: ServiceCall,
): Promise<{ status: number; value: unknown }> {
  signal?.throwIfAborted();
  const expiry = AbortSignal.timeout(timeout);
  try {
    const response = await fetch(`${url.replace(/\/+$/, '')}${path}`, {
      method,
      headers: {
        ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? null : JSON.stringify(body),
      signal: signal ? AbortSignal.any([signal, expiry]) : expiry,
    });
    const value: unknown = await response.json();
    if (response.ok) return { status: response.status, value };
    throw refusalOf(response, value);
  } catch (cause) {
    signal?.throwIfAborted();
    if (cause instanceof ServiceError) throw cause;
    throw new ProofpressError('service-unreachable', `The server at ${url} gives no usable answer.`, {
      cause,
    });
  }
}

function refusalOf(response: Response, value: unknown): ServiceError {
  const problem = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  const word = (name: string, otherwise: string) =>
    typeof problem[name] === 'string' ? problem[name] : otherwise;
  const seconds = Number(response.headers.get('retry-after') ?? NaN);
  return new ServiceError(
    response.status,
    word('code', 'unknown'),
    word('detail', `The server answered with HTTP status ${response.status}.`),
    word('remedy', 'Check the address of the server.'),
    Number.isFinite(seconds) ? seconds : undefined,
  );
}
