import { ProofpressError } from '../proofpress-error.ts';
import { findMismatch } from '../receipt/find-mismatch.ts';
import { readReceipt } from '../receipt/read-receipt.ts';
import type { Receipt } from '../receipt/receipt.ts';
import { verifyReceipt } from '../receipt/verify-receipt.ts';
import { callService, type ServiceAccess, type ServiceCall } from './call-service.ts';
import { describeRequest } from './describe-request.ts';
import { orderAndWait, type WaitOptions } from './order-and-wait.ts';
import type { Inference, InferenceRequest, Model, ModelSummary, ServerVerdict } from './service-types.ts';

/** A publisher's server. */
export interface Service {
  models(): Promise<ModelSummary[]>;
  /** @param model its name or id */
  model(model: string): Promise<Model>;
  /**
   * Asks a model and waits for the proven answer. The receipt is verified here, and compared with what was asked:
   * neither the server nor the network is trusted.
   *
   * What is sent again after a broken connection is sent with the same idempotency key, and counts once.
   *
   * @param options.modelId the id that you know the model by: where it is not given, the receipt may be one of any model
   * @throws ProofpressError `proof-invalid` for a receipt that does not hold or answers something else;
   *         `service-unreachable`, `service-refused` (a ServiceError) otherwise
   */
  ask(
    model: string,
    request: InferenceRequest,
    options?: WaitOptions & { modelId?: string },
  ): Promise<Receipt>;
  /** Orders an inference without waiting. */
  order(
    model: string,
    request: InferenceRequest,
    options?: { idempotencyKey?: string; signal?: AbortSignal },
  ): Promise<Inference>;
  inference(id: string): Promise<Inference>;
  cancel(id: string): Promise<Inference>;
  /** Not verified: use `verifyReceipt`. */
  receipt(id: string): Promise<Receipt>;
  /** The salts of committed inputs; a server keeps them for minutes only. */
  salts(id: string): Promise<Record<string, string>>;
  /**
   * Hands in the input of a request that is made on a market which the server watches. It takes no API key.
   * @param commitment the request's inputCommitment, see `computeInputCommitment`: the server refuses another input
   */
  handIn(
    commitment: string,
    input: Pick<InferenceRequest, 'inputs' | 'salts'> & { model?: string },
  ): Promise<{ models: string[]; keptUntil: number }>;
  /** What the server says of a receipt. */
  verify(receipt: unknown): Promise<ServerVerdict>;
}

const TIMEOUT = 30_000;

/**
 * @param url     where the server is, as `proofpress serve` says it
 * @param options.apiKey from the publisher
 */
export function openService(url: string, options: { apiKey?: string } = {}): Service {
  const access: ServiceAccess = { url, apiKey: options.apiKey };
  const call = async (path: string, more: Partial<ServiceCall> = {}): Promise<unknown> =>
    (await callService(access, { path, timeout: TIMEOUT, ...more })).value;
  const at = (id: string) => `/v1/inferences/${encodeURIComponent(id)}`;
  return {
    models: async () => ((await call('/v1/models')) as { models: ModelSummary[] }).models,
    model: async (model) => (await call(`/v1/models/${encodeURIComponent(model)}`)) as Model,
    async ask(model, request, { modelId, ...wait } = {}) {
      const verdict = verifyReceipt(await orderAndWait(access, model, request, wait));
      if (!verdict.valid) throw new ProofpressError('proof-invalid', verdict.reason);
      const { inputs, salts, context } = request;
      const mismatch = findMismatch(verdict.receipt, { modelId, inputs, salts, context });
      if (mismatch !== undefined) throw new ProofpressError('proof-invalid', mismatch);
      return verdict.receipt;
    },
    order: async (model, request, { idempotencyKey, signal } = {}) =>
      (await call(`/v1/models/${encodeURIComponent(model)}/inferences`, {
        method: 'POST',
        body: describeRequest(request),
        headers: idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey },
        signal,
      })) as Inference,
    inference: async (id) => (await call(at(id))) as Inference,
    cancel: async (id) => (await call(at(id), { method: 'DELETE' })) as Inference,
    receipt: async (id) => readReceipt(await call(`${at(id)}/receipt`)),
    salts: async (id) => ((await call(`${at(id)}/salts`)) as { salts: Record<string, string> }).salts,
    handIn: async (commitment, { model, ...input }) =>
      (await call(`/v1/inputs/${encodeURIComponent(commitment)}`, {
        method: 'PUT',
        body: { model, ...describeRequest(input) },
      })) as { models: string[]; keptUntil: number },
    verify: async (receipt) => (await call('/v1/verify', { method: 'POST', body: receipt })) as ServerVerdict,
  };
}
