import { resolve } from 'node:path';
import process from 'node:process';
import type { MessagePortMain } from 'electron';
import { createEngine } from '../engine/engine.ts';
import { createStudio } from '../engine/studio/create-studio.ts';
import { serveConnection, type ConnectionPort } from '../engine/studio/serve-connection.ts';
import { openPublicApi } from '../doors.ts';
import type { FromEngine, ToEngine } from './engine-messages.ts';
import { RemotePasswords } from './remote-passwords.ts';
import { RemoteWorkers } from './remote-worker.ts';

// The program of the engine's process: argv has the workspace. Whoever started it is reached by `parentPort`.

const TITLES_MILLISECONDS = 1000;

const workspace = resolve(process.argv.at(-1)!);
const parent = process.parentPort;
const send = (message: FromEngine) => parent.postMessage(message);
const workers = new RemoteWorkers(send);
const passwords = new RemotePasswords(send);

const studio = createStudio({
  workspace,
  passwords,
  openServer: openPublicApi,
  createEngine: ({ password, wallet }) =>
    createEngine({
      paths: { workspace },
      secrets: { signingKey: () => Promise.resolve(process.env.PROOFPRESS_PRIVATE_KEY), password },
      wallet,
      spawnWorker: (slot) => workers.spawn(slot),
    }),
});

parent.on('message', ({ data, ports }) => {
  const message = data as ToEngine;
  if (message.type === 'connect' && ports[0]) serveConnection(studio, connectionPort(ports[0]));
  else if (message.type === 'end') void studio.close().finally(() => process.exit());
  else {
    workers.receive(message, ports[0]);
    passwords.receive(message);
  }
});

let told = '';
setInterval(() => {
  const titles = [
    ...studio.runningTasks().map(({ title }) => title),
    ...(studio.isServing() ? ['The server for inferences'] : []),
  ];
  if (titles.join('\n') === told) return;
  told = titles.join('\n');
  send({ type: 'running', titles });
}, TITLES_MILLISECONDS);

function connectionPort(port: MessagePortMain): ConnectionPort {
  return {
    send: (reply) => port.postMessage(reply),
    onMessage(listener) {
      port.on('message', ({ data }) => listener(data));
      port.start();
    },
    onClose: (listener) => void port.on('close', listener),
    close: () => port.close(),
  };
}
