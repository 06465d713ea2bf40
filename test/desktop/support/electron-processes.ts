import { EventEmitter } from 'node:events';
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { MessagePortMain, unwrap } from './message-port-main.mjs';

export { MessagePortMain };

/** Two ports that know each other, as the main process makes them. */
export class MessageChannelMain {
  readonly port1: MessagePortMain;
  readonly port2: MessagePortMain;

  constructor() {
    const { port1, port2 } = new MessageChannel();
    this.port1 = new MessagePortMain(port1);
    this.port2 = new MessagePortMain(port2);
  }
}

/** A utility process as a thread: the same program, the same messages with ports, an end of its own. */
export class StandInProcess extends EventEmitter {
  readonly path: string;
  readonly args: string[];
  readonly options: Record<string, unknown>;
  readonly stderr;
  pid: number | undefined = process.pid;
  readonly #thread: Worker;

  constructor(path: string, args: string[], options: Record<string, unknown>) {
    super();
    this.path = path;
    this.args = args;
    this.options = options;
    this.#thread = new Worker(new URL('./utility-thread.mjs', import.meta.url), {
      workerData: { path },
      argv: args,
      execArgv: [],
      env: (options.env as NodeJS.ProcessEnv | undefined) ?? process.env,
      stderr: true,
    });
    this.stderr = this.#thread.stderr;
    this.#thread.on('message', (message) => this.emit('message', message));
    this.#thread.on('online', () => this.emit('spawn'));
    // Electron writes it to the console, too.
    this.#thread.on('error', (error) => process.stderr.write(`${path}: ${error.stack}\n`));
    this.#thread.on('exit', (code) => {
      this.pid = undefined;
      this.emit('exit', code);
    });
  }

  postMessage(message: unknown, ports: MessagePortMain[] = []): void {
    const inner = ports.map((port) => unwrap(port) as MessagePort);
    this.#thread.postMessage({ data: message, ports: inner }, inner);
  }

  kill(): boolean {
    void this.#thread.terminate();
    return true;
  }
}
