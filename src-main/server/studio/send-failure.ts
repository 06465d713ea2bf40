import type { FastifyReply, FastifyRequest } from 'fastify';
import type { SerializedError } from '../../api/errors.ts';
import { page } from './pages.ts';

/** Says what went wrong in the form that whoever asks can read: a page to a person, JSON to a program. */
export function sendFailure(
  request: FastifyRequest,
  reply: FastifyReply,
  status: number,
  title: string,
  error: SerializedError,
): FastifyReply {
  void reply.code(status);
  if (request.headers.accept?.includes('text/html') && request.method === 'GET') {
    return reply.type('text/html; charset=utf-8').send(page(title, error.message, error.remedy));
  }
  return reply.type('application/json; charset=utf-8').send(JSON.stringify({ error }));
}
