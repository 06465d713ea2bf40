import { findInference, inferenceParams } from '../find-inference.ts';
import type { PublicApiContext, PublicApp } from '../public-api-context.ts';
import { describeInference, inferenceSchema, json, problems } from '../schemas.ts';

export function registerInferenceStatus(app: PublicApp, context: PublicApiContext): void {
  app.get(
    '/v1/inferences/:id',
    {
      config: { access: 'caller' },
      schema: {
        operationId: 'getInference',
        summary: 'How an inference stands',
        tags: ['inferences'],
        security: [{ apiKey: [] }],
        params: inferenceParams,
        response: { 200: json('How it stands', inferenceSchema), ...problems },
      },
    },
    async (request) => describeInference(await findInference(context, request, request.params.id)),
  );
}
