import type { SerializedError } from '../../../../api/errors.ts';
import type { Receipt } from '../../../../api/receipt.ts';
import type { InferenceOrder } from '../inference-order.ts';
import type { InferenceSeconds, InferenceStatus } from './inference-queue.ts';

/** An inference that this process has taken from the queue, and may prove for as long as it holds the lease. */
export interface ClaimedInference {
  id: string;
  /** Random: whoever took it over since has another one. */
  lease: string;
  order: InferenceOrder;
  /** How many times it was begun, this time included. */
  attempts: number;
  maximumAttempts: number;
  createdAt: number;
  startedAt: number;
}

export interface ProvenAnswer {
  receipt: Receipt;
  /** Those that were drawn here, for the caller: what the client gave is not told to it again. */
  salts: Record<string, string>;
  seconds: InferenceSeconds;
}

/**
 * The writing side of a queue, for whoever runs inferences. Every call but `progress` is one transaction that changes
 * nothing, and returns false, where the lease is another's meanwhile or the inference was cancelled.
 */
export interface InferenceLedger {
  progress(claim: ClaimedInference, progress: NonNullable<InferenceStatus['progress']>): void;
  finish(claim: ClaimedInference, answer: ProvenAnswer): Promise<boolean>;
  fail(claim: ClaimedInference, error: SerializedError): Promise<boolean>;
  /**
   * Back to where it stood in the queue.
   * @param isCounted false where nothing was wrong with it: the attempt does not count
   */
  putBack(claim: ClaimedInference, isCounted: boolean): Promise<boolean>;
}
