import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { ImageReader } from '../../engine/pipeline/7-serve/images/image-reader.ts';
import type { InferenceOrder } from '../../engine/pipeline/7-serve/inference-order.ts';
import { makeOrder, type OrderContext } from '../../engine/pipeline/7-serve/make-order.ts';
import type { ServedModel } from '../../engine/pipeline/7-serve/served-model.ts';
import { invalidRequest } from './problem-of.ts';
import type { inferenceRequestSchema } from './schemas.ts';

type Body = z.output<typeof inferenceRequestSchema> | Buffer | undefined;

/**
 * The order that a request holds: as JSON, or an image with its context in the query.
 * @throws AppError `input-invalid`, `option-invalid`, `queue-full`; HttpProblem 400
 */
export async function readOrder(
  images: ImageReader,
  model: ServedModel,
  request: FastifyRequest,
): Promise<InferenceOrder> {
  const body = request.body as Body;
  const query = request.query as OrderContext;
  if (body === undefined || body === null) throw invalidRequest('There is no body.');
  if (Buffer.isBuffer(body))
    return makeOrder(model, { inputs: await images.read(model, body), context: query });
  if (Object.keys(query).length > 0)
    throw invalidRequest('With JSON the context stands in the body, not in the query.');
  const { inputs, image, salts, context } = body;
  return makeOrder(model, {
    inputs: inputs ?? (await images.read(model, Buffer.from(image!, 'base64'))),
    salts,
    context,
  });
}
