import type { PrimeField } from './prime-field.ts';
import { integerOf } from './transcript.ts';

/** Reads a proof from its beginning: words of 32 bytes. */
export class ProofReader {
  readonly #field: PrimeField;
  readonly #bytes: Uint8Array;
  #offset = 0;

  /**
   * @param words that the proof has to have
   * @throws Error for another length
   */
  constructor(field: PrimeField, bytes: Uint8Array, words: number) {
    if (bytes.length < 32 * words) throw new Error('proof: too short');
    if (bytes.length > 32 * words) throw new Error('proof: too long');
    this.#field = field;
    this.#bytes = bytes;
  }

  words(count: number): Uint8Array[] {
    return Array.from({ length: count }, () => this.#bytes.slice(this.#offset, (this.#offset += 32)));
  }

  /** @throws Error for a word that is not below the field's order */
  elements(count: number): bigint[] {
    return this.words(count).map((word) => {
      const value = integerOf(word);
      if (value >= this.#field.modulus) throw new Error('proof: a value is not reduced');
      return value;
    });
  }

  element(): bigint {
    return this.elements(1)[0]!;
  }
}
