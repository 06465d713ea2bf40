import type { FastifyInstance } from 'fastify';
import { CONTENT_SECURITY_POLICY } from '../../api/content-security-policy.ts';
import type { Access } from './access.ts';
import { hostName, isSameOrigin } from './allowed-hosts.ts';
import { HOW_TO_GET_A_LINK } from './pages.ts';
import { sendFailure } from './send-failure.ts';

const SECURITY_HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()',
  'cache-control': 'no-store',
};

/** The one route that a browser may ask without a session. */
export const OPEN_PATH = '/open';

/**
 * In this order, before any route: the name by which the studio is asked, then the origin of the page that asks for
 * anything but reading, then the session.
 */
export function guardRequests(
  app: FastifyInstance,
  { hosts, access, cookieName }: { hosts: ReadonlySet<string>; access: Access; cookieName(): string },
): void {
  app.addHook('onRequest', async (request, reply) => {
    void reply.headers(SECURITY_HEADERS);
    const { host, origin } = request.headers;
    const name = hostName(host);
    if (name === undefined || !hosts.has(name)) {
      return sendFailure(request, reply, 421, 'Not by this name', {
        code: 'access-refused',
        message: `The studio is not asked by the name "${name ?? ''}".`,
        remedy: 'Use the address that it printed, or start it with --allow-host NAME.',
      });
    }
    const isReading = (request.method === 'GET' || request.method === 'HEAD') && !request.ws;
    if (!isReading && !isSameOrigin(origin, host)) {
      return sendFailure(request, reply, 403, 'Not from this page', {
        code: 'access-refused',
        message: 'Only the page of the studio itself may ask for this.',
        remedy: 'Open the studio in a tab of its own.',
      });
    }
    if (request.routeOptions.url === OPEN_PATH) return;
    if (!access.isSession(request.cookies[cookieName()])) {
      return sendFailure(request, reply, 401, 'This browser is not known here', {
        code: 'access-refused',
        message: 'The studio does not know this browser.',
        remedy: HOW_TO_GET_A_LINK,
      });
    }
  });
}
