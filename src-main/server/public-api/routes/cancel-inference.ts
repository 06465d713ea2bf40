import { findInference, inferenceParams } from '../find-inference.ts';
import type { PublicApiContext, PublicApp } from '../public-api-context.ts';
import { describeInference, inferenceSchema, json, problems } from '../schemas.ts';

export function registerCancelInference(app: PublicApp, context: PublicApiContext): void {
  app.delete(
    '/v1/inferences/:id',
    {
      config: { access: 'caller' },
      schema: {
        operationId: 'cancelInference',
        summary: 'Cancel an inference that waits or runs',
        description: 'One that has ended stays as it is. What was counted against the quota stays counted.',
        tags: ['inferences'],
        security: [{ apiKey: [] }],
        params: inferenceParams,
        response: { 200: json('How it stands now', inferenceSchema), ...problems },
      },
    },
    async (request) => {
      const status = await findInference(context, request, request.params.id);
      return describeInference((await context.queue.cancel(status.id)) ?? status);
    },
  );
}
