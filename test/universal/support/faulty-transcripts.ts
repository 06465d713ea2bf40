import { beginTranscript, DOMAIN } from '../../../src-main/engine/proofs/sumcheck/reference/statement.ts';
import { Transcript, wordOf } from '../../../src-main/engine/proofs/sumcheck/reference/transcript.ts';
import { verifyUniversal } from '../../../src-main/engine/proofs/sumcheck/reference/verify.ts';
import type { Claimed } from './both-verifiers.ts';

/** How a transcript is wrong. Both sides use it. */
export interface TranscriptFault {
  /** Whether words that are absorbed when so many challenges were drawn wait, and until how many were. */
  heldUntil?(drawn: number, words: number): number;
  /** The number of an earlier challenge that this one repeats. */
  repeats?(drawn: number): number | undefined;
  /** Challenges that hang on the key alone. */
  isOfKeyAlone?(drawn: number): boolean;
}

export class FaultyTranscript extends Transcript {
  /** Challenges so far. */
  readonly drawn: bigint[] = [];
  /** What the prover absorbs in the place of four values: the first time that it absorbs four. */
  replacement: readonly bigint[] | undefined;
  readonly #fault: TranscriptFault;
  readonly #ofKey: Transcript;
  #held: { until: number; bytes: Uint8Array }[] = [];
  #isKey = true;

  constructor({ field }: Claimed, fault: TranscriptFault) {
    super(field, DOMAIN);
    this.#fault = fault;
    this.#ofKey = new Transcript(field, DOMAIN);
  }

  override absorbBytes(bytes: Uint8Array): void {
    // The hash of the key is the first that is absorbed.
    if (this.#isKey) this.#ofKey.absorbBytes(bytes);
    this.#absorb([bytes], this.#isKey);
    this.#isKey = false;
  }

  override absorb(...elements: readonly bigint[]): void {
    if (elements.length === 4 && this.drawn.length === 2 && this.replacement) {
      elements = this.replacement;
      this.replacement = undefined;
    }
    this.#absorb(elements.map(wordOf), false);
  }

  override challenge(): bigint {
    const { length } = this.drawn;
    const challenge = super.challenge();
    const repeated = this.#fault.repeats?.(length);
    if (repeated !== undefined) this.drawn.push(this.drawn[repeated]!);
    else this.drawn.push(this.#fault.isOfKeyAlone?.(length) ? this.#ofKey.challenge() : challenge);
    const isDue = ({ until }: { until: number }) => until <= this.drawn.length;
    this.#held.filter(isDue).forEach(({ bytes }) => super.absorbBytes(bytes));
    this.#held = this.#held.filter((held) => !isDue(held));
    return this.drawn.at(-1)!;
  }

  #absorb(words: readonly Uint8Array[], isKey: boolean): void {
    const until = isKey ? 0 : (this.#fault.heldUntil?.(this.drawn.length, words.length) ?? 0);
    for (const bytes of words) {
      if (until > this.drawn.length) this.#held.push({ until, bytes });
      else super.absorbBytes(bytes);
    }
  }
}

/** A faulty transcript after the statement. */
export function faultyTranscript(one: Claimed, fault: TranscriptFault): FaultyTranscript {
  const { field, key, scheme, publicValues } = one;
  return beginTranscript(field, key, scheme, publicValues, new FaultyTranscript(one, fault));
}

/** Whether a verifier with this fault, and no other, accepts. */
export function isAcceptedWithTranscript(fault: TranscriptFault, one: Claimed, proof: Uint8Array): boolean {
  const { field, key, scheme, publicValues } = one;
  try {
    verifyUniversal(field, key, scheme, publicValues, proof, faultyTranscript(one, fault));
    return true;
  } catch {
    return false;
  }
}
