import swagger from '@fastify/swagger';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { z } from 'zod';
import packageJson from '../../../package.json' with { type: 'json' };
import type { PublicApp } from './public-api-context.ts';

const IMAGE = /^image\//;

type Content = Record<string, { schema: z.ZodType }>;
type Transform = typeof jsonSchemaTransform;

/** Generates the OpenAPI 3.1 document from the routes that are registered after this, and serves it. */
export async function describeApi(app: PublicApp): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Proofpress',
        version: packageJson.version,
        description:
          'Answers of machine-learning models, each with a proof that anyone can check. The publisher who runs this server sees the inputs that are sent to it.',
      },
      tags: [
        { name: 'inferences', description: 'Order, follow and fetch proven answers' },
        { name: 'models', description: 'What is served here' },
        { name: 'receipts', description: 'Check what anybody proved' },
        { name: 'operation', description: 'For whoever runs the server' },
      ],
      components: {
        securitySchemes: {
          apiKey: { type: 'http', scheme: 'bearer', description: 'An API key of this publisher' },
        },
      },
    },
    transform,
    transformObject: jsonSchemaTransformObject,
  });
  app.get('/openapi.json', { schema: { hide: true } }, async (_request, reply) =>
    reply.type('application/json; charset=utf-8').send(app.swagger()),
  );
}

/** Bodies of several content types, which the transform for zod does not know. */
const transform: Transform = (document) => {
  const content = (document.schema.body as { content?: Content } | undefined)?.content;
  if (!content) return jsonSchemaTransform(document);
  const transformed = jsonSchemaTransform({ ...document, schema: { ...document.schema, body: undefined } });
  const describe = ([type, { schema: wanted }]: [string, Content[string]]) => [
    type,
    { schema: IMAGE.test(type) ? { type: 'string', contentMediaType: type } : jsonSchemaOf(wanted) },
  ];
  const described = { content: Object.fromEntries(Object.entries(content).map(describe)) };
  return { ...transformed, schema: { ...transformed.schema, body: described } };
};

function jsonSchemaOf(schema: z.ZodType): object {
  const json = z.toJSONSchema(schema, { io: 'input', target: 'draft-2020-12' });
  return Object.fromEntries(Object.entries(json).filter(([key]) => key !== '$schema' && key !== 'id'));
}
