import type { InferenceStatus } from '../../../engine/pipeline/7-serve/queue/inference-queue.ts';
import { findInference, inferenceParams } from '../find-inference.ts';
import { HttpProblem } from '../http-problem.ts';
import type { PublicApiContext, PublicApp } from '../public-api-context.ts';
import { json, problems, receiptSchema } from '../schemas.ts';
import { sendReceipt } from '../send-receipt.ts';
import { hasEnded } from '../wait-for-end.ts';

export function registerInferenceReceipt(app: PublicApp, context: PublicApiContext): void {
  app.get(
    '/v1/inferences/:id/receipt',
    {
      config: { access: 'caller' },
      schema: {
        operationId: 'getReceipt',
        summary: 'The receipt of an inference that is done',
        tags: ['inferences'],
        security: [{ apiKey: [] }],
        params: inferenceParams,
        response: { 200: json('The receipt', receiptSchema), ...problems },
      },
    },
    async (request, reply) => {
      const status = await findInference(context, request, request.params.id);
      requireDone(status);
      const receipt = await context.queue.receipt(status.id);
      if (receipt) return sendReceipt(reply, status.id, receipt);
      throw new HttpProblem(
        410,
        'receipt-deleted',
        'The receipt is no longer kept here.',
        'Order the inference again; receipts are kept for a while only.',
      );
    },
  );
}

/** @throws HttpProblem 409 `inference-unfinished`, `inference-failed` */
export function requireDone(status: InferenceStatus): void {
  if (status.state === 'done') return;
  if (hasEnded(status)) {
    const { message, remedy } = status.error ?? {
      message: 'It was cancelled.',
      remedy: 'Order it again when you wish.',
    };
    throw new HttpProblem(409, 'inference-failed', `There is no receipt: ${message}`, remedy);
  }
  throw new HttpProblem(
    409,
    'inference-unfinished',
    'The inference is not proven yet.',
    'Ask again later, or listen to its events.',
    { headers: { 'retry-after': '1' } },
  );
}
