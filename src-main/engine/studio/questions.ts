import { randomUUID } from 'node:crypto';
import { AppError } from '../../api/errors.ts';
import type { Question } from '../../api/studio-calls.ts';
import type { StudioEvent } from '../../api/wire.ts';
import { openKeystore } from '../chain/signers/keystore.ts';
import type { PasswordRequest } from '../host.ts';
import type { PasswordMemory } from './password-memory.ts';
import { callContext } from './call-context.ts';

interface Given {
  value: unknown;
  remember: boolean;
}

interface Open {
  question: Question;
  answer(value: Given): void;
  fail(error: unknown): void;
}

/** What is asked, without the id that it gets here. */
type NewQuestion = Question extends infer Kind ? (Kind extends Question ? Omit<Kind, 'id'> : never) : never;

export interface Answer {
  id: string;
  answer?: unknown;
  failure?: { code: number; message: string } | undefined;
  remember?: boolean;
}

const LONGEST_PASSWORD = 10_000;

/**
 * Questions that the engine has for a person or their wallet. They go to every window; the first answer counts. Answers
 * are handed on to whoever asked and kept nowhere, but for passwords that a person wants to be kept, where the door can.
 */
export class Questions {
  readonly #open = new Map<string, Open>();
  readonly #emit: (event: StudioEvent) => void;
  readonly #graceMilliseconds: number;
  readonly #memory: PasswordMemory | undefined;
  #windows = 0;
  #nobodyTimer: NodeJS.Timeout | undefined;

  /** @param graceMilliseconds how long a question waits without any window: one that is reloaded comes back */
  constructor(emit: (event: StudioEvent) => void, graceMilliseconds: number, memory?: PasswordMemory) {
    this.#memory = memory;
    this.#emit = emit;
    this.#graceMilliseconds = graceMilliseconds;
  }

  /**
   * @returns undefined where the person left it empty
   * @throws AppError `aborted` where the person declines or the call is cancelled, `signer-invalid` where nobody is there
   */
  async password({ address, isNew, keystore }: PasswordRequest): Promise<string | undefined> {
    const memory =
      this.#memory && keystore !== undefined && (await this.#memory.isAvailable()) ? this.#memory : undefined;
    if (memory) {
      const kept = await memory.find(keystore!);
      if (kept !== undefined) return kept;
    }
    const asked = { kind: 'password' as const, address, isNew, canRemember: memory !== undefined };
    const { value, remember } = await this.#ask(asked);
    if (typeof value === 'string' && value.length <= LONGEST_PASSWORD) {
      if (remember && memory) void keepIfRight(memory, keystore!, value);
      return value;
    }
    throw new AppError('aborted', 'The password was not given.', 'Start it again and enter the password.');
  }

  /** @throws what the wallet throws, with its `code`; AppError as `password` */
  async wallet({ method, params = [] }: { method: string; params?: readonly unknown[] }): Promise<unknown> {
    return (await this.#ask({ kind: 'wallet', method, params: [...params] })).value;
  }

  list(): Question[] {
    return [...this.#open.values()].map(({ question }) => question);
  }

  /** An answer that comes after another, or after the call has ended, changes nothing. */
  answer({ id, answer, failure, remember = false }: Answer): void {
    const open = this.#open.get(id);
    if (!open) return;
    if (failure === undefined) return open.answer({ value: answer, remember });
    open.fail(Object.assign(new Error(failure.message), { code: failure.code }));
  }

  windowOpened(): void {
    this.#windows += 1;
    clearTimeout(this.#nobodyTimer);
  }

  windowClosed(): void {
    this.#windows -= 1;
    this.#watchForNobody();
  }

  close(): void {
    clearTimeout(this.#nobodyTimer);
    const closed = new AppError('aborted', 'The studio was closed.', 'Open it again and start anew.');
    for (const { fail } of this.#open.values()) fail(closed);
  }

  #ask(asked: NewQuestion): Promise<Given> {
    const signal = callContext.getStore()?.signal;
    const question = { ...asked, id: randomUUID() } as Question;
    return new Promise((resolve, reject) => {
      const settle = (end: () => void) => {
        if (!this.#open.delete(question.id)) return;
        signal?.removeEventListener('abort', cancel);
        this.#emit({ kind: 'question-settled', id: question.id });
        end();
      };
      const cancel = () => settle(() => reject(cancelled()));
      this.#open.set(question.id, {
        question,
        answer: (value) => settle(() => resolve(value)),
        fail: (error) => settle(() => reject(error)),
      });
      if (signal?.aborted) return cancel();
      signal?.addEventListener('abort', cancel, { once: true });
      this.#emit({ kind: 'question', question });
      this.#watchForNobody();
    });
  }

  #watchForNobody(): void {
    clearTimeout(this.#nobodyTimer);
    if (this.#windows > 0 || this.#open.size === 0) return;
    this.#nobodyTimer = setTimeout(() => {
      for (const { fail, question } of [...this.#open.values()]) fail(nobodyThere(question));
    }, this.#graceMilliseconds);
    this.#nobodyTimer.unref();
  }
}

/** A password that does not open its key is not kept: the call that asked for it says that it is wrong. */
async function keepIfRight(memory: PasswordMemory, keystore: string, password: string): Promise<void> {
  try {
    await openKeystore(keystore, password);
    await memory.keep(keystore, password);
  } catch {
    // Whoever wants it to be kept is asked again the next time.
  }
}

function cancelled(): AppError {
  return new AppError('aborted', 'The work was cancelled.', 'Start it again when you wish.');
}

function nobodyThere(question: Question): AppError {
  const what = question.kind === 'password' ? `The password of the key of ${question.address}` : 'The wallet';
  return new AppError(
    'signer-invalid',
    `${what} is needed, and no window of the studio is open that could be asked.`,
    'Open the studio, keep its window open, and start this again.',
  );
}
