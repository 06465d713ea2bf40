import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type {
  InferenceQueue,
  InferenceSeconds,
  InferenceStatus,
} from '../../engine/pipeline/7-serve/queue/inference-queue.ts';
import { hasEnded } from './wait-for-end.ts';

/** From a credit score to a large network on a slow machine, seconds. */
const INFERENCE_BUCKETS = [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000];
const REQUEST_BUCKETS = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 60];

/** So many inferences are looked at each time: a long queue is no work. */
const LOOK_COUNT = 20;
const LOOK_MILLISECONDS = 500;

const PARTS: readonly (keyof InferenceSeconds)[] = ['wait', 'witness', 'prove', 'verify'];

/** What a server tells Prometheus. No name or address of a client is in it. */
export class ApiMetrics {
  readonly registry = new Registry();
  readonly #ended: Counter<'model' | 'state'>;
  readonly #seconds: Histogram<'model' | 'part'>;
  readonly #requests: Histogram<'method' | 'route' | 'status'>;
  readonly #incidents: Counter;
  readonly #queue: InferenceQueue;
  readonly #open = new Set<string>();
  readonly #looking: NodeJS.Timeout;

  constructor(queue: InferenceQueue) {
    this.#queue = queue;
    this.#looking = setInterval(() => void this.#look(LOOK_COUNT), LOOK_MILLISECONDS);
    this.#looking.unref();
    const registers = [this.registry];
    collectDefaultMetrics({ register: this.registry });
    new Gauge({
      name: 'proofpress_inferences',
      help: 'Inferences in the queue, by state',
      labelNames: ['state'],
      registers,
      async collect() {
        const { queued, running } = await queue.counts();
        this.set({ state: 'queued' }, queued);
        this.set({ state: 'running' }, running);
      },
    });
    this.#ended = new Counter({
      name: 'proofpress_inferences_ended_total',
      help: 'Inferences that were accepted by this process and have ended',
      labelNames: ['model', 'state'],
      registers,
    });
    this.#seconds = new Histogram({
      name: 'proofpress_inference_seconds',
      help: 'How long the parts of proven inferences took',
      labelNames: ['model', 'part'],
      buckets: INFERENCE_BUCKETS,
      registers,
    });
    this.#requests = new Histogram({
      name: 'proofpress_http_request_seconds',
      help: 'How long HTTP requests took',
      labelNames: ['method', 'route', 'status'],
      buckets: REQUEST_BUCKETS,
      registers,
    });
    this.#incidents = new Counter({
      name: 'proofpress_incidents_total',
      help: 'Proofs that did not hold when they were checked, and were kept back',
      registers,
    });
  }

  /** Counts an inference when it has ended; one that has ended already was counted then. */
  follow(status: InferenceStatus): void {
    if (!hasEnded(status)) this.#open.add(status.id);
  }

  /** Ends the looking for inferences that have ended. */
  stop(): void {
    clearInterval(this.#looking);
  }

  /**
   * Looks at inferences that were open, the next ones first. A listener for each of them would be told of every step that
   * it moves up in the queue.
   */
  async #look(most: number): Promise<void> {
    for (const id of [...this.#open].slice(0, most)) {
      // Another look may be under way.
      if (!this.#open.delete(id)) continue;
      const status = await this.#queue.find(id).catch(() => 'unreadable' as const);
      if (status === undefined) continue;
      if (status !== 'unreadable' && hasEnded(status)) this.#count(status);
      // Behind the others.
      else this.#open.add(id);
    }
  }

  #count({ modelName: model, state, seconds }: InferenceStatus): void {
    this.#ended.inc({ model, state });
    if (state !== 'done' || !seconds) return;
    for (const part of PARTS) this.#seconds.observe({ model, part }, seconds[part]);
  }

  request(method: string, route: string, status: number, milliseconds: number): void {
    this.#requests.observe({ method, route, status: String(status) }, milliseconds / 1000);
  }

  /** All figures in Prometheus' text format. */
  async text(): Promise<string> {
    await this.#look(this.#open.size);
    return this.registry.metrics();
  }

  incident(): void {
    this.#incidents.inc();
  }
}
