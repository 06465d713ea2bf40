import type { SerializedError } from '../../../../api/errors.ts';
import type { Receipt } from '../../../../api/receipt.ts';
import type { InferenceOrder } from '../inference-order.ts';

export const INFERENCE_STATES = ['queued', 'running', 'done', 'failed', 'cancelled'] as const;
export type InferenceState = (typeof INFERENCE_STATES)[number];

/** What is said about an inference that was accepted. Times are Unix milliseconds. */
export interface InferenceStatus {
  /** 128 random bits, hex. */
  id: string;
  modelName: string;
  /** Who ordered it: the id of an API key, 'market', 'studio'. */
  caller: string;
  state: InferenceState;
  /** The larger, the earlier; 0 where nobody said. */
  priority: number;
  /** How many times it was begun. */
  attempts: number;
  /** 1 for the one that is begun next; only while it waits. */
  position?: number;
  progress?: { stage: string; fraction?: number };
  createdAt: number;
  startedAt?: number;
  finishedAt?: number;
  /** How long each part of the last attempt took, and how long it waited to be begun. */
  seconds?: InferenceSeconds;
  /** Of a failed one. */
  error?: SerializedError;
  hasReceipt: boolean;
}

export interface InferenceSeconds {
  witness: number;
  prove: number;
  verify: number;
  wait: number;
}

export interface SubmitOptions {
  caller: string;
  /** -9 to 9. */
  priority?: number;
  /** The same caller with the same key and the same order gets the earlier inference. */
  idempotencyKey?: string;
  /** Only an order that was accepted before is answered, with the earlier inference; a new one as if the queue were full. */
  repeatsOnly?: boolean;
  /** How many times it may be begun; default 3. */
  maximumAttempts?: number;
}

export type InferenceCounts = Record<InferenceState, number>;

/**
 * Orders that wait, run and have ended. What `submit` has accepted survives a crash of any process: it ends as exactly one
 * receipt, one stated failure, or a cancel.
 *
 * Order: the highest priority first; inside a priority the callers take turns; inside a caller first come, first served.
 */
export interface InferenceQueue {
  /**
   * Accepts an order; it is on the disk when this returns.
   * @throws AppError `idempotency-conflict` for another order under the same key; `queue-full` (a QueueFullError, which
   *   says when to try again); `queue-closed` while it drains; `queue-unreachable`, `disk-full`, `workspace-unusable`
   */
  submit(order: InferenceOrder, options: SubmitOptions): Promise<InferenceStatus>;
  find(id: string): Promise<InferenceStatus | undefined>;
  /** The receipt of one that is done, until it is deleted for its age. */
  receipt(id: string): Promise<Receipt | undefined>;
  /**
   * Salts of the committed inputs, decimal, of one that is done. They open the commitments: for the caller alone. They are
   * deleted a quarter of an hour after the proof unless inputs are kept.
   */
  salts(id: string): Promise<Record<string, string> | undefined>;
  /** Cancels one that waits or runs; one that has ended stays as it is. Undefined where there is none. */
  cancel(id: string): Promise<InferenceStatus | undefined>;
  /**
   * Calls the listener with every change from now on, whichever process makes it; the first call may repeat what is known.
   * @returns stops it
   */
  watch(id: string, listener: (status: InferenceStatus) => void): () => void;
  counts(): Promise<InferenceCounts>;
  /** Begins to run what waits. */
  start(): void;
  /**
   * Takes nothing new and ends what runs. What waits stays for the next start; what runs when the signal comes is given
   * back to the queue.
   */
  drain(options?: { signal?: AbortSignal }): Promise<void>;
  /** Stops at once: what runs is given back to the queue. */
  close(): Promise<void>;
}
