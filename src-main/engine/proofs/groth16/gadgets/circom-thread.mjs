/**
 * A worker thread of `runCircom`: circom as WebAssembly, in one folder. Plain JavaScript, since a worker thread starts
 * without a TypeScript loader. A thread and no process: in the desktop app there is no Node that could be started.
 *
 * It reports {status, text}: circom's exit status, and what it wrote to its standard error.
 */
import { Buffer } from 'node:buffer';
import fs from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import circom2 from 'circom2';

const { args, folder, wasmPath } = workerData;
const STANDARD_OUTPUT = 1;
const STANDARD_ERROR = 2;

class Exit extends Error {
  constructor(status) {
    super(`exit status ${status}`);
    this.status = status;
  }
}

let text = '';
/** The file system, but for the two streams, which belong to the whole process. */
const ownStreams = {
  ...fs,
  writeSync(descriptor, buffer, offset, length, position) {
    if (descriptor === STANDARD_OUTPUT) return length;
    if (descriptor !== STANDARD_ERROR) return fs.writeSync(descriptor, buffer, offset, length, position);
    text += Buffer.from(buffer.buffer, buffer.byteOffset + offset, length).toString();
    return length;
  },
};

async function run() {
  const runner = new circom2.CircomRunner({
    args,
    env: {},
    preopens: { '.': folder },
    bindings: {
      ...circom2.bindings,
      exit(status) {
        throw new Exit(status);
      },
      fs: ownStreams,
    },
  });
  try {
    await runner.execute(fs.readFileSync(wasmPath));
    return 0;
  } catch (error) {
    if (error instanceof Exit) return error.status;
    text += String(error);
    return 1;
  }
}

parentPort.postMessage({ status: await run(), text });
