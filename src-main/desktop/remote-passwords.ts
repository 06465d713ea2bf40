import type { PasswordMemory } from '../engine/studio/password-memory.ts';
import type { FromEngine, PasswordQuestion, ToEngine } from './engine-messages.ts';

/** The memory for passwords, which is in the main process: it alone can use the system's key. */
export class RemotePasswords implements PasswordMemory {
  readonly #send: (message: FromEngine) => void;
  readonly #waiting = new Map<number, (answer: unknown) => void>();
  #lastId = 0;

  /** @param send tells the main process */
  constructor(send: (message: FromEngine) => void) {
    this.#send = send;
  }

  isAvailable(): Promise<boolean> {
    return this.#ask({ about: 'isAvailable' }) as Promise<boolean>;
  }

  count(): Promise<number> {
    return this.#ask({ about: 'count' }) as Promise<number>;
  }

  find(keystore: string): Promise<string | undefined> {
    return this.#ask({ about: 'find', keystore }) as Promise<string | undefined>;
  }

  async keep(keystore: string, password: string): Promise<void> {
    await this.#ask({ about: 'keep', keystore, password });
  }

  async forget(): Promise<void> {
    await this.#ask({ about: 'forget' });
  }

  receive(message: ToEngine): void {
    if (message.type !== 'passwords') return;
    this.#waiting.get(message.id)?.(message.answer);
    this.#waiting.delete(message.id);
  }

  #ask(question: PasswordQuestion): Promise<unknown> {
    const id = ++this.#lastId;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#send({ type: 'passwords', id, question });
    });
  }
}
