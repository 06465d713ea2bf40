import type { EventEmitter } from 'node:events';
import type { MessagePort } from 'node:worker_threads';

export class MessagePortMain extends EventEmitter {
  constructor(inner: MessagePort);
  start(): void;
  postMessage(message: unknown): void;
  close(): void;
}
export function unwrap(port: MessagePortMain): MessagePort;
