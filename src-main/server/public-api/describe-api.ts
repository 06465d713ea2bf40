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
    transformObject: (document) => withoutUnused(jsonSchemaTransformObject(document) as Described),
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
    { schema: IMAGE.test(type) ? { type: 'string', contentMediaType: type } : referenceTo(wanted) },
  ];
  const described = { content: Object.fromEntries(Object.entries(content).map(describe)) };
  return { ...transformed, schema: { ...transformed.schema, body: described } };
};

/** To a schema that has a name, as it is before anything of it is filled in or converted. */
function referenceTo(schema: z.ZodType): object {
  return { $ref: `#/components/schemas/${z.globalRegistry.get(schema)?.id}Input` };
}

type Described = Exclude<ReturnType<typeof jsonSchemaTransformObject>, { swagger?: string }>;

/** Every named schema comes in two forms, as it is sent and as it is received: those alone that something refers to. */
function withoutUnused(document: Described): Described {
  const { components, ...rest } = document;
  const schemas: Record<string, unknown> = { ...components?.schemas };
  for (const name of Object.keys(schemas)) {
    const others = Object.entries(schemas).filter(([other]) => other !== name);
    if (!JSON.stringify([rest, others]).includes(`"#/components/schemas/${name}"`)) delete schemas[name];
  }
  return { ...rest, components: { ...components, schemas } } as Described;
}
