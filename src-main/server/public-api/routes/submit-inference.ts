import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { AppError, type ErrorCode } from '../../../api/errors.ts';
import { secondsUntilTomorrow } from '../../../engine/store/api-keys/api-keys.ts';
import type { InferenceOrder } from '../../../engine/pipeline/7-serve/inference-order.ts';
import type { InferenceStatus } from '../../../engine/pipeline/7-serve/queue/inference-queue.ts';
import { QueueFullError } from '../../../engine/pipeline/7-serve/queue/queue-full-error.ts';
import { findModel } from '../find-model.ts';
import { callerOf } from '../guard.ts';
import { HttpProblem } from '../http-problem.ts';
import { invalidRequest } from '../problem-of.ts';
import type { PublicApiContext, PublicApp } from '../public-api-context.ts';
import { readOrder } from '../read-order.ts';
import { sendReceipt } from '../send-receipt.ts';
import {
  contextSchema,
  describeInference,
  inferenceRequestSchema,
  inferenceSchema,
  json,
  problems,
  receiptSchema,
} from '../schemas.ts';
import { waitForEnd } from '../wait-for-end.ts';

/** Seconds after which it is worth asking again. */
const ASK_AGAIN_SECONDS = 1;

/** @param closing aborted when nobody may wait any longer */
export function registerSubmitInference(
  app: PublicApp,
  context: PublicApiContext,
  closing: AbortSignal,
): void {
  const { limits, queue, metrics } = context;
  app.post(
    '/v1/models/:model/inferences',
    {
      config: { access: 'caller', limit: 'orders' },
      bodyLimit: limits.bodyBytes,
      schema: {
        operationId: 'orderInference',
        summary: 'Order a proven inference',
        description:
          'The publisher sees the input: a proof hides it from others, a committed input also from the chain, but whoever runs the model reads it. Inputs and salts are deleted when the inference has ended, unless the publisher keeps them on purpose.\n\nSend JSON, or the bytes of a PNG or JPEG with the context in the query. Sent again with the same `Idempotency-Key`, an order is not taken twice. With `Prefer: wait=SECONDS` the answer is the receipt itself, if it is there in time.',
        tags: ['inferences'],
        security: [{ apiKey: [] }],
        params: z.object({ model: z.string().max(80).describe('name or model id') }),
        querystring: contextSchema.describe('context of the proof, where the body is an image'),
        headers: z.object({
          prefer: z.string().optional().describe('wait=SECONDS'),
          'idempotency-key': z.string().optional().describe('up to 255 characters, of your choice'),
        }),
        body: {
          content: {
            'application/json': { schema: inferenceRequestSchema },
            'image/png': { schema: z.custom<Buffer>() },
            'image/jpeg': { schema: z.custom<Buffer>() },
          },
        },
        response: {
          200: json('The receipt, where the client waited for it', receiptSchema),
          202: json('The inference was accepted', inferenceSchema),
          ...problems,
        },
      },
    },
    async (request, reply) => {
      const model = await findModel(context.models, request.params.model);
      const idempotencyKey = readIdempotencyKey(request);
      const order = await readOrder(context.images, model, request);
      const status = await submit(context, request, order, idempotencyKey);
      metrics.follow(status);
      const wait = Math.min(readWait(request), limits.waitSeconds);
      void reply.header('location', `/v1/inferences/${status.id}`);
      if (wait === 0) return accepted(reply, status);
      const ended = await waitForEnd(queue, status, wait * 1000, AbortSignal.any([closing, leaving(reply)]));
      void reply.header('preference-applied', `wait=${wait}`);
      if (ended.state === 'failed') throw failed(ended);
      const receipt = ended.state === 'done' ? await queue.receipt(ended.id) : undefined;
      return receipt ? sendReceipt(reply, ended.id, receipt) : accepted(reply, ended);
    },
  );
}

/**
 * Counts it against the quota of the key, and queues it. What was accepted before is answered again, quota or not.
 * @throws HttpProblem 429 `quota-exhausted`; AppError as the queue throws it
 */
async function submit(
  { queue, apiKeys }: PublicApiContext,
  request: FastifyRequest,
  order: InferenceOrder,
  idempotencyKey: string | undefined,
): Promise<InferenceStatus> {
  const { id: caller, key } = callerOf(request);
  const options = { caller, priority: key?.priority, idempotencyKey };
  if (!key) return queue.submit(order, options);
  if (!(await apiKeys.take(key.id))) {
    if (idempotencyKey === undefined) throw quotaExhausted();
    return queue.submit(order, { ...options, repeatsOnly: true }).catch((error: unknown) => {
      throw error instanceof QueueFullError ? quotaExhausted() : error;
    });
  }
  const began = Date.now();
  let isNew = false;
  try {
    const status = await queue.submit(order, options);
    isNew = status.createdAt >= began;
    return status;
  } finally {
    if (!isNew) await apiKeys.giveBack(key.id);
  }
}

function accepted(reply: FastifyReply, status: InferenceStatus): FastifyReply {
  return reply.code(202).header('retry-after', ASK_AGAIN_SECONDS).send(describeInference(status));
}

/** What went wrong while the client waited, as if it had been refused at once. */
function failed({ error }: InferenceStatus): Error {
  const { code, message, remedy } = error!;
  return new AppError(code satisfies ErrorCode, message, remedy);
}

/** @throws HttpProblem 400 */
function readIdempotencyKey({ headers }: FastifyRequest): string | undefined {
  const text = headers['idempotency-key'];
  if (text === undefined) return undefined;
  if (typeof text === 'string' && /^[\x21-\x7e]{1,255}$/.test(text)) return text;
  throw invalidRequest('The Idempotency-Key has to be 1 to 255 visible ASCII characters.');
}

/** Seconds that the client would wait (RFC 7240); a preference that cannot be read is none. */
function readWait({ headers }: FastifyRequest): number {
  const text = [headers.prefer ?? ''].flat().join(',');
  return Number(/(?:^|[,;\s])wait=(\d{1,6})(?:$|[,;\s])/i.exec(text)?.[1] ?? 0);
}

/** Aborted when the client has gone, or has its answer. */
function leaving({ raw }: FastifyReply): AbortSignal {
  const controller = new AbortController();
  raw.once('close', () => controller.abort());
  return controller.signal;
}

function quotaExhausted(): HttpProblem {
  const seconds = secondsUntilTomorrow();
  return new HttpProblem(
    429,
    'quota-exhausted',
    'The inferences that this API key may order a day are used up.',
    'Come back after midnight UTC, or ask the publisher for more.',
    { headers: { 'retry-after': String(seconds) } },
  );
}
