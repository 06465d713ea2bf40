import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { vi } from 'vitest';

/** A server that takes requests and never answers: what asks it runs until it is cancelled. */
export async function startSilentServer() {
  let open = 0;
  const server: Server = createServer((request) => {
    open += 1;
    request.socket.once('close', () => (open -= 1));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Until so many requests wait for an answer. */
    waiting: (count: number) => vi.waitUntil(() => open === count, { timeout: 60_000 }),
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
