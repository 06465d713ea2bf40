import { integerOf, Transcript } from '../../../src-main/engine/proofs/sumcheck/reference/transcript.ts';
import { DOMAIN } from '../../../src-main/engine/proofs/sumcheck/reference/statement.ts';
import { beginTranscript } from '../../../src-main/engine/proofs/sumcheck/reference/statement.ts';
import type { UniversalCase } from './universal-case.ts';

/** A transcript that writes down what it absorbs and which challenges it gives. */
export class RecordingTranscript extends Transcript {
  /** Words and challenges in order; a challenge is marked. */
  readonly tape: { isChallenge: boolean; value: bigint }[] = [];

  override absorbBytes(bytes: Uint8Array): void {
    super.absorbBytes(bytes);
    this.tape.push({ isChallenge: false, value: integerOf(bytes) });
  }

  override absorb(...elements: readonly bigint[]): void {
    super.absorb(...elements);
    for (const value of elements) this.tape.push({ isChallenge: false, value });
  }

  override challenge(): bigint {
    const value = super.challenge();
    this.tape.push({ isChallenge: true, value });
    return value;
  }

  get challengeTape(): bigint[] {
    return this.tape.filter(({ isChallenge }) => isChallenge).map(({ value }) => value);
  }
}

/** A transcript whose challenges were drawn before, whatever is said: what a weak Fiat-Shamir transform amounts to. */
export class FrozenTranscript extends Transcript {
  readonly #tape: readonly bigint[];
  #next = 0;

  constructor(one: UniversalCase, tape: readonly bigint[]) {
    super(one.field, DOMAIN);
    this.#tape = tape;
  }

  override challenge(): bigint {
    return this.#tape[this.#next++]!;
  }
}

/** A recording transcript that has absorbed the statement, as the verifier's own has. */
export function recordingTranscript({
  field,
  key,
  scheme,
  publicValues,
}: UniversalCase): RecordingTranscript {
  const transcript = new RecordingTranscript(field, DOMAIN);
  return beginTranscript(field, key, scheme, publicValues, transcript);
}
