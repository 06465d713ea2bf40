import { AppError } from '../../src-main/api/errors.ts';
import type { LongWork } from '../../src-main/api/progress.ts';
import { createStudioClient, type StudioTransport } from '../../src-main/api/studio-client.ts';
import type { StudioEvent, WireReply } from '../../src-main/api/wire.ts';
import type { Channel } from '../platform/platform.ts';
import { getPlatform } from './platform.svelte.ts';

const RETRY_MILLISECONDS = [300, 600, 1000, 2000, 4000];

interface PendingCall {
  name: string;
  work: LongWork;
  resolve(result: unknown): void;
  reject(error: AppError): void;
}

type EventListener = (event: StudioEvent) => void;

/**
 * The one connection of the window. It comes back by itself; calls that were on their way fail with
 * `engine-unreachable`, tasks go on in the studio.
 */
class Connection {
  /** `refused`: the studio does not let this window in, which no further try changes. */
  status = $state<'connecting' | 'open' | 'lost' | 'refused'>('connecting');
  /** Why it is not open. */
  problem = $state.raw<AppError | null>(null);
  /** Of the studio, as it says; for the page about the app. */
  version = $state('');
  /** Of the engine: another one after every start of it. */
  instance = $state('');

  #channel: Channel | undefined;
  #lastId = 0;
  readonly #pending = new Map<number, PendingCall>();
  readonly #eventListeners = new Set<EventListener>();
  readonly #openListeners = new Set<(isNewEngine: boolean) => void>();

  readonly client = createStudioClient({
    call: (name, input, work) => this.#call(name, input, work),
    callStudio: (name, input, work) => this.#call(name, input, work),
  } satisfies StudioTransport);

  /** @returns stops it */
  onEvent(listener: EventListener): () => void {
    this.#eventListeners.add(listener);
    return () => this.#eventListeners.delete(listener);
  }

  /** Calls the listener whenever the connection has opened: what a page shows may be old by then. */
  onOpen(listener: (isNewEngine: boolean) => void): () => void {
    this.#openListeners.add(listener);
    return () => this.#openListeners.delete(listener);
  }

  /** Connects, and again after every loss. */
  async start(): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      try {
        const channel = await getPlatform().connect();
        attempt = -1;
        await this.#useUntilClosed(channel);
        this.status = 'lost';
      } catch (error) {
        this.problem = error instanceof AppError ? error : null;
        this.status = this.problem?.code === 'access-refused' ? 'refused' : 'lost';
      }
      const pause = RETRY_MILLISECONDS[Math.min(Math.max(attempt, 0), RETRY_MILLISECONDS.length - 1)];
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }

  async #useUntilClosed(channel: Channel): Promise<void> {
    this.#channel = channel;
    channel.onMessage((reply) => this.#receive(reply));
    await new Promise<void>((resolve) => channel.onClose(resolve));
    this.#channel = undefined;
    this.problem = unreachable();
    for (const { reject } of this.#pending.values()) reject(unreachable());
    this.#pending.clear();
  }

  #receive(reply: WireReply): void {
    switch (reply.type) {
      case 'hello': {
        const isNewEngine = this.instance !== '' && this.instance !== reply.instance;
        this.instance = reply.instance;
        this.version = reply.version;
        this.problem = null;
        this.status = 'open';
        for (const listener of this.#openListeners) listener(isNewEngine);
        return;
      }
      case 'event':
        for (const listener of this.#eventListeners) listener(reply.event);
        return;
      case 'progress':
        this.#pending.get(reply.id)?.work.onProgress?.(reply.progress);
        return;
      case 'result':
        this.#pending.get(reply.id)?.resolve(reply.result);
        this.#pending.delete(reply.id);
        return;
      case 'error':
        this.#pending.get(reply.id)?.reject(AppError.from(reply.error));
        this.#pending.delete(reply.id);
    }
  }

  #call(name: string, input: unknown, work: LongWork): Promise<unknown> {
    const channel = this.#channel;
    if (!channel) return Promise.reject(unreachable());
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { name, work, resolve, reject });
      work.signal?.addEventListener('abort', () => channel.send({ type: 'cancel', id }), { once: true });
      channel.send({ type: 'call', id, name, input });
    });
  }
}

function unreachable(): AppError {
  return new AppError(
    'engine-unreachable',
    'The connection to the studio is lost.',
    'The window connects again by itself; then try again.',
  );
}

export const connection = new Connection();
/** Typed calls; they fail with `engine-unreachable` while there is no connection. */
export const client = connection.client;
