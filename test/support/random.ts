/** A small deterministic generator (mulberry32): the same seed gives the same test on every machine. */
export class Random {
  #state: number;

  constructor(readonly seed: number) {
    this.#state = seed >>> 0;
  }

  /** In [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number of [low, high]. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  /** A whole number of [low, high] of any size. */
  bigint(low: bigint, high: bigint): bigint {
    const span = high - low + 1n;
    let value = 0n;
    for (let bits = 0; bits < span.toString(2).length + 32; bits += 32) {
      value = (value << 32n) | BigInt(Math.floor(this.next() * 2 ** 32));
    }
    return low + (value % span);
  }

  boolean(probability = 0.5): boolean {
    return this.next() < probability;
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.integer(0, choices.length - 1)]!;
  }

  /** Roughly normal, a float32: what a trained weight looks like. */
  normal(deviation = 1): number {
    let sum = -6;
    for (let round = 0; round < 12; round++) sum += this.next();
    return Math.fround(sum * deviation);
  }

  normals(count: number, deviation = 1): number[] {
    return Array.from({ length: count }, () => this.normal(deviation));
  }
}
