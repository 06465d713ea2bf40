import type { FastifyInstance } from 'fastify';
import type { Studio } from '../../../engine/studio/create-studio.ts';
import { type ConnectionPort, serveConnection } from '../../../engine/studio/serve-connection.ts';

/** What is used of the WebSocket library, which brings no types of its own. */
interface WindowSocket {
  readonly readyState: number;
  readonly OPEN: number;
  readonly bufferedAmount: number;
  send(text: string): void;
  ping(): void;
  close(code: number, reason: string): void;
  terminate(): void;
  on(event: 'message', listener: (data: Buffer, isBinary: boolean) => void): void;
  on(event: 'pong' | 'error', listener: () => void): void;
  once(event: 'close', listener: () => void): void;
}

/** How often a window is asked whether it is still there. */
const PING_MILLISECONDS = 20_000;
/** How many times in a row it may fail to answer: a busy machine is late. */
const MISSED_PINGS = 2;
/** What may wait for a window that does not read. */
const MAXIMUM_WAITING_BYTES = 64 * 2 ** 20;

/** GET /ws: the wire over a WebSocket, a message of JSON each. */
export function registerConnectWindow(
  app: FastifyInstance,
  studio: Studio,
  { pingMilliseconds = PING_MILLISECONDS }: { pingMilliseconds?: number } = {},
): void {
  app.get('/ws', { websocket: true, exposeHeadRoute: false }, (socket: WindowSocket) => {
    keepAlive(socket, pingMilliseconds);
    serveConnection(studio, portOf(socket, studio));
  });
}

function portOf(socket: WindowSocket, studio: Studio): ConnectionPort {
  return {
    send(reply) {
      if (socket.readyState !== socket.OPEN) return;
      socket.send(JSON.stringify(reply));
      if (socket.bufferedAmount > MAXIMUM_WAITING_BYTES) {
        studio.log.write('warn', 'studio', 'A window that does not read was disconnected');
        socket.terminate();
      }
    },
    onMessage(listener) {
      socket.on('message', (data, isBinary) => listener(isBinary ? undefined : parse(String(data))));
    },
    onClose(listener) {
      socket.once('close', listener);
    },
    close() {
      socket.close(1002, 'not the wire of the studio');
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A machine that went to sleep or lost its network says nothing: only asking it shows that it is gone. */
function keepAlive(socket: WindowSocket, pingMilliseconds: number): void {
  let missed = 0;
  const timer = setInterval(() => {
    if (missed >= MISSED_PINGS) return socket.terminate();
    missed += 1;
    socket.ping();
  }, pingMilliseconds);
  socket.on('pong', () => (missed = 0));
  socket.on('message', () => (missed = 0));
  // A message that is too large or broken: the library closes the connection by itself.
  socket.on('error', () => undefined);
  socket.once('close', () => clearInterval(timer));
}
