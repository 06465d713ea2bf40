import type { MessagePortMain } from 'electron';
import type { WorkerExit, WorkerProcess } from '../engine/host.ts';
import type { FromEngine, ToEngine } from './engine-messages.ts';

/** Workers that the main process starts for the engine: it alone can. */
export class RemoteWorkers {
  readonly #send: (message: FromEngine) => void;
  readonly #workers = new Map<number, RemoteWorker>();
  #lastId = 0;

  /** @param send tells the main process */
  constructor(send: (message: FromEngine) => void) {
    this.#send = send;
  }

  spawn(slot: number | undefined): WorkerProcess {
    const id = ++this.#lastId;
    const worker = new RemoteWorker((signal) => this.#send({ type: 'kill-worker', id, signal }));
    this.#workers.set(id, worker);
    this.#send({ type: 'spawn-worker', id, slot });
    return worker;
  }

  /** @param port of a message that says that a worker was started */
  receive(message: ToEngine, port: MessagePortMain | undefined): void {
    if (message.type === 'worker' && port) this.#workers.get(message.id)?.started(message.pid, port);
    if (message.type !== 'worker-exit') return;
    const { id, code, output } = message;
    this.#workers.get(id)?.ended({ code, signal: null, output });
    this.#workers.delete(id);
  }
}

/** What is sent before it has started waits for it. */
class RemoteWorker implements WorkerProcess {
  pid: number | undefined;
  readonly #kill: (signal: 'SIGTERM' | 'SIGKILL') => void;
  readonly #waiting: unknown[] = [];
  readonly #messageListeners: ((message: unknown) => void)[] = [];
  readonly #exitListeners: ((exit: WorkerExit) => void)[] = [];
  #port: MessagePortMain | undefined;
  #exit: WorkerExit | undefined;

  constructor(kill: (signal: 'SIGTERM' | 'SIGKILL') => void) {
    this.#kill = kill;
  }

  send(message: unknown): void {
    if (this.#exit) return;
    if (this.#port) this.#port.postMessage(message);
    else this.#waiting.push(message);
  }

  onMessage(listener: (message: unknown) => void): void {
    this.#messageListeners.push(listener);
  }

  onExit(listener: (exit: WorkerExit) => void): void {
    if (this.#exit) listener(this.#exit);
    else this.#exitListeners.push(listener);
  }

  kill(signal: 'SIGTERM' | 'SIGKILL'): void {
    if (!this.#exit) this.#kill(signal);
  }

  started(pid: number | undefined, port: MessagePortMain): void {
    this.pid = pid;
    this.#port = port;
    port.on('message', ({ data }) => this.#messageListeners.forEach((listener) => listener(data)));
    port.start();
    for (const message of this.#waiting.splice(0)) port.postMessage(message);
  }

  ended(exit: WorkerExit): void {
    this.#exit = exit;
    for (const listener of this.#exitListeners.splice(0)) listener(exit);
  }
}
