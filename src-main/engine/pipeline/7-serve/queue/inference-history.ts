import type { InferenceSeconds, InferenceStatus } from './inference-queue.ts';

/** What a queue that keeps everything at hand tells about all inferences, for a person who looks on. */
export interface InferenceHistory {
  /** What was accepted last, the latest first. */
  latest(count: number): InferenceStatus[];
  /** How long the parts of those took that were done last, the latest first. */
  seconds(count: number): InferenceSeconds[];
  /**
   * @param listener is told that something has changed, as often as it does
   * @returns stops it
   */
  onChange(listener: () => void): () => void;
}
