import { z } from 'zod';
import { HttpProblem } from '../http-problem.ts';
import type { PublicApiContext, PublicApp } from '../public-api-context.ts';
import { json, problems } from '../schemas.ts';

const ok = z.object({ status: z.literal('ok') });

/** @param isStopping whether the server takes no new orders */
export function registerHealth(app: PublicApp, { queue }: PublicApiContext, isStopping: () => boolean): void {
  app.get(
    '/healthz',
    {
      config: { limit: 'none' },
      schema: {
        operationId: 'getHealth',
        summary: 'The process is alive',
        tags: ['operation'],
        response: { 200: json('It is', ok) },
      },
    },
    async () => ({ status: 'ok' as const }),
  );
  app.get(
    '/readyz',
    {
      config: { limit: 'none' },
      schema: {
        operationId: 'getReadiness',
        summary: 'The server takes orders',
        tags: ['operation'],
        response: { 200: json('It does', ok), ...problems },
      },
    },
    async () => {
      if (isStopping()) throw notReady('The server is about to stop.');
      await queue.counts().catch((cause: unknown) => {
        throw notReady('The queue cannot be reached.', cause);
      });
      return { status: 'ok' as const };
    },
  );
}

function notReady(detail: string, cause?: unknown): HttpProblem {
  return new HttpProblem(503, 'server-busy', detail, 'Try again later, or ask another server.', {
    headers: { 'retry-after': '5' },
    cause,
  });
}
