import { STATUS_CODES } from 'node:http';
import type { FastifyReply } from 'fastify';
import type { HttpProblem } from './http-problem.ts';

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** The body of a refusal (RFC 9457), with code and remedy beside the standard members. */
export function problemBody({ status, code, message, remedy }: HttpProblem, instance?: string) {
  return {
    type: `urn:proofpress:error:${code}`,
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail: message,
    code,
    remedy,
    ...(instance !== undefined && { instance }),
  };
}

export function sendProblem(reply: FastifyReply, problem: HttpProblem): FastifyReply {
  // The path alone: a query may hold what is nobody's business in a log.
  const [instance = ''] = reply.request.url.split('?');
  return reply
    .code(problem.status)
    .headers(problem.headers)
    .type(PROBLEM_TYPE)
    .serializer(JSON.stringify)
    .send(problemBody(problem, instance));
}
