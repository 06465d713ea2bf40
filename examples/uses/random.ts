/** Random numbers that are the same on every machine: mulberry32. */
export class SeededRandom {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** Uniform in [0, 1). */
  uniform(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let word = this.#state;
    word = Math.imul(word ^ (word >>> 15), word | 1);
    word ^= word + Math.imul(word ^ (word >>> 7), word | 61);
    return ((word ^ (word >>> 14)) >>> 0) / 2 ** 32;
  }

  /** Standard normal, by Box and Muller. */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.uniform())) * Math.cos(2 * Math.PI * this.uniform());
  }

  /** Whole numbers from 0 to `most`, uniform. */
  whole(most: number): number {
    return Math.floor(this.uniform() * (most + 1));
  }

  /** `count` whole numbers from 0 to 100. */
  percents(count: number): number[] {
    return Array.from({ length: count }, () => this.whole(100));
  }
}
