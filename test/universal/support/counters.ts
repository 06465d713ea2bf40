import { bn254 } from '@noble/curves/bn254.js';
import type { G1, KzgSetup } from '../../../src-main/engine/proofs/sumcheck/reference/kzg.ts';
import { mercury } from '../../../src-main/engine/proofs/sumcheck/reference/mercury.ts';
import type { PrimeField } from '../../../src-main/engine/proofs/sumcheck/reference/prime-field.ts';
import { DOMAIN } from '../../../src-main/engine/proofs/sumcheck/reference/statement.ts';
import { Transcript } from '../../../src-main/engine/proofs/sumcheck/reference/transcript.ts';
import {
  NO_OPERATIONS,
  type OperationCounts,
} from '../../../src-main/engine/proofs/sumcheck/work/operation-counts.ts';
import { SCALARS } from './universal-case.ts';

/** Everything that the reference takes as a parameter, counting what is asked of it. */
export class Counters {
  counts: OperationCounts = { ...NO_OPERATIONS };

  readonly field: PrimeField = {
    ...SCALARS,
    multiply: (a, b) => {
      this.counts.multiplications += 1;
      return SCALARS.multiply(a, b);
    },
    invert: (value) => {
      this.counts.inversions += 1;
      return SCALARS.invert(value);
    },
  };

  /**
   * Mercury whose sums of points are counted, whatever their scalars are, and not made: all points are one, and every
   * pairing holds. What is done in the field does not hang on them.
   */
  mercury(variables: number) {
    const { BASE } = bn254.G1.Point;
    const counting: KzgSetup = {
      powers: new Array<G1>(2 ** variables).fill(BASE),
      combine: (_, scalars) => {
        this.counts.pointMultiplications += scalars.length;
        this.counts.pointAdditions += scalars.length - 1;
        return BASE;
      },
      pairsEqual: () => {
        this.counts.pairingChecks += 1;
        return true;
      },
    };
    return mercury(this.field, counting, 'counted');
  }

  transcript(): Transcript {
    return new CountingTranscript(this);
  }

  /** What was counted since the last call. */
  take(): OperationCounts {
    const { counts } = this;
    this.counts = { ...NO_OPERATIONS };
    return counts;
  }
}

class CountingTranscript extends Transcript {
  readonly #counters: Counters;
  #words = 0;

  constructor(counters: Counters) {
    super(counters.field, DOMAIN);
    this.#counters = counters;
  }

  override absorbBytes(bytes: Uint8Array): void {
    super.absorbBytes(bytes);
    this.#words += bytes.length / 32;
  }

  override absorb(...elements: readonly bigint[]): void {
    super.absorb(...elements);
    this.#words += elements.length;
  }

  override challenge(): bigint {
    this.#counters.counts.hashes += 1;
    this.#counters.counts.hashedWords += 1 + this.#words;
    this.#words = 0;
    return super.challenge();
  }
}
