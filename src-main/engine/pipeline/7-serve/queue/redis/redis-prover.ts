import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { AppError, describeCause } from '../../../../../api/errors.ts';
import type { Incident } from '../../serve-log.ts';
import { ServedModels } from '../../served-models.ts';
import { failureForCaller } from '../failure-for-caller.ts';
import type { ClaimedInference } from '../inference-ledger.ts';
import { ProvingSlot } from '../proving-slot.ts';
import { runClaimed } from '../run-claimed.ts';
import { followChannels } from './follow-channels.ts';
import { connectForBullmq, connectRedis } from './redis-connection.ts';
import { RedisLedger } from './redis-ledger.ts';
import type { RedisWorker, RedisWorkerOptions } from './run-redis-worker.ts';
import { TOKEN_QUEUE, Tokens } from './tokens.ts';

type Options = Required<Omit<RedisWorkerOptions, 'models' | 'onIncident'>> &
  Pick<RedisWorkerOptions, 'models' | 'onIncident'>;

interface Running {
  claim: ClaimedInference;
  controller: AbortController;
}

const CLAIM_ATTEMPTS = 10;
const CLAIM_PAUSE_MILLISECONDS = 1000;

/** Takes tokens from BullMQ, and for each the inference whose turn it is. */
export class RedisProver implements RedisWorker {
  readonly #redis: Redis;
  readonly #options: Options;
  readonly #tokens: Tokens;
  readonly #ledger: RedisLedger;
  readonly #idle: ProvingSlot[];
  readonly #running = new Set<Running>();
  readonly #stopFollowing: () => void;
  readonly #mending: NodeJS.Timeout;
  readonly #bullRedis: Redis;
  readonly #bull: Worker;
  #isStopping = false;
  #closing: Promise<void> | undefined;

  constructor(redis: Redis, options: Options) {
    const { url, prefix, workspace, workers, log, spawnWorker, leaseMilliseconds } = options;
    this.#redis = redis;
    this.#options = options;
    this.#tokens = new Tokens(connectRedis(url), prefix);
    this.#ledger = new RedisLedger({ ...options, redis, onPutBack: () => this.#tokens.add() });
    const { models = new ServedModels(workspace) } = options;
    this.#idle = Array.from(
      { length: workers },
      (_, slot) => new ProvingSlot({ workspace, models, spawnWorker: () => spawnWorker(slot) }),
    );
    for (const slot of this.#idle) slot.prepare();
    this.#stopFollowing = followChannels(
      connectRedis(url),
      { [this.#ledger.key('changes')]: (id) => void this.#stopIfTaken(id) },
      () => void this.#stopIfTaken(),
    );
    this.#mending = setInterval(() => void this.#mend(), options.mendMilliseconds);
    this.#bullRedis = connectForBullmq(url);
    this.#bull = new Worker(TOKEN_QUEUE, async ({ id }) => this.#serve(id!), {
      connection: this.#bullRedis,
      prefix,
      concurrency: workers,
      lockDuration: leaseMilliseconds,
      stalledInterval: Math.ceil(leaseMilliseconds / 2),
      // How often an inference may be begun the ledger says.
      maxStalledCount: 1_000_000,
    });
    this.#bull.on('error', (error) => {
      if (!this.#isStopping) log.warn({ cause: error.message }, 'BullMQ complains');
    });
    void this.#mend();
  }

  async drain({ signal }: { signal?: AbortSignal } = {}): Promise<void> {
    const stop = () => {
      this.#isStopping = true;
      for (const { controller } of this.#running) controller.abort();
    };
    signal?.addEventListener('abort', stop, { once: true });
    if (signal?.aborted) stop();
    await this.#bull.pause();
    signal?.removeEventListener('abort', stop);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.drain({ signal: AbortSignal.abort() });
    clearInterval(this.#mending);
    this.#stopFollowing();
    await this.#bull.close();
    this.#bullRedis.disconnect();
    await Promise.all(this.#idle.map((slot) => slot.stop()));
    await this.#tokens.close();
    this.#redis.disconnect();
  }

  async #serve(token: string): Promise<void> {
    const claim = await this.#claim(token);
    if (!claim) return;
    if (claim.isExhausted) {
      const exhausted = new AppError('attempts-exhausted', '', '');
      await this.#ledger.fail(claim, failureForCaller(exhausted, claim.attempts));
      return;
    }
    // BullMQ gives out no more tokens than there are workers.
    const slot = this.#idle.shift()!;
    const running = { claim, controller: new AbortController() };
    this.#running.add(running);
    if (this.#isStopping) running.controller.abort();
    const { log } = this.#options;
    const onIncident = (incident: Incident) => this.#tell(incident);
    await runClaimed(slot, claim, { ledger: this.#ledger, log, onIncident }, running.controller.signal);
    this.#running.delete(running);
    this.#idle.push(slot);
  }

  /** Again and again with the same lease, while Redis is away for a moment. */
  async #claim(token: string) {
    const lease = randomBytes(16).toString('hex');
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#ledger.claim(token, lease);
      } catch (error) {
        if (attempt === CLAIM_ATTEMPTS) throw error;
        await sleep(CLAIM_PAUSE_MILLISECONDS);
      }
    }
  }

  /** Whether somebody has cancelled it, or taken it over while this process was silent. */
  async #stopIfTaken(id?: string): Promise<void> {
    for (const { claim, controller } of this.#running) {
      if (id !== undefined && claim.id !== id) continue;
      const isHeld = await this.#ledger.isHeld(claim).catch(() => true);
      if (!isHeld) controller.abort();
    }
  }

  /** To whoever runs this process, and to the servers. */
  #tell(incident: Incident): void {
    this.#options.onIncident?.(incident);
    this.#redis.publish(this.#ledger.key('incidents'), JSON.stringify(incident)).catch(() => undefined);
  }

  async #mend(): Promise<void> {
    try {
      await this.#tokens.mend(this.#ledger, this.#redis);
    } catch (error) {
      if (!this.#isStopping)
        this.#options.log.warn(
          { cause: describeCause(error) },
          'the queue in Redis could not be looked through',
        );
    }
  }
}
