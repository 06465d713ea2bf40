import type { Question } from '../../src-main/api/studio-calls.ts';
import { client, connection } from './connection.svelte.ts';
import { getPlatform } from './platform.svelte.ts';

type PasswordQuestion = Extract<Question, { kind: 'password' }>;
type WalletQuestion = Extract<Question, { kind: 'wallet' }>;

/** What the studio asks the person at the window. Requests to the wallet go there by themselves. */
class Questions {
  #open = $state.raw<Question[]>([]);
  /** Passwords that are asked for, the oldest first. */
  readonly passwords = $derived(this.#open.filter((one): one is PasswordQuestion => one.kind === 'password'));

  constructor() {
    connection.onOpen(() => {
      void client
        .listQuestions({})
        .then(({ questions }) => {
          this.#open = [];
          questions.forEach((one) => this.#take(one));
        })
        .catch(() => undefined);
    });
    connection.onEvent((event) => {
      if (event.kind === 'question') this.#take(event.question);
      if (event.kind === 'question-settled') this.#open = this.#open.filter(({ id }) => id !== event.id);
    });
  }

  /** @param password null to decline */
  async answer(id: string, password: string | null, remember = false): Promise<void> {
    await client.answerQuestion({ id, answer: password, remember });
  }

  #take(question: Question): void {
    if (this.#open.some(({ id }) => id === question.id)) return;
    this.#open = [...this.#open, question];
    if (question.kind === 'wallet') void this.#askWallet(question);
  }

  /** A window without a wallet leaves the question to another one. */
  async #askWallet({ id, method, params }: WalletQuestion): Promise<void> {
    const { wallet } = getPlatform().capabilities;
    if (!wallet) return;
    try {
      await client.answerQuestion({ id, answer: await wallet.request({ method, params }) });
    } catch (error) {
      const { code = -32603, message = 'the wallet failed' } = error as { code?: number; message?: string };
      await client.answerQuestion({ id, answer: null, failure: { code, message } });
    }
  }
}

export const questions = new Questions();
