import type { Logger } from 'pino';
import { AppError } from '../../api/errors.ts';
import { type LongWork, throwIfAborted } from '../../api/progress.ts';
import type { ServingStatus, StudioContract } from '../../api/studio-calls.ts';
import type { z } from 'zod';
import type { Engine } from '../engine.ts';
import type { Serving } from '../serving.ts';
import { describeRequests, NO_REQUESTS } from './describe-requests.ts';
import type { StudioLog } from './studio-log.ts';
import { throttle } from './throttle.ts';

/** Opens the public API over what is served; a door of the program lends it. */
export type OpenPublicApi = (
  serving: Serving,
  options: {
    host: string;
    port: number;
    limits: { anonymousPerMinute?: number };
    trustProxy: boolean;
    logger: Logger;
  },
) => Promise<OpenPublicServer>;

export interface OpenPublicServer {
  url: string;
  announceEnd(): void;
  close(): Promise<void>;
}

export type StartServing = z.output<StudioContract['startServing']['input']>;

interface Running {
  serving: Serving;
  server: OpenPublicServer;
  about: NonNullable<ServingStatus['server']>;
  stopWatching(): void;
}

export interface ServingControlOptions {
  serve: Engine['serve'];
  openServer: OpenPublicApi;
  log: StudioLog;
  /** Told at most twice a second that something about it has changed. */
  onChange(): void;
}

const MAXIMUM_QUEUED = 1000;
const CHANGE_MILLISECONDS = 500;
/** How long running proofs may take when the server is stopped. */
const DRAIN_MILLISECONDS = 60_000;
/** Of a server that was stopped. */
const KEPT_REQUESTS = 500;

/** The one server for inferences that a studio may run. */
export class ServingControl {
  readonly #options: ServingControlOptions;
  readonly #changes;
  #running: Running | undefined;
  #isStarting = false;
  /** Of the stop that is under way. */
  #stopping: { done: Promise<void>; hurry: AbortController } | undefined;
  /** What the last server left. */
  #last: ServingStatus = { server: null, ...NO_REQUESTS };

  constructor(options: ServingControlOptions) {
    this.#options = options;
    this.#changes = throttle(() => options.onChange(), CHANGE_MILLISECONDS);
  }

  get isServing(): boolean {
    return this.#running !== undefined;
  }

  /** @throws AppError `option-invalid` where one runs already; as `Engine.serve` and the door that listens */
  async start(input: StartServing, { signal }: LongWork): Promise<ServingStatus> {
    if (this.#running || this.#stopping || this.#isStarting) {
      throw new AppError('option-invalid', 'A server runs already.', 'Stop it first.');
    }
    this.#isStarting = true;
    try {
      this.#running = await this.#open(input, signal);
    } finally {
      this.#isStarting = false;
    }
    this.#changes.ask();
    return this.status(0);
  }

  /** Takes nothing new and ends what runs, a minute long; called again meanwhile, it stops at once. */
  async stop({ atOnce = false } = {}): Promise<ServingStatus> {
    if (this.#stopping) this.#stopping.hurry.abort();
    else if (this.#running) {
      const hurry = new AbortController();
      this.#stopping = { hurry, done: this.#close(this.#running, hurry.signal) };
      if (atOnce) hurry.abort();
    }
    await this.#stopping?.done;
    return this.status(0);
  }

  /** @param latest of how many requests it tells */
  async status(latest: number): Promise<ServingStatus> {
    if (!this.#running) return { ...this.#last, requests: this.#last.requests.slice(0, latest) };
    const { serving, about } = this.#running;
    return { server: about, ...(await describeRequests(serving, latest)) };
  }

  async #open(input: StartServing, signal: AbortSignal | undefined): Promise<Running> {
    const { host, port, models, workers, keepInputs, anonymousPerMinute, market } = input;
    const { log, serve, openServer } = this.#options;
    const { pino } = await import('pino');
    const logger = pino({ level: 'info' }, log.pinoStream('serving'));
    const serving = await serve({
      models,
      workers,
      maximumQueued: MAXIMUM_QUEUED,
      keepInputs,
      market: market && {
        ...market,
        signer: market.keystore === undefined ? undefined : { kind: 'keystore', keystore: market.keystore },
      },
      log: logger,
    });
    let server: OpenPublicServer | undefined;
    try {
      throwIfAborted(signal);
      const limits = anonymousPerMinute === undefined ? {} : { anonymousPerMinute };
      server = await openServer(serving, { host, port, limits, trustProxy: false, logger });
      throwIfAborted(signal);
    } catch (error) {
      await server?.close();
      await serving.close();
      throw error;
    }
    const { names } = serving.models;
    const { url } = server;
    const stopWatching = serving.history?.onChange(() => this.#changes.ask()) ?? (() => undefined);
    serving.queue.start();
    serving.market?.start();
    log.write('info', 'serving', `Serving ${names.join(', ')} on ${url}`);
    const about = {
      url,
      models: [...names],
      anonymousPerMinute: anonymousPerMinute ?? null,
      since: Date.now(),
    };
    return { serving, server, about, stopWatching };
  }

  async #close({ serving, server, stopWatching }: Running, hurry: AbortSignal): Promise<void> {
    const signal = AbortSignal.any([hurry, AbortSignal.timeout(DRAIN_MILLISECONDS)]);
    try {
      server.announceEnd();
      await serving.drain({ signal });
      this.#last = { server: null, ...(await describeRequests(serving, KEPT_REQUESTS)) };
    } finally {
      // From here on the queue cannot be asked any more.
      this.#running = undefined;
      stopWatching();
      try {
        await server.close();
        await serving.close();
      } finally {
        this.#stopping = undefined;
        this.#options.log.write('info', 'serving', 'The server for inferences was stopped');
        this.#changes.ask();
      }
    }
  }
}
