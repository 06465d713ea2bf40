import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describeCause } from '../../api/errors.ts';
import { environmentWithoutSecrets } from '../environment-without-secrets.ts';
import type { WorkerExit, WorkerProcess } from '../host.ts';
import { LOG_PREFIX } from '../native/report-device-failure.ts';

const ENTRY = new URL('fork-entry.mjs', import.meta.url);

/** Enough for the last words of a crash, with its stack. */
const OUTPUT_CHARACTERS = 4000;
const OUTPUT_MILLISECONDS = 200;

/**
 * A worker as a child process of Node, for doors that run on plain Node.
 * @param entry the program that it runs
 * @param slot which of several workers that compute side by side, see `cudaDevice`
 */
export function forkWorker(entry: URL = ENTRY, slot?: number): WorkerProcess {
  try {
    const child = fork(fileURLToPath(entry), [], {
      env: {
        ...environmentWithoutSecrets(),
        ...(slot === undefined ? {} : { PROOFPRESS_CUDA_SLOT: String(slot) }),
      },
      // Not the debugger's port, for instance.
      execArgv: [],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    return watch(child);
  } catch (error) {
    return notStarted(describeCause(error));
  }
}

function watch(child: ChildProcess): WorkerProcess {
  let output = '';
  const passOn = passOnLogLines();
  // Where the system has no process left to give, there is none.
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    output = (output + text).slice(-OUTPUT_CHARACTERS);
    passOn(text);
  });
  const exited = new Promise<WorkerExit>((resolve) => {
    child.on('error', (error) => {
      if (child.pid === undefined) resolve({ code: null, signal: null, output: error.message });
    });
    child.on('exit', async (code, signal) => {
      // Its last words may still be on the way.
      if (child.stderr?.readableEnded === false)
        await Promise.race([
          once(child.stderr, 'end'),
          sleep(OUTPUT_MILLISECONDS, undefined, { ref: false }),
        ]);
      resolve({ code, signal, output });
    });
  });
  return {
    pid: child.pid,
    send(message) {
      // Whether it arrived, the exit tells.
      if (child.connected) child.send(message as object, () => undefined);
    },
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void exited.then(listener),
    kill: (signal) => void child.kill(signal),
  };
}

/** The system refused, for lack of memory for instance. */
function notStarted(output: string): WorkerProcess {
  return {
    pid: undefined,
    send: () => undefined,
    onMessage: () => undefined,
    onExit: (listener) => queueMicrotask(() => listener({ code: null, signal: null, output })),
    kill: () => undefined,
  };
}

/** Takes what a worker writes, piece by piece, and writes on the lines that are meant for whoever runs the program. */
function passOnLogLines(): (text: string) => void {
  let rest = '';
  return (text) => {
    const lines = (rest + text).split('\n');
    rest = (lines.pop() ?? '').slice(-OUTPUT_CHARACTERS);
    for (const line of lines) if (line.startsWith(LOG_PREFIX)) process.stderr.write(`${line}\n`);
  };
}
