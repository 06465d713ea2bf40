import { z } from 'zod';
import { findInference, inferenceParams } from '../find-inference.ts';
import { HttpProblem } from '../http-problem.ts';
import type { PublicApiContext, PublicApp } from '../public-api-context.ts';
import { json, problems } from '../schemas.ts';
import { requireDone } from './inference-receipt.ts';

const saltsSchema = z.object({
  salts: z.record(z.string(), z.string()).describe('by input, field elements in decimal'),
});

export function registerInferenceSalts(app: PublicApp, context: PublicApiContext): void {
  app.get(
    '/v1/inferences/:id/salts',
    {
      config: { access: 'caller' },
      schema: {
        operationId: 'getSalts',
        summary: 'The salts of the committed inputs of an inference that is done',
        description:
          'With the salt and the values a commitment can be opened: keep both. The server deletes the salts a quarter of an hour after the proof, unless the publisher keeps inputs.',
        tags: ['inferences'],
        security: [{ apiKey: [] }],
        params: inferenceParams,
        response: {
          200: json('The salts', saltsSchema),
          ...problems,
        },
      },
    },
    async (request) => {
      const status = await findInference(context, request, request.params.id);
      requireDone(status);
      const salts = await context.queue.salts(status.id);
      if (salts) return { salts };
      throw new HttpProblem(
        410,
        'receipt-deleted',
        'The salts are no longer kept here.',
        'Fetch them right after the proof, or choose them yourself and send them along.',
      );
    },
  );
}
