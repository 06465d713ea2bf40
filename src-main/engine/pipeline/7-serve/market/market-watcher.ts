import { setTimeout as sleep } from 'node:timers/promises';
import type { JsonRpcProvider } from 'ethers';
import { AppError } from '../../../../api/errors.ts';
import { askNode } from '../../../chain/ask-node.ts';
import type { MarketBooks } from '../../../store/market/market-store.ts';
import type { MarketRequestState } from '../../../store/market/market-types.ts';
import type { FetchGuards } from './fetch-input.ts';
import { InputFetcher } from './input-fetcher.ts';
import { lookAtChain, Looks, type MarketDesk } from './market-desk.ts';
import { cancelProofs, followProofs, orderProofs } from './order-proofs.ts';
import { readEvents } from './read-events.ts';
import { sendAnswers } from './send-answers.ts';
import { openSlots, settleSlots } from './settle-slots.ts';
import { settleRequests } from './settle-requests.ts';
import { type InputDesk, takeInput, type TakenInput } from './take-input.ts';
import { takeOnRequests } from './take-on-requests.ts';

export interface WatcherOptions extends Omit<MarketDesk, 'ask' | 'looks' | 'checkLease'> {
  provider: JsonRpcProvider;
  /** Where to begin in a market that was never read. */
  firstBlock: number;
  /** Inputs are fetched from where requests say that they are; absent: never. */
  fetch?: FetchGuards;
}

export interface MarketFigures {
  /** The last block that was read; null before the first look. */
  lastBlock: number | null;
  counts: Partial<Record<MarketRequestState, number>>;
  /** Why the last look failed; null where it did not. */
  problem: string | null;
}

const LONGEST_PAUSE_MILLISECONDS = 60_000;

/**
 * Watches a market and answers its requests. All that it knows is in the workspace: a process that takes its place goes
 * on where it was, however it ended.
 */
export class MarketWatcher {
  readonly #options: WatcherOptions;
  readonly #desk: MarketDesk;
  readonly #inputs: InputDesk;
  readonly #fetcher: InputFetcher | undefined;
  readonly #stopping = new AbortController();
  #running: Promise<void> | undefined;
  #lease: ReturnType<MarketBooks['lease']> | undefined;
  #problem: string | null = null;

  constructor(options: WatcherOptions) {
    const { provider, pace, books, models } = options;
    const { signal } = this.#stopping;
    this.#options = options;
    this.#desk = {
      ...options,
      ask: (question) => askNode(() => question(provider), pace, { signal }),
      checkLease: () => this.#lease?.check(),
      looks: new Looks(),
    };
    this.#inputs = {
      models: [...models.values()],
      inputs: books.inputs,
      deadlineOf: (commitment, model) => books.requests.deadlineOf(commitment, model),
    };
    this.#fetcher = options.fetch && new InputFetcher(this.#inputs, options.fetch);
  }

  start(): void {
    if (this.#running) return;
    this.#desk.books.requests.reconsider();
    this.#running = this.#run();
  }

  /** Ends the look that is under way. What was sent stays in the books, for the next start. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
    await this.#fetcher?.close();
    this.#release();
  }

  /**
   * Takes an input that somebody hands in for a request.
   * @throws AppError as `takeInput`
   */
  takeInput(commitment: string, body: unknown): TakenInput {
    return takeInput(this.#inputs, commitment, body);
  }

  figures(): MarketFigures {
    const { blocks, requests } = this.#desk.books;
    return { lastBlock: blocks.last()?.number ?? null, counts: requests.counts(), problem: this.#problem };
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    const { pollMilliseconds } = this.#desk.pace;
    let failures = 0;
    while (!signal.aborted) {
      try {
        await this.#look();
        if (this.#problem !== null) this.#desk.log.info({}, 'The market is watched again.');
        this.#problem = null;
        failures = 0;
      } catch (error) {
        if (signal.aborted) return;
        failures++;
        if (error instanceof AppError && error.code === 'workspace-unusable') this.#release();
        const message = error instanceof AppError ? error.message : String(error);
        if (message !== this.#problem)
          this.#desk.log.warn({ error }, `The market cannot be watched: ${message}`);
        this.#problem = message;
      }
      const pause = Math.min(pollMilliseconds * 2 ** Math.min(failures, 10), LONGEST_PAUSE_MILLISECONDS);
      await sleep(Math.max(pause, pollMilliseconds), undefined, { signal }).catch(() => undefined);
    }
  }

  /** One look at everything. */
  async #look(): Promise<void> {
    const desk = this.#desk;
    const { firstBlock } = this.#options;
    const modelNames = new Map(
      [...desk.models.values()].map(({ name, publications }) => [
        publications.find(({ chainId }) => chainId === desk.place.chainId)!.modelId,
        name,
      ]),
    );
    const { market } = desk.place;
    const ended = await readEvents({ ...desk, market, modelNames, firstBlock });
    await cancelProofs(desk, ended);
    const moment = await lookAtChain(desk);
    await takeOnRequests(desk, moment);
    await orderProofs(desk, this.#fetcher, moment);
    await followProofs(desk, moment);
    desk.books.inputs.dropExpired();
    desk.books.inputs.emptyLog();
    if (this.#mayWrite()) {
      const { address } = desk.account;
      await settleSlots(desk, await desk.ask((node) => node.getTransactionCount(address, 'latest')), moment);
      await settleRequests(desk, moment);
      await sendAnswers(desk, moment);
      if (openSlots(desk).length === 0) this.#release();
    }
  }

  /** Whether there is something to send or to look after, and no other process sends with the account. */
  #mayWrite(): boolean {
    const { books, looks, log } = this.#desk;
    const isIdle =
      openSlots(this.#desk).length === 0 && books.requests.inState('proven', 'sent').length === 0;
    if (isIdle) return false;
    if (this.#lease) return true;
    try {
      this.#lease = books.lease('market requests');
      looks.forget('lease');
      return true;
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'workspace-unusable') throw error;
      if (looks.count('lease') === 1) log.warn({}, `Answers wait: ${error.message}`);
      return false;
    }
  }

  #release(): void {
    this.#lease?.release();
    this.#lease = undefined;
  }
}
