import { bytesToHex, randomBytes } from '@noble/hashes/utils.js';
import { ProofpressError } from '../proofpress-error.ts';
import { callService, type ServiceAccess, type ServiceCall } from './call-service.ts';
import { describeRequest } from './describe-request.ts';
import { ServiceError } from './service-error.ts';
import type { Inference, InferenceRequest } from './service-types.ts';

export interface WaitOptions {
  /** Milliseconds until it is given up, ten minutes unless given. The server goes on with what it has begun. */
  timeout?: number;
  signal?: AbortSignal;
  /** Called with how the inference stands. */
  onStatus?: (inference: Inference) => void;
}

/** Seconds that the server is asked to keep the connection for. */
const PATIENCE = 20;
const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 4000;
/** Milliseconds after which a server that gives no answer at all is taken to be gone. */
const LONGEST_SILENCE = 60_000;

/**
 * Orders an inference and waits for its receipt, across broken connections, restarts of the server and its limits.
 * @returns the receipt, unchecked
 * @throws ServiceError where the server refuses, or the inference failed; ProofpressError `service-unreachable` where the
 *         time is over
 */
export async function orderAndWait(
  access: ServiceAccess,
  model: string,
  request: InferenceRequest,
  { timeout = 600_000, signal, onStatus }: WaitOptions,
): Promise<unknown> {
  const end = Date.now() + timeout;
  const persist = (call: Omit<ServiceCall, 'timeout'>) => insist(access, { ...call, signal }, end);
  const ordered = await persist({
    method: 'POST',
    path: `/v1/models/${encodeURIComponent(model)}/inferences`,
    body: describeRequest(request),
    headers: { prefer: `wait=${PATIENCE}`, 'idempotency-key': bytesToHex(randomBytes(16)) },
  });
  if (ordered.status !== 202) return ordered.value;
  let inference = ordered.value as Inference;
  let pause = FIRST_PAUSE;
  for (;;) {
    onStatus?.(inference);
    if (inference.state === 'failed' || inference.state === 'cancelled') throw endOf(inference);
    const path = `/v1/inferences/${encodeURIComponent(inference.id)}`;
    if (inference.state === 'done') return (await persist({ path: `${path}/receipt` })).value;
    await sleep(pause, end, signal);
    pause = Math.min(2 * pause, LONGEST_PAUSE);
    inference = (await persist({ path })).value as Inference;
  }
}

/** Tries again while the server cannot be reached or asks for patience. */
async function insist(
  access: ServiceAccess,
  call: Omit<ServiceCall, 'timeout'>,
  end: number,
): Promise<{ status: number; value: unknown }> {
  let lastHeard = Date.now();
  for (let pause = FIRST_PAUSE; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
    const timeout = Math.max(1, Math.min(end - Date.now(), (PATIENCE + 20) * 1000));
    try {
      return await callService(access, { ...call, timeout });
    } catch (error) {
      const seconds = secondsToWait(error);
      if (error instanceof ServiceError) lastHeard = Date.now();
      else if (Date.now() - lastHeard > LONGEST_SILENCE) throw error;
      if (seconds === undefined || Date.now() + seconds * 1000 >= end) throw error;
      await sleep(Math.max(pause, seconds * 1000), end, call.signal);
    }
  }
}

/** Undefined where trying again is no use. */
function secondsToWait(error: unknown): number | undefined {
  if (error instanceof ServiceError)
    return error.status === 429 || error.status === 503 ? (error.retryAfterSeconds ?? 1) : undefined;
  return error instanceof ProofpressError ? 0 : undefined;
}

function sleep(milliseconds: number, end: number, signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  if (Date.now() + milliseconds >= end)
    throw new ProofpressError('service-unreachable', 'The answer did not come in time.');
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, milliseconds);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

function endOf({ state, error }: Inference): ServiceError {
  return error
    ? new ServiceError(409, error.code, error.message, error.remedy, undefined)
    : new ServiceError(
        409,
        state,
        'The inference was cancelled.',
        'Order it again when you wish.',
        undefined,
      );
}
