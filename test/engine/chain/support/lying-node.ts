import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface Question {
  id: number;
  method: string;
  params: unknown[];
}

/** Takes over an answer, or gives the question on to the real node where it returns undefined. */
export type Lie = (
  question: Question,
  /** How often this method was asked before. */
  earlier: number,
) => Answer | undefined | Promise<Answer | undefined>;

export type Answer =
  | { result: unknown }
  | { error: unknown }
  /** Any bytes with any status. */
  | { raw: string; status?: number; headers?: Record<string, string> }
  /** Nothing, ever. */
  | 'silence'
  /** The connection is cut. */
  | 'hang-up';

export interface LyingNode {
  url: string;
  /** Every method that was asked, in order. */
  asked: string[];
  lie: Lie;
  stop(): Promise<void>;
}

/** A JSON-RPC server before a real node that answers what a test tells it to. */
export async function startLyingNode(realUrl: string, lie: Lie = () => undefined): Promise<LyingNode> {
  const asked: string[] = [];
  const counts = new Map<string, number>();
  const sockets = new Set<Socket>();
  const node: LyingNode = { url: '', asked, lie, stop };

  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => void answer(Buffer.concat(parts), response).catch(() => response.destroy()));
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });

  async function answer(body: Buffer, response: ServerResponse): Promise<void> {
    const question = JSON.parse(body.toString()) as Question;
    const earlier = counts.get(question.method) ?? 0;
    counts.set(question.method, earlier + 1);
    asked.push(question.method);
    const given = await node.lie(question, earlier);
    if (given === 'silence') return;
    if (given === 'hang-up') return void response.destroy();
    if (given && 'raw' in given) {
      response.writeHead(given.status ?? 200, given.headers).end(given.raw);
      return;
    }
    if (given) {
      response.end(JSON.stringify({ jsonrpc: '2.0', id: question.id, ...given }));
      return;
    }
    const real = await fetch(realUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: new Uint8Array(body),
    });
    response.end(await real.text());
  }

  async function stop(): Promise<void> {
    server.close();
    for (const socket of sockets) socket.destroy();
    await once(server, 'close').catch(() => undefined);
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  node.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/secret-token`;
  return node;
}
