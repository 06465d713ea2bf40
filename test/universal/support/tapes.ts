import { integerOf, Transcript } from '../../../src-main/engine/proofs/sumcheck/reference/transcript.ts';
import { proveUniversal, type SlotValues } from '../../../src-main/engine/proofs/sumcheck/reference/prove.ts';
import { verifyUniversal } from '../../../src-main/engine/proofs/sumcheck/reference/verify.ts';
import { beginTranscript, DOMAIN } from '../../../src-main/engine/proofs/sumcheck/reference/statement.ts';
import { prove, type UniversalCase } from './universal-case.ts';

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

/** The challenges of an honest proof. */
export function honestTape(one: UniversalCase): bigint[] {
  const transcript = recordingTranscript(one);
  verifyUniversal(one.field, one.key, one.scheme, one.publicValues, prove(one, one.slots), transcript);
  return transcript.challengeTape;
}

/** What the reference says to a proof from these slots, prover and verifier having their challenges from a tape. */
export function verdictWithTape(
  one: UniversalCase,
  slots: SlotValues,
  tape: readonly bigint[],
): string | undefined {
  const { field, key, scheme, publicValues } = one;
  const proof = proveUniversal(field, key, scheme, publicValues, slots, new FrozenTranscript(one, tape));
  try {
    verifyUniversal(field, key, scheme, publicValues, proof, new FrozenTranscript(one, tape));
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
