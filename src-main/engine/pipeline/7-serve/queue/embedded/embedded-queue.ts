import { describeCause } from '../../../../../api/errors.ts';
import type { Receipt } from '../../../../../api/receipt.ts';
import type { Connection } from '../../../../store/connection.ts';
import type { InferenceOrder } from '../../inference-order.ts';
import { checkPriority, queueClosed } from '../accepting-orders.ts';
import type { InferenceHistory } from '../inference-history.ts';
import type {
  InferenceCounts,
  InferenceQueue,
  InferenceSeconds,
  InferenceStatus,
  SubmitOptions,
} from '../inference-queue.ts';
import { ProvingSlot } from '../proving-slot.ts';
import { runClaimed } from '../run-claimed.ts';
import { Watchers } from '../watchers.ts';
import { claimInference } from './claim-inference.ts';
import type { EmbeddedQueueOptions } from './create-embedded-queue.ts';
import { readCounts, readLatest, readLatestSeconds, readStatus } from './inference-rows.ts';
import { recoverAbandoned } from './recover-abandoned.ts';
import { SqliteLedger } from './sqlite-ledger.ts';
import { submitOrder } from './submit-order.ts';
import { emptyLog, tidyQueue } from './tidy-queue.ts';

/** How often other processes' changes of the database are looked for. */
const LOOK_MILLISECONDS = 200;
const TIDY_MILLISECONDS = 5000;

type Options = Required<Omit<EmbeddedQueueOptions, 'onIncident'>> & Pick<EmbeddedQueueOptions, 'onIncident'>;

interface Running {
  controller: AbortController;
  lease: string;
  ending: Promise<void>;
}

export class EmbeddedQueue implements InferenceQueue, InferenceHistory {
  readonly #connection: Connection;
  readonly #options: Options;
  readonly #ledger: SqliteLedger;
  readonly #watchers = new Watchers(async (id) => this.#read(id));
  readonly #changeListeners = new Set<() => void>();
  readonly #idle: ProvingSlot[];
  readonly #running = new Map<string, Running>();
  readonly #timers: NodeJS.Timeout[];
  #isStarted = false;
  #isDraining = false;
  #isClosed = false;
  #dataVersion: unknown;
  /** Others may have moved up in the queue. */
  #isOrderChanged = false;

  constructor(connection: Connection, options: Options) {
    this.#connection = connection;
    this.#options = options;
    this.#ledger = new SqliteLedger({ ...options, connection, onChange: (id) => this.#changed(id) });
    this.#idle = Array.from(
      { length: options.workers },
      (_, index) => new ProvingSlot({ ...options, spawnWorker: () => options.spawnWorker(index) }),
    );
    this.#timers = [
      setInterval(() => this.#quietly(() => this.#look()), LOOK_MILLISECONDS),
      setInterval(() => this.#quietly(() => this.#tidy()), TIDY_MILLISECONDS),
    ];
    for (const timer of this.#timers) timer.unref();
    this.#quietly(() => this.#tidy());
  }

  async submit(order: InferenceOrder, options: SubmitOptions): Promise<InferenceStatus> {
    checkPriority(options);
    if (this.#isDraining) throw queueClosed();
    const { id, isNew } = submitOrder(this.#connection, order, options, this.#options);
    const status = this.#read(id)!;
    if (isNew) {
      this.#tellOfChange();
      this.#wake();
    }
    return status;
  }

  async find(id: string): Promise<InferenceStatus | undefined> {
    return this.#read(id);
  }

  async receipt(id: string): Promise<Receipt | undefined> {
    const [row] = this.#connection.all('SELECT content FROM inference_receipts WHERE id = ?', id);
    return row && (JSON.parse(String(row.content)) as Receipt);
  }

  async salts(id: string): Promise<Record<string, string> | undefined> {
    const [row] = this.#connection.all(
      'SELECT content FROM inference_salts WHERE id = ? AND (delete_at IS NULL OR delete_at > ?)',
      id,
      Date.now(),
    );
    return row && (JSON.parse(String(row.content)) as Record<string, string>);
  }

  async cancel(id: string): Promise<InferenceStatus | undefined> {
    this.#ledger.cancel(id);
    return this.#read(id);
  }

  watch(id: string, listener: (status: InferenceStatus) => void): () => void {
    return this.#watchers.add(id, listener);
  }

  async counts(): Promise<InferenceCounts> {
    return readCounts(this.#connection);
  }

  latest(count: number): InferenceStatus[] {
    return readLatest(this.#connection, count).map((status) => this.#withProgress(status));
  }

  seconds(count: number): InferenceSeconds[] {
    return readLatestSeconds(this.#connection, count);
  }

  onChange(listener: () => void): () => void {
    this.#changeListeners.add(listener);
    return () => void this.#changeListeners.delete(listener);
  }

  start(): void {
    this.#isStarted = true;
    for (const slot of this.#idle) slot.prepare();
    this.#wake();
  }

  async drain({ signal }: { signal?: AbortSignal } = {}): Promise<void> {
    this.#isDraining = true;
    const stop = () => {
      for (const { controller } of this.#running.values()) controller.abort();
    };
    signal?.addEventListener('abort', stop, { once: true });
    if (signal?.aborted) stop();
    await Promise.all([...this.#running.values()].map(({ ending }) => ending));
    signal?.removeEventListener('abort', stop);
    this.#quietly(() => this.#tidy());
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    await this.drain({ signal: AbortSignal.abort() });
    this.#isClosed = true;
    for (const timer of this.#timers) clearInterval(timer);
    await Promise.all(this.#idle.map((slot) => slot.stop()));
    this.#connection.close();
  }

  /** Gives waiting inferences to idle workers. */
  #wake(): void {
    this.#quietly(() => {
      while (this.#isStarted && !this.#isDraining && this.#idle.length > 0) {
        const claim = claimInference(this.#connection);
        if (!claim) return;
        const slot = this.#idle.shift()!;
        const controller = new AbortController();
        const { log, onIncident } = this.#options;
        const ending = runClaimed(
          slot,
          claim,
          { ledger: this.#ledger, log, onIncident },
          controller.signal,
        ).then(() => {
          this.#running.delete(claim.id);
          this.#idle.push(slot);
          this.#wake();
        });
        this.#running.set(claim.id, { controller, lease: claim.lease, ending });
        this.#changed(claim.id);
      }
    });
  }

  #read(id: string): InferenceStatus | undefined {
    const status = readStatus(this.#connection, id);
    return status && this.#withProgress(status);
  }

  #withProgress(status: InferenceStatus): InferenceStatus {
    const progress = status.state === 'running' ? this.#ledger.progressOf(status.id) : undefined;
    return progress ? { ...status, progress } : status;
  }

  #tellOfChange(): void {
    for (const listener of this.#changeListeners) listener();
  }

  #changed(id: string): void {
    this.#isOrderChanged = true;
    this.#stopIfTaken(id);
    this.#watchers.tell(id);
    this.#tellOfChange();
  }

  /** Whether somebody has cancelled it, or taken it over while this process was asleep. */
  #stopIfTaken(id: string): void {
    const running = this.#running.get(id);
    if (!running) return;
    const [row] = this.#connection.all('SELECT lease FROM inferences WHERE id = ?', id);
    if (row?.lease !== running.lease) running.controller.abort();
  }

  /** Tells watchers what other processes have changed, and who has moved up. */
  #look(): void {
    const version = this.#connection.all('PRAGMA data_version')[0]?.data_version;
    const isForeign = version !== this.#dataVersion;
    if (!isForeign && !this.#isOrderChanged) return;
    this.#dataVersion = version;
    this.#isOrderChanged = false;
    this.#watchers.tellAll();
    if (!isForeign) return;
    this.#tellOfChange();
    for (const id of this.#running.keys()) this.#stopIfTaken(id);
    this.#wake();
  }

  #tidy(): void {
    const connection = this.#connection;
    for (const { lease } of this.#running.values())
      connection.run('UPDATE inferences SET heartbeat = ? WHERE lease = ?', Date.now(), lease);
    const own = new Set([...this.#running.values()].map(({ lease }) => lease));
    const recovered = recoverAbandoned(connection, this.#ledger, own);
    if (recovered.length > 0)
      this.#options.log.warn({ ids: recovered }, 'inferences taken back from a process that ended');
    tidyQueue(connection, this.#options.keepMilliseconds);
    emptyLog(connection);
    this.#wake();
  }

  /** What timers do has nobody to complain to: it is tried again at the next turn. */
  #quietly(operation: () => void): void {
    if (this.#isClosed) return;
    try {
      operation();
    } catch (error) {
      this.#options.log.error({ cause: describeCause(error) }, 'the queue cannot be read or written');
    }
  }
}
