import { z } from 'zod';
import type { PublicApiContext, PublicApp } from '../public-api-context.ts';
import { json, problems } from '../schemas.ts';

const inputSchema = z.strictObject({
  model: z.string().optional().describe('name or id of the model, where one of several is meant'),
  inputs: z
    .record(z.string(), z.unknown())
    .describe('for each input its numbers: nested lists of its shape, or one flat list in row-major order'),
  salts: z
    .record(z.string(), z.string())
    .optional()
    .describe('for each committed input the salt that its commitment was made with, in decimal'),
});

/** Where a market is watched: what requests on the chain name by its commitment alone is handed in here. */
export function registerMarketInputs(app: PublicApp, { market, limits }: PublicApiContext): void {
  if (!market) return;
  app.put(
    '/v1/inputs/:commitment',
    {
      config: { limit: 'checks' },
      bodyLimit: limits.bodyBytes,
      schema: {
        operationId: 'handInInput',
        summary: 'Hand in the input of a request that is made on a chain',
        description:
          'The input has to have the commitment that the request names; anything else is refused. It takes no API key: the request pays. The publisher sees the input. It is deleted when it is proven, or when its time is over.',
        tags: ['market'],
        params: z.object({
          commitment: z
            .string()
            .regex(/^0x[0-9a-fA-F]{64}$/)
            .describe('inputCommitment of the request: 0x and 64 hex digits'),
        }),
        body: inputSchema,
        response: {
          200: json(
            'It is the right one, and kept',
            z.object({
              models: z.array(z.string()).describe('the models that it fits'),
              keptUntil: z.number().describe('Unix time in milliseconds'),
            }),
          ),
          ...problems,
        },
      },
    },
    async (request) => market.takeInput(request.params.commitment, request.body),
  );
}
