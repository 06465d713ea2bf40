import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { InferenceStatus } from '../../engine/pipeline/7-serve/queue/inference-queue.ts';
import { callerOf, isOwner } from './guard.ts';
import { HttpProblem } from './http-problem.ts';
import type { PublicApiContext } from './public-api-context.ts';

export const inferenceParams = z.object({ id: z.string().max(64).describe('id of the inference') });

/**
 * An inference of the caller. That of somebody else is as if it were not there.
 * @throws HttpProblem 404 `inference-missing`
 */
export async function findInference(
  { queue }: PublicApiContext,
  request: FastifyRequest,
  id: string,
): Promise<InferenceStatus> {
  const status = await queue.find(id);
  if (status && isOwner(callerOf(request), status.caller)) return status;
  throw new HttpProblem(
    404,
    'inference-missing',
    'There is no such inference, or it is not yours, or it ended long ago.',
    'Check the id, and that the API key is the one that it was ordered with.',
  );
}
