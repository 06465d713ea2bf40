import { keccak_256 } from '@noble/hashes/sha3.js';
import type { PrimeField } from './prime-field.ts';

/**
 * The Fiat-Shamir transcript. State is 32 bytes, at first keccak256 of the domain. What is absorbed is collected; a challenge
 * replaces the state by keccak256(state || collected), empties the collection, and is the state as a big-endian
 * integer modulo the field's order.
 */
export class Transcript {
  readonly #field: PrimeField;
  #state: Uint8Array;
  #collected: Uint8Array[] = [];

  constructor(field: PrimeField, domain: string) {
    this.#field = field;
    this.#state = keccak_256(new TextEncoder().encode(domain));
  }

  absorbBytes(bytes: Uint8Array): void {
    this.#collected.push(bytes);
  }

  /** Each element as 32 bytes, big-endian. */
  absorb(...elements: readonly bigint[]): void {
    for (const element of elements) this.#collected.push(wordOf(element));
  }

  challenge(): bigint {
    this.#state = keccak_256(concatenate([this.#state, ...this.#collected]));
    this.#collected = [];
    return this.#field.of(integerOf(this.#state));
  }

  challenges(count: number): bigint[] {
    return Array.from({ length: count }, () => this.challenge());
  }
}

/** 32 bytes, big-endian. */
export function wordOf(value: bigint): Uint8Array {
  const bytes = new Uint8Array(32);
  for (let index = 31, rest = value; index >= 0; index--, rest >>= 8n) bytes[index] = Number(rest & 255n);
  return bytes;
}

/** Big-endian. */
export function integerOf(bytes: Uint8Array): bigint {
  return bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
}

export function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}
