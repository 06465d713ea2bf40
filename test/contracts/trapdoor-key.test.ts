import { afterAll, describe, expect, test } from 'vitest';
import { lintVerificationKey } from '../../src-main/engine/proofs/groth16/keys/lint-verification-key.ts';
import { makeTrapdoorKey } from './support/trapdoor-key.ts';

/** The part of snarkjs that this test uses. */
interface Snarkjs {
  groth16: { verify(key: unknown, signals: string[], proof: unknown): Promise<boolean> };
}

const { groth16 } = (await import('snarkjs')) as unknown as Snarkjs;
const SIGNALS = [1n, 2n, 3n << 240n];
const trapdoorKey = makeTrapdoorKey({ signals: 3, seed: 'trapdoor' });
const holds = (signals: readonly bigint[], json: object): Promise<boolean> =>
  groth16.verify(trapdoorKey.key, signals.map(String), json);

afterAll(async () => {
  await (globalThis as { curve_bn128?: { terminate(): Promise<void> } }).curve_bn128?.terminate();
});

describe('a key whose trapdoor was kept', () => {
  test('is a sound key to everyone else', async () => {
    await lintVerificationKey(trapdoorKey.key);
  });

  test('proves any signals, and those only, to snarkjs', async () => {
    const { json } = trapdoorKey.prove(SIGNALS);
    expect(await holds(SIGNALS, json)).toBe(true);
    for (const index of SIGNALS.keys()) {
      expect(await holds(SIGNALS.with(index, SIGNALS[index]! + 1n), json)).toBe(false);
    }
    const other = makeTrapdoorKey({ signals: 3, seed: 'another' });
    expect(await holds(SIGNALS, other.prove(SIGNALS).json)).toBe(false);
  });

  test('gives the same bytes for the same seed and signals, and others for others', () => {
    const again = makeTrapdoorKey({ signals: 3, seed: 'trapdoor' });
    expect(again.key).toEqual(trapdoorKey.key);
    expect(again.prove(SIGNALS).points).toEqual(trapdoorKey.prove(SIGNALS).points);
    expect(trapdoorKey.prove([1n, 2n, 4n]).points).not.toEqual(trapdoorKey.prove(SIGNALS).points);
    expect(makeTrapdoorKey({ signals: 3, seed: 1 }).key).not.toEqual(trapdoorKey.key);
  });

  test('gives proofs with chosen points, infinity among them', () => {
    const zeros = (words: readonly bigint[]): boolean => words.every((word) => word === 0n);
    const { points: noA } = trapdoorKey.prove(SIGNALS, { a: 0n });
    expect([zeros(noA.slice(0, 2)), zeros(noA.slice(2, 6)), zeros(noA.slice(6))]).toEqual([
      true,
      false,
      false,
    ]);
    const { points: noB } = trapdoorKey.prove(SIGNALS, { b: 0n });
    expect([zeros(noB.slice(0, 2)), zeros(noB.slice(2, 6)), zeros(noB.slice(6))]).toEqual([
      false,
      true,
      false,
    ]);
    const { points: noC } = trapdoorKey.prove(SIGNALS, { c: 0n });
    expect([zeros(noC.slice(0, 2)), zeros(noC.slice(2, 6)), zeros(noC.slice(6))]).toEqual([
      false,
      false,
      true,
    ]);
    expect(() => trapdoorKey.prove(SIGNALS, { a: 0n, c: 0n })).toThrow('no such proof');
    const { alpha, beta } = trapdoorKey.trapdoor;
    const last = trapdoorKey.lastSignalFor(SIGNALS.slice(0, 2), 0n);
    expect(() =>
      trapdoorKey.prove([...SIGNALS.slice(0, 2), last], { a: alpha, b: beta, c: 0n }),
    ).not.toThrow();
  });

  test('re-randomises a proof to another one of the same signals', async () => {
    const proof = trapdoorKey.prove(SIGNALS);
    for (const shift of [0n, 7n]) {
      const other = trapdoorKey.rerandomise(proof, 5n, shift);
      expect(other.points).not.toEqual(proof.points);
      expect(await holds(SIGNALS, other.json)).toBe(true);
    }
  });
});
