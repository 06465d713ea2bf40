import { readFileSync } from 'node:fs';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { expect, test } from 'vitest';
import { SCALAR_FIELD } from '../../../src-main/engine/proofs/bn254.ts';
import { commitInput, inputTag } from '../../../src-main/engine/proofs/groth16/gadgets/input-commitment.ts';
import { poseidon16 } from '../../../src-main/engine/proofs/groth16/gadgets/poseidon.ts';

interface Vector {
  note: string;
  count: number;
  bits: number;
  salt: string;
  elements: string[];
  tag: string;
  commitment: string;
}

const vectors = JSON.parse(
  readFileSync(new URL('../../../circuits/vectors/input-commitment.json', import.meta.url), 'utf8'),
) as { vectors: Vector[] };

test.each(vectors.vectors)('golden vector: $note', ({ count, bits, salt, elements, tag, commitment }) => {
  expect(String(inputTag(count, bits))).toBe(tag);
  expect(String(commitInput(elements.map(BigInt), BigInt(salt), count, bits))).toBe(commitment);
});

test('the vectors cover one block, a full block, a second block and a third', () => {
  expect(vectors.vectors.map((vector) => Math.ceil((vector.elements.length + 1) / 15))).toEqual([
    1, 1, 2, 2, 3,
  ]);
});

test('the tag is keccak256 of domain, count and bits, modulo 2^253', () => {
  const bytes = new Uint8Array([...new TextEncoder().encode('proofpress.input.v1'), 0, 0, 3, 16, 8]);
  const digest = keccak_256(bytes).reduce((value, byte) => value * 256n + BigInt(byte), 0n);
  expect(inputTag(784, 8)).toBe(digest % (1n << 253n));
  expect(inputTag(784, 8)).toBeLessThan(SCALAR_FIELD);
});

test('the commitment is the chain of Poseidon over salt and elements, filled with zeros', () => {
  const elements = Array.from({ length: 15 }, (_, index) => BigInt(index + 100));
  const first = poseidon16([inputTag(15 * 31, 8), 7n, ...elements.slice(0, 14)]);
  const second = poseidon16([first, elements[14]!, ...new Array<bigint>(14).fill(0n)]);
  expect(commitInput(elements, 7n, 15 * 31, 8)).toBe(second);
});

test('count, bits, salt and every element enter', () => {
  const commitments = [
    commitInput([5n, 6n], 7n, 62, 8),
    commitInput([5n, 6n], 7n, 61, 8),
    commitInput([5n, 6n], 7n, 30, 16),
    commitInput([5n, 6n], 8n, 62, 8),
    commitInput([6n, 5n], 7n, 62, 8),
    commitInput([5n, 6n, 0n], 7n, 63, 8),
  ];
  expect(new Set(commitments).size).toBe(commitments.length);
});

test('a wrong number of elements is a mistake of the caller', () => {
  expect(() => commitInput([1n, 2n], 7n, 31, 8)).toThrow(RangeError);
});
