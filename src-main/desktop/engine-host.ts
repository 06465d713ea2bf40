import { setTimeout as sleep } from 'node:timers/promises';
import { MessageChannelMain, utilityProcess, type MessagePortMain, type UtilityProcess } from 'electron';
import { environmentWithoutSecrets } from '../engine/environment-without-secrets.ts';
import type { PasswordMemory } from '../engine/studio/password-memory.ts';
import type { FromEngine, PasswordQuestion, ToEngine } from './engine-messages.ts';

export interface EngineHostOptions {
  /** The programs of the engine's process and of its workers. */
  engineEntry: string;
  workerEntry: string;
  /** Folder of the workspace. */
  workspace: string;
  passwords: PasswordMemory;
  /** Called where the engine ended although nobody asked it to, before it is started again. */
  onCrash(code: number): void;
}

/** An engine that crashes at once would otherwise be started without end. */
const RESTART_MILLISECONDS = 1000;
const END_MILLISECONDS = 8000;
/** The last words of a worker. */
const OUTPUT_CHARACTERS = 4000;

/**
 * The main process's end of the engine: it starts the engine's process and, on its behalf, workers. Everything that takes
 * time happens there; this process stays free for the window.
 */
export class EngineHost {
  readonly #options: EngineHostOptions;
  readonly #workers = new Map<number, UtilityProcess>();
  #engine: UtilityProcess | undefined;
  #running: readonly string[] = [];
  #isEnding = false;

  constructor(options: EngineHostOptions) {
    this.#options = options;
  }

  start(): void {
    const engine = utilityProcess.fork(this.#options.engineEntry, [this.#options.workspace], {
      serviceName: 'Proofpress engine',
    });
    this.#engine = engine;
    engine.on('message', (message: FromEngine) => this.#receive(message));
    engine.on('exit', (code) => void this.#ended(engine, code));
  }

  /** Titles of what runs at this moment. */
  get running(): readonly string[] {
    return this.#running;
  }

  /** Hands a window's port to the engine. */
  connect(port: MessagePortMain): void {
    this.#send({ type: 'connect' }, [port]);
  }

  /** Cancels what runs and ends the engine. */
  async end(): Promise<void> {
    this.#isEnding = true;
    const engine = this.#engine;
    if (!engine) return;
    const exited = new Promise<void>((resolve) => engine.once('exit', () => resolve()));
    this.#send({ type: 'end' });
    await Promise.race([exited, sleep(END_MILLISECONDS, undefined, { ref: false })]);
    engine.kill();
    for (const worker of this.#workers.values()) worker.kill();
  }

  #send(message: ToEngine, ports: MessagePortMain[] = []): void {
    this.#engine?.postMessage(message, ports);
  }

  #receive(message: FromEngine): void {
    if (message.type === 'running') this.#running = message.titles;
    if (message.type === 'spawn-worker') this.#spawn(message.id, message.slot);
    if (message.type === 'kill-worker') this.#kill(message.id, message.signal);
    if (message.type === 'passwords') void this.#answer(message.id, message.question);
  }

  async #answer(id: number, question: PasswordQuestion): Promise<void> {
    const answer = await askMemory(this.#options.passwords, question).catch(() => undefined);
    this.#send({ type: 'passwords', id, answer });
  }

  #spawn(id: number, slot: number | undefined): void {
    const worker = utilityProcess.fork(this.#options.workerEntry, [], {
      serviceName: 'Proofpress worker',
      stdio: ['ignore', 'inherit', 'pipe'],
      env: {
        ...environmentWithoutSecrets(),
        ...(slot === undefined ? {} : { PROOFPRESS_CUDA_SLOT: String(slot) }),
      },
    });
    this.#workers.set(id, worker);
    let output = '';
    worker.stderr?.on('data', (part: Buffer) => {
      output = (output + part.toString()).slice(-OUTPUT_CHARACTERS);
    });
    worker.once('exit', (code) => {
      this.#workers.delete(id);
      this.#send({ type: 'worker-exit', id, code, output });
    });
    const { port1, port2 } = new MessageChannelMain();
    worker.postMessage({ type: 'serve' }, [port2]);
    worker.once('spawn', () => this.#send({ type: 'worker', id, pid: worker.pid }, [port1]));
  }

  /** Electron's own kill is the gentle one. */
  #kill(id: number, signal: 'SIGTERM' | 'SIGKILL'): void {
    const worker = this.#workers.get(id);
    if (!worker) return;
    if (signal === 'SIGKILL' && worker.pid !== undefined) process.kill(worker.pid, signal);
    else worker.kill();
  }

  async #ended(engine: UtilityProcess, code: number): Promise<void> {
    if (this.#engine !== engine) return;
    this.#engine = undefined;
    this.#running = [];
    for (const worker of this.#workers.values()) worker.kill();
    if (this.#isEnding) return;
    this.#options.onCrash(code);
    await sleep(RESTART_MILLISECONDS);
    if (!this.#isEnding) this.start();
  }
}

function askMemory(passwords: PasswordMemory, question: PasswordQuestion): Promise<unknown> {
  switch (question.about) {
    case 'find':
      return passwords.find(question.keystore);
    case 'keep':
      return passwords.keep(question.keystore, question.password);
    default:
      return passwords[question.about]();
  }
}
