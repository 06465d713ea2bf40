import { EventEmitter } from 'node:events';

const inners = new WeakMap();

/** A port with Electron's manners over one of Node's: it waits for `start`, and its messages come as {data, ports}. */
export class MessagePortMain extends EventEmitter {
  constructor(inner) {
    super();
    inners.set(this, inner);
    inner.on('close', () => this.emit('close'));
  }

  start() {
    unwrap(this).on('message', (data) => this.emit('message', { data, ports: [] }));
  }

  postMessage(message) {
    unwrap(this).postMessage(message);
  }

  close() {
    unwrap(this).close();
  }
}

/** Node's port inside. */
export function unwrap(port) {
  return inners.get(port);
}
