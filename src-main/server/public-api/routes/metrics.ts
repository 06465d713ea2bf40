import { z } from 'zod';
import type { PublicApiContext, PublicApp } from '../public-api-context.ts';

export function registerMetrics(app: PublicApp, { metrics }: PublicApiContext): void {
  app.get(
    '/metrics',
    {
      config: { limit: 'none' },
      schema: {
        operationId: 'getMetrics',
        summary: 'Figures for Prometheus',
        tags: ['operation'],
        response: {
          200: { description: 'Prometheus text format', content: { 'text/plain': { schema: z.string() } } },
        },
      },
    },
    async (_request, reply) => reply.type(metrics.registry.contentType).send(await metrics.text()),
  );
}
