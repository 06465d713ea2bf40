import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface RpcRequest {
  id: number;
  method: string;
  params: unknown[];
}

/**
 * What happens to a request: it is passed on, the connection breaks before or after the node has seen it, or the proxy
 * answers by itself.
 */
export type Fate =
  | 'pass'
  | 'break-before'
  | 'break-after'
  | { error: { code: number; message: string } }
  | { result: unknown };

export interface RpcProxy {
  url: string;
  /** Of requests that came in, in order. */
  methods: string[];
  /** Decides about every request; awaited, so that it can also make it late. */
  decide: (request: RpcRequest, index: number) => Fate | Promise<Fate>;
  close(): Promise<void>;
}

/** Stands between a program and a node, and does to requests what networks do. */
export async function startRpcProxy(target: string): Promise<RpcProxy> {
  const proxy: RpcProxy = { url: '', methods: [], decide: () => 'pass', close: () => closeServer(server) };
  const server = createServer((request, response) => {
    void answer(proxy, target, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  proxy.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return proxy;
}

async function answer(
  proxy: RpcProxy,
  target: string,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  let body = '';
  for await (const chunk of incoming) body += String(chunk);
  const request = JSON.parse(body) as RpcRequest;
  const index = proxy.methods.push(request.method) - 1;
  const fate = await proxy.decide(request, index);
  if (fate === 'break-before') return void response.destroy();
  if (typeof fate === 'object') {
    response.setHeader('content-type', 'application/json');
    return void response.end(JSON.stringify({ jsonrpc: '2.0', id: request.id, ...fate }));
  }
  const answered = await fetch(target, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  const text = await answered.text();
  if (fate === 'break-after') return void response.destroy();
  response.setHeader('content-type', 'application/json');
  response.end(text);
}

function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
