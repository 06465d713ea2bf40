import { z } from 'zod';
import type { ServedModel } from '../../../engine/pipeline/7-serve/served-model.ts';
import { allModels, findModel } from '../find-model.ts';
import type { PublicApiContext, PublicApp } from '../public-api-context.ts';
import { modelSchema, modelSummarySchema, json, problems } from '../schemas.ts';

export function registerModels(app: PublicApp, { models }: PublicApiContext): void {
  app.get(
    '/v1/models',
    {
      schema: {
        operationId: 'listModels',
        summary: 'The models that are served here',
        tags: ['models'],
        response: { 200: json('The models', z.object({ models: z.array(modelSummarySchema) })), ...problems },
      },
    },
    async () => ({ models: (await allModels(models)).map(describeIdentity) }),
  );
  app.get(
    '/v1/models/:model',
    {
      schema: {
        operationId: 'getModel',
        summary: 'A model: its card, its hashes, and where it is registered',
        tags: ['models'],
        params: z.object({ model: z.string().max(80).describe('name or model id') }),
        response: { 200: json('The model', modelSchema), ...problems },
      },
    },
    async (request) => {
      const model = await findModel(models, request.params.model);
      const { hashes, key, layout, card } = model;
      return {
        ...describeIdentity(model),
        modelHash: hashes.modelHash,
        circuitHash: hashes.circuitHash,
        transcriptHash: key.transcriptHash,
        statement: layout,
        card,
      };
    },
  );
}

function describeIdentity({ id, name, hashes, publications }: ServedModel) {
  return {
    id,
    name,
    vkHash: hashes.vkHash,
    publications: publications.map(({ chainId, registry, router, owner, modelId }) => ({
      chainId,
      registry,
      router,
      owner,
      modelId,
    })),
  };
}
