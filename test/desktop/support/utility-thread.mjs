// What a stand-in process runs: `process.parentPort` as a utility process has it, then the program.
import { EventEmitter } from 'node:events';
import process from 'node:process';
import { setImmediate } from 'node:timers';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { MessagePortMain } from './message-port-main.mjs';

class ParentPort extends EventEmitter {
  postMessage(message) {
    parentPort.postMessage(message);
  }
}

process.parentPort = new ParentPort();
// What comes before the program listens waits for it.
const early = [];
const pass = ({ data, ports }) => {
  const event = { data, ports: ports.map((port) => new MessagePortMain(port)) };
  if (process.parentPort.listenerCount('message') === 0) early.push(event);
  else process.parentPort.emit('message', event);
};
parentPort.on('message', pass);
process.parentPort.on('newListener', (name) => {
  if (name === 'message')
    setImmediate(() => early.splice(0).forEach((event) => process.parentPort.emit('message', event)));
});
await import(pathToFileURL(workerData.path).href);
