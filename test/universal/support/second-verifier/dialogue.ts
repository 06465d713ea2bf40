import { keccak_256 } from '@noble/hashes/sha3.js';
import { Refusal } from './refusal.ts';

const WORD = 32;

/**
 * The proof, read from its beginning, and the transcript. All that is read is absorbed in the same moment: a proof is in the order of its
 * transcript, so that nothing can be used before it was absorbed, and nothing absorbed that was not sent.
 */
export class Dialogue {
  private state = keccak_256(new TextEncoder().encode('proofpress.universal.v1'));
  private readonly collected: Uint8Array[] = [];
  private position = 0;

  constructor(
    private readonly modulus: bigint,
    private readonly proof: Uint8Array,
  ) {}

  /** Absorbs what both sides know. */
  absorb(bytes: Uint8Array): void {
    this.collected.push(bytes);
  }

  /** Absorbs an integer, reduced, in 32 bytes, big-endian. */
  absorbInteger(value: bigint): void {
    const residue = ((value % this.modulus) + this.modulus) % this.modulus;
    this.absorb(new Uint8Array(Buffer.from(residue.toString(16).padStart(2 * WORD, '0'), 'hex')));
  }

  challenge(): bigint {
    this.state = keccak_256(Buffer.concat([this.state, ...this.collected.splice(0)]));
    return integerOf(this.state) % this.modulus;
  }

  challenges(count: number): bigint[] {
    return Array.from({ length: count }, () => this.challenge());
  }

  /** The next word of the proof as it stands, absorbed. */
  word(): Uint8Array {
    if (this.position + WORD > this.proof.length) throw new Refusal('the proof is too short');
    const bytes = this.proof.slice(this.position, this.position + WORD);
    this.position += WORD;
    this.absorb(bytes);
    return bytes;
  }

  /** The next word as an element of the field. */
  element(): bigint {
    const value = integerOf(this.word());
    if (value >= this.modulus)
      throw new Refusal(`word ${this.position / WORD - 1} is not below the field's order`);
    return value;
  }

  elements(count: number): bigint[] {
    return Array.from({ length: count }, () => this.element());
  }

  end(): void {
    if (this.position !== this.proof.length) throw new Refusal('the proof is too long');
  }
}

export function integerOf(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
}
