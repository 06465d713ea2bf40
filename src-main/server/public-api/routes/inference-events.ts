import type { FastifyReply } from 'fastify';
import type { InferenceStatus } from '../../../engine/pipeline/7-serve/queue/inference-queue.ts';
import { z } from 'zod';
import { findInference, inferenceParams } from '../find-inference.ts';
import { HttpProblem } from '../http-problem.ts';
import type { PublicApiContext, PublicApp } from '../public-api-context.ts';
import { describeInference, problems } from '../schemas.ts';
import { hasEnded } from '../wait-for-end.ts';

/** Keeps proxies from closing a quiet connection. */
const HEARTBEAT_MILLISECONDS = 15_000;
/** A client that reads nothing is let go when so much waits for it. */
const LARGEST_BACKLOG = 2 ** 18;

/** @param streams those that are open, to be ended when the server stops */
export function registerInferenceEvents(
  app: PublicApp,
  context: PublicApiContext,
  streams: Set<() => void>,
): void {
  app.get(
    '/v1/inferences/:id/events',
    {
      exposeHeadRoute: false,
      config: { access: 'caller' },
      schema: {
        operationId: 'watchInference',
        summary: 'Every change of an inference, as server-sent events',
        description:
          'Each event is named `status`, and its data is the inference as JSON. The first tells how it stands; after the one that says how it ended the stream closes.',
        tags: ['inferences'],
        security: [{ apiKey: [] }],
        params: inferenceParams,
        response: {
          200: { description: 'Events', content: { 'text/event-stream': { schema: z.string() } } },
          ...problems,
        },
      },
    },
    async (request, reply) => {
      const { id } = await findInference(context, request, request.params.id);
      if (streams.size >= context.limits.streams) throw tooManyStreams();
      stream(context, id, reply, streams);
      return reply;
    },
  );
}

function stream(
  { queue }: PublicApiContext,
  id: string,
  reply: FastifyReply,
  streams: Set<() => void>,
): void {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, {
    ...reply.getHeaders(),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  } as Record<string, string>);
  let number = 0;
  const tell = (status: InferenceStatus) => {
    if (raw.writableEnded) return;
    raw.write(`id: ${++number}\nevent: status\ndata: ${JSON.stringify(describeInference(status))}\n\n`);
    if (raw.writableLength > LARGEST_BACKLOG) raw.destroy();
    else if (hasEnded(status)) raw.end();
  };
  const unwatch = queue.watch(id, tell);
  const heartbeat = setInterval(() => raw.write(': still there\n\n'), HEARTBEAT_MILLISECONDS);
  const end = () => void raw.end();
  streams.add(end);
  raw.once('close', () => {
    unwatch();
    clearInterval(heartbeat);
    streams.delete(end);
  });
  queue.find(id).then(
    (status) => status && number === 0 && tell(status),
    () => raw.end(),
  );
}

function tooManyStreams(): HttpProblem {
  return new HttpProblem(
    429,
    'server-busy',
    'Too many streams of events are open.',
    'Ask for the status instead, or try again later.',
    { headers: { 'retry-after': '10' } },
  );
}
