const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];
const EVERYWHERE = ['0.0.0.0', '::', ''];

/**
 * By which names the studio may be asked. A page of the web whose name its owner points to this machine (DNS rebinding) sends
 * that name, and is none of them. The port does not count: a tunnel has one of its own.
 */
export function allowedHosts(listenHost: string, extra: readonly string[]): ReadonlySet<string> {
  const own = EVERYWHERE.includes(listenHost)
    ? []
    : [listenHost.includes(':') ? `[${listenHost}]` : listenHost];
  return new Set([...LOOPBACK, ...own, ...extra].map((name) => name.toLowerCase()));
}

/** The name in a Host header without its port, lower-case; undefined where it is none. */
export function hostName(header: string | undefined): string | undefined {
  if (header === undefined || !/^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:\d{1,5})?$/i.test(header)) return undefined;
  return header.replace(/:\d{1,5}$/, '').toLowerCase();
}

/** Whether a page with this origin was loaded from where it asks. */
export function isSameOrigin(origin: string | undefined, hostHeader: string | undefined): boolean {
  if (origin === undefined || hostHeader === undefined || !URL.canParse(origin)) return false;
  const { protocol, host } = new URL(origin);
  return /^https?:$/.test(protocol) && host === new URL(`${protocol}//${hostHeader}`).host;
}
