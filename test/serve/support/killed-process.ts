import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { AnswerMessage, ProcessSettings, SubmitMessage } from './queue-process.ts';

const SCRIPT = fileURLToPath(new URL('queue-process.ts', import.meta.url));

/** A process of a queue that is killed now and then and started again. */
export class KilledProcess {
  readonly #settings: ProcessSettings;
  readonly #onAnswer: (answer: AnswerMessage) => void;
  readonly #workers = new Set<number>();
  #child: ChildProcess | undefined;
  #exited: Promise<unknown> = Promise.resolve();

  constructor(settings: ProcessSettings, onAnswer: (answer: AnswerMessage) => void) {
    this.#settings = settings;
    this.#onAnswer = onAnswer;
  }

  /** Returns when it is ready. */
  async start(): Promise<void> {
    const child = fork(SCRIPT, [JSON.stringify(this.#settings)], {
      execArgv: ['--import', 'tsx'],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#child = child;
    this.#exited = once(child, 'exit');
    await new Promise<void>((resolve, reject) => {
      child.on('message', (answer: AnswerMessage) => {
        if (answer.type === 'worker') this.#workers.add(answer.pid);
        if (answer.type === 'ready') resolve();
        this.#onAnswer(answer);
      });
      child.once('exit', (code) => reject(new Error(`The process ended with ${code} before it was ready.`)));
    });
  }

  send(message: SubmitMessage): void {
    if (this.#child?.connected) this.#child.send(message, () => undefined);
  }

  /** kill -9 of the process, of its workers, or of both at once. */
  async kill(what: 'process' | 'workers' | 'both'): Promise<void> {
    if (what !== 'process') {
      for (const pid of this.#workers) killIfThere(pid);
      this.#workers.clear();
    }
    if (what === 'workers') return;
    this.#child?.kill('SIGKILL');
    await this.#exited;
  }
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
