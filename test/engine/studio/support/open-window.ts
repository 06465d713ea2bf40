import { MessageChannel } from 'node:worker_threads';
import type { Studio } from '../../../../src-main/engine/studio/create-studio.ts';
import { serveConnection } from '../../../../src-main/engine/studio/serve-connection.ts';
import { TestWindow } from './test-window.ts';

/** A window that is connected over a MessagePort, as in the desktop app. */
export function openWindow(studio: Studio): TestWindow & { close(): void } {
  const { port1: theirs, port2: ours } = new MessageChannel();
  serveConnection(studio, {
    send: (reply) => theirs.postMessage(reply),
    onMessage: (listener) => void theirs.on('message', listener),
    onClose: (listener) => void theirs.once('close', listener),
    close: () => theirs.close(),
  });
  const window = new TestWindow((message) => ours.postMessage(message));
  ours.on('message', (reply) => window.hear(reply));
  ours.once('close', () => (window.isClosed = true));
  return Object.assign(window, { close: () => ours.close() });
}
