import type { CallInput, CallResult } from '../../../src-main/api/contract.ts';
import type { AppError } from '../../../src-main/api/errors.ts';
import type { Task } from '../../../src-main/api/studio-calls.ts';
import { client } from '../../state/connection.svelte.ts';
import { ModelTask } from '../../state/model-task.svelte.ts';
import { toAppError } from '../../state/to-app-error.ts';
import type { ChosenInput } from './chosen-input.ts';

export type Verdict = CallResult<'verifyReceipt'>;

/** A check of the receipt: it runs, holds, or does not. */
export interface Check {
  state: 'running' | 'done' | 'failed';
  startedAt: number;
  seconds: number | null;
  verdict: Verdict | null;
  error: AppError | null;
}

/** One answer of a model on its way from the input to a proof that was checked. Proofs that a reload left behind are found again. */
export class ProofRun {
  readonly work: ModelTask<'proveInference'>;
  readonly #model: string;
  /** Of the network to check on; undefined for none. */
  readonly #network: () => string | undefined;
  /** What the window knows of the latest input; nothing after a reload. */
  input = $state.raw<ChosenInput | null>(null);
  here = $state.raw<Check | null>(null);
  chain = $state.raw<Check | null>(null);
  /** When the prover began, as far as this window saw it. */
  proveStartedAt = $state<number | null>(null);
  #checkedPath = '';

  constructor(model: string, network: () => string | undefined) {
    this.#model = model;
    this.work = new ModelTask(model, 'proveInference');
    this.#network = network;
  }

  get running(): Task | undefined {
    return this.work.running;
  }

  /** The latest one, where it ended without a result. */
  get failed(): Task | undefined {
    const { latest, isBusy } = this.work;
    return !isBusy && (latest?.state === 'failed' || latest?.state === 'cancelled') ? latest : undefined;
  }

  get isRunning(): boolean {
    return this.work.isBusy;
  }

  get result(): CallResult<'proveInference'> | undefined {
    return this.work.isBusy ? undefined : this.work.result;
  }

  async prove(
    input: ChosenInput,
    options: Pick<CallInput<'proveInference'>, 'onChain' | 'network' | 'context'>,
  ): Promise<void> {
    this.input = input;
    this.here = null;
    this.chain = null;
    this.proveStartedAt = null;
    const { samples, index } = input;
    await this.work.run(
      { name: this.#model, samples, index, ...options },
      `Prove an answer of ${this.#model}`,
    );
  }

  /** Answer of the float network, output by output, where it is known. */
  get float(): readonly (readonly number[])[] | null {
    return this.input?.float ?? null;
  }

  /** Checks it again, where it was checked before. */
  async checkAgain(path: string): Promise<void> {
    this.#checkedPath = '';
    this.here = null;
    this.chain = null;
    await this.checkOnce(path);
  }

  /** Checks a receipt that is new: here, and on the chain where there is one. */
  async checkOnce(path: string): Promise<void> {
    if (path === this.#checkedPath) return;
    this.#checkedPath = path;
    await this.checkHere(path);
    const network = this.#network();
    if (network !== undefined && this.here?.state === 'done') await this.checkOnChain(path, network);
  }

  async checkHere(path: string): Promise<void> {
    await this.#check({ path }, (check) => (this.here = check));
  }

  async checkOnChain(path: string, network: string): Promise<void> {
    await this.#check({ path, chain: 'check', network }, (check) => (this.chain = check));
  }

  async #check(input: CallInput<'verifyReceipt'>, set: (check: Check) => void): Promise<void> {
    const running: Check = {
      state: 'running',
      startedAt: Date.now(),
      seconds: null,
      verdict: null,
      error: null,
    };
    set(running);
    try {
      const verdict = await client.verifyReceipt(input);
      set({ ...running, state: 'done', seconds: verdict.seconds, verdict });
    } catch (error) {
      set({ ...running, state: 'failed', error: toAppError(error) });
    }
  }
}
