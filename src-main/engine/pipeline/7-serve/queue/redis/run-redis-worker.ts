import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'bullmq';
import { AppError, describeCause } from '../../../../../api/errors.ts';
import type { WorkerProcess } from '../../../../host.ts';
import type { Workspace } from '../../../../store/workspace.ts';
import type { Incident } from '../../serve-log.ts';
import { ServedModels } from '../../served-models.ts';
import { failureForCaller } from '../failure-for-caller.ts';
import type { ClaimedInference } from '../inference-ledger.ts';
import { ProvingSlot } from '../proving-slot.ts';
import { runClaimed } from '../run-claimed.ts';
import { checkRedis } from './check-redis.ts';
import { REDIS_DEFAULTS, type RedisQueueOptions } from './create-redis-queue.ts';
import { followChanges } from './follow-changes.ts';
import { connectForBullmq, connectRedis } from './redis-connection.ts';
import { RedisLedger } from './redis-ledger.ts';
import { TOKEN_QUEUE, Tokens } from './tokens.ts';

export interface RedisWorkerOptions extends Omit<RedisQueueOptions, 'maximumQueued'> {
  /** Has the models with the keys that the servers have. */
  workspace: Workspace;
  models?: ServedModels;
  /** @param slot 0 to workers - 1: with several devices, each worker process has its own */
  spawnWorker(slot: number): WorkerProcess;
  /** How many inferences run at a time here; default 1: the prover uses every core. */
  workers?: number;
  /** After so long without a sign of life others take over what this worker had; default 30 s. */
  leaseMilliseconds?: number;
  onIncident?: (incident: Incident) => void;
}

export interface RedisWorker {
  /** Takes nothing new and ends what runs; what runs when the signal comes is given back to the queue. */
  drain(options?: { signal?: AbortSignal }): Promise<void>;
  /** Stops at once: what runs is given back to the queue. */
  close(): Promise<void>;
}

const CLAIM_ATTEMPTS = 10;
const CLAIM_PAUSE_MILLISECONDS = 1000;

/**
 * Proves what waits in a queue in Redis, until it is stopped.
 * @throws AppError `queue-unreachable`
 */
export async function runRedisWorker(given: RedisWorkerOptions): Promise<RedisWorker> {
  const options = { ...REDIS_DEFAULTS, workers: 1, leaseMilliseconds: 30_000, ...given };
  const { url, prefix, workspace, workers, log, onIncident, leaseMilliseconds, spawnWorker } = options;
  const redis = connectRedis(url);
  try {
    await checkRedis(redis, log);
  } catch (error) {
    redis.disconnect();
    throw error;
  }
  const tokens = new Tokens(connectRedis(url), prefix);
  const ledger = new RedisLedger({ ...options, redis, onPutBack: () => tokens.add() });
  const { models = new ServedModels(workspace) } = options;
  const idle = Array.from(
    { length: workers },
    (_, slot) => new ProvingSlot({ workspace, models, spawnWorker: () => spawnWorker(slot) }),
  );
  const running = new Map<string, { claim: ClaimedInference; controller: AbortController }>();
  for (const slot of idle) slot.prepare();

  async function serve(token: string): Promise<void> {
    const claim = await claimPatiently(token);
    if (!claim) return;
    if (claim.isExhausted) {
      await ledger.fail(claim, failureForCaller(new AppError('attempts-exhausted', '', ''), claim.attempts));
      return;
    }
    // BullMQ gives out no more jobs than there are workers.
    const slot = idle.shift()!;
    const controller = new AbortController();
    running.set(claim.lease, { claim, controller });
    if (isStopping) controller.abort();
    await runClaimed(slot, claim, { ledger, log, onIncident }, controller.signal);
    running.delete(claim.lease);
    idle.push(slot);
  }

  async function claimPatiently(token: string) {
    const lease = randomBytes(16).toString('hex');
    for (let attempt = 1; ; attempt++) {
      try {
        return await ledger.claim(token, lease);
      } catch (error) {
        if (attempt === CLAIM_ATTEMPTS) throw error;
        await sleep(CLAIM_PAUSE_MILLISECONDS);
      }
    }
  }

  /** Whether somebody has cancelled it, or taken it over while this process was silent. */
  async function stopIfTaken(id?: string): Promise<void> {
    for (const { claim, controller } of running.values()) {
      if (id !== undefined && claim.id !== id) continue;
      const isHeld = await ledger.isHeld(claim).catch(() => true);
      if (!isHeld) controller.abort();
    }
  }

  const stopFollowing = followChanges(
    connectRedis(url),
    ledger.key('changes'),
    (id) => void stopIfTaken(id),
    () => void stopIfTaken(),
  );
  const mend = () =>
    tokens.mend(ledger, redis).catch((error: unknown) => {
      if (!isStopping)
        log.warn({ cause: describeCause(error) }, 'the queue in Redis could not be looked through');
    });
  const mending = setInterval(() => void mend(), options.mendMilliseconds);
  let isStopping = false;
  const bullRedis = connectForBullmq(url);
  const bull = new Worker(TOKEN_QUEUE, async (job) => serve(job.id!), {
    connection: bullRedis,
    prefix,
    concurrency: workers,
    lockDuration: leaseMilliseconds,
    stalledInterval: Math.ceil(leaseMilliseconds / 2),
    // How often an inference may be begun the ledger says.
    maxStalledCount: 1_000_000,
  });
  bull.on('error', (error) => {
    if (!isStopping) log.warn({ cause: error.message }, 'BullMQ');
  });
  void mend();

  async function drain({ signal }: { signal?: AbortSignal } = {}): Promise<void> {
    const stop = () => {
      isStopping = true;
      for (const { controller } of running.values()) controller.abort();
    };
    signal?.addEventListener('abort', stop, { once: true });
    if (signal?.aborted) stop();
    await bull.pause();
    signal?.removeEventListener('abort', stop);
  }

  let closing: Promise<void> | undefined;
  async function close(): Promise<void> {
    await drain({ signal: AbortSignal.abort() });
    clearInterval(mending);
    stopFollowing();
    await bull.close();
    bullRedis.disconnect();
    await Promise.all(idle.map((slot) => slot.stop()));
    await tokens.close();
    redis.disconnect();
  }
  return { drain, close: () => (closing ??= close()) };
}
