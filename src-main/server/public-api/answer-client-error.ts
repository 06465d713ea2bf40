import type { Socket } from 'node:net';
import { STATUS_CODES } from 'node:http';
import { HttpProblem } from './http-problem.ts';
import { invalidRequest } from './problem-of.ts';
import { PROBLEM_TYPE, problemBody } from './send-problem.ts';

/**
 * Answers on a connection that carried no complete request: one that came too slowly, too large a header, or no HTTP. Then
 * closes it.
 */
export function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  // A connection that was reset, or that never said a word.
  if (error.code === 'ECONNRESET' || !socket.writable || socket.bytesRead === 0) {
    socket.destroy();
    return;
  }
  const problem = clientProblem(error.code);
  const body = JSON.stringify(problemBody(problem));
  socket.end(
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}\r\nContent-Type: ${PROBLEM_TYPE}\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
    () => socket.destroy(),
  );
}

function clientProblem(code: string | undefined): HttpProblem {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new HttpProblem(
        408,
        'request-timeout',
        'The request did not arrive in time.',
        'Send it at once; large bodies need a faster connection.',
      );
    case 'HPE_HEADER_OVERFLOW':
      return new HttpProblem(
        431,
        'request-invalid',
        'The header of the request is too large.',
        'Send fewer or shorter headers.',
      );
    default:
      return invalidRequest('This is no HTTP request.');
  }
}
