import type { FastifyInstance } from 'fastify';
import { type Access, SESSION_SECONDS } from '../access.ts';
import { OPEN_PATH } from '../guard-requests.ts';
import { HOW_TO_GET_A_LINK, OPENED_PAGE } from '../pages.ts';
import { sendFailure } from '../send-failure.ts';

/** GET /open?token=...: the link that the command prints, for a cookie; GET /session: whether a browser has one. */
export function registerOpenLink(
  app: FastifyInstance,
  { access, cookieName }: { access: Access; cookieName(): string },
): void {
  app.get(OPEN_PATH, { exposeHeadRoute: false }, async (request, reply) => {
    // A browser that looks ahead, before anyone has asked it to, must not use up the link.
    if (/prefetch|prerender/.test(String(request.headers['sec-purpose'] ?? request.headers.purpose ?? ''))) {
      return reply.code(503).send();
    }
    const { token } = request.query as { token?: unknown };
    const isKnown = access.isSession(request.cookies[cookieName()]);
    const session = typeof token === 'string' && !isKnown ? await access.openLink(token) : undefined;
    if (session !== undefined) {
      void reply.setCookie(cookieName(), session, {
        httpOnly: true,
        sameSite: 'strict',
        path: '/',
        maxAge: SESSION_SECONDS,
      });
    }
    if (session !== undefined || isKnown) return reply.type('text/html; charset=utf-8').send(OPENED_PAGE);
    return sendFailure(request, reply, 401, 'This link does not work any more', {
      code: 'access-refused',
      message: 'The link was opened before, or it is not of this studio.',
      remedy: HOW_TO_GET_A_LINK,
    });
  });
  app.get('/session', async () => ({}));
}
