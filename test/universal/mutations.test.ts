import { describe, expect, it } from 'vitest';
import { SCALAR_FIELD } from '../../src-main/engine/proofs/bn254.ts';
import { integerOf, wordOf } from '../../src-main/engine/proofs/sumcheck/reference/transcript.ts';
import { dense, graphOf, max, port, rescale, window2d } from '../circuits/support/integer-nodes.ts';
import { Random } from '../circuits/support/random.ts';
import { knownMercury } from './support/kzg-setup.ts';
import { prove, randomInputs, refusal, type UniversalCase, universalCase } from './support/universal-case.ts';

const SEED = Number(process.env.TEST_SEED ?? 1);
const MODULUS = 2n ** 256n;

/** A layer, its activation, a pool. */
const graph = graphOf(
  [port('x', [4], 3, true)],
  [
    dense(
      'x',
      'a',
      [
        [1, -2, 3, 1],
        [2, 0, -1, 1],
        [-3, 1, 1, 2],
        [0, 1, 2, -1],
      ],
      [1, 0, -1, 2],
    ),
    rescale('a', 'b', 'relu', 3, 1),
    max('b', 'y', 1, window2d([2, 2], 2)),
  ],
  [port('y', [1], 8, true)],
);

const honest = universalCase(graph, randomInputs(graph, new Random(SEED)), {
  scheme: knownMercury(6),
  limbBits: 3,
});
const proof = prove(honest, honest.slots);

/** What a word may become; undefined where the place has no such neighbour. */
const CHANGES: [name: string, change: (words: bigint[], at: number) => bigint[] | undefined][] = [
  ['+1', (words, at) => words.with(at, (words[at]! + 1n) % MODULUS)],
  ['0', (words, at) => words.with(at, 0n)],
  ['r', (words, at) => words.with(at, SCALAR_FIELD)],
  ['r - 1', (words, at) => words.with(at, SCALAR_FIELD - 1n)],
  ['+r', (words, at) => words.with(at, (words[at]! + SCALAR_FIELD) % MODULUS)],
  [
    'its neighbour',
    (words, at) =>
      at + 1 === words.length ? undefined : words.with(at, words[at + 1]!).with(at + 1, words[at]!),
  ],
];

describe('the universal verifier refuses', () => {
  it('every word of a proof changed', () => {
    expect(refusal(honest, proof)).toBeUndefined();
    const words = wordsOf(proof);
    const reasons = new Set<string>();
    words.forEach((_, at) => {
      for (const [name, change] of CHANGES) {
        const changed = change(words, at);
        if (!changed || changed.join() === words.join()) continue;
        const reason = refusal(honest, bytesOf(changed));
        expect(reason, `word ${at} := ${name}`).toBeDefined();
        reasons.add(reason!);
      }
    });
    expect([...reasons].sort()).toEqual([
      'lookups: a layer of the tree does not fit',
      'lookups: denominators of the leaves do not fit',
      'lookups: numerators of the leaves do not fit',
      'lookups: the fractions do not add up to zero',
      'opening: a coordinate is not reduced',
      'opening: a point is not on the curve',
      'opening: a value is not reduced',
      'opening: the cells have another value',
      'opening: the pairing does not hold',
      'proof: a value is not reduced',
      'relations: the sum is not zero',
    ]);
  });

  it('a proof that is cut, lengthened or empty', () => {
    expect(refusal(honest, proof.slice(0, -1))).toMatch('too short');
    expect(refusal(honest, proof.slice(0, -32))).toMatch('too short');
    expect(refusal(honest, new Uint8Array())).toMatch('too short');
    expect(refusal(honest, Uint8Array.from([...proof, 0]))).toMatch('too long');
    expect(refusal(honest, Uint8Array.from([...proof, ...new Uint8Array(32)]))).toMatch('too long');
  });

  it('infinity or a point off the curve in the place of a commitment', () => {
    const { commitmentWords } = honest.scheme;
    const { rows, keyRows } = honest.key.descriptor;
    const words = wordsOf(proof);
    for (let row = 0; row < rows - keyRows; row++) {
      const at = row * commitmentWords;
      expect(refusal(honest, bytesOf(words.with(at, 0n).with(at + 1, 0n)))).toBeDefined();
      expect(refusal(honest, bytesOf(words.with(at, 1n).with(at + 1, 1n)))).toBeDefined();
    }
    const opening = words.length - honest.scheme.openingWords(honest.key.descriptor.rowVariables);
    for (const at of [0, 2, 4, 6, 8, 16, 18].map((place) => opening + place)) {
      expect(
        refusal(honest, bytesOf(words.with(at, 0n).with(at + 1, 0n))),
        `infinity at ${at}`,
      ).toBeDefined();
      expect(refusal(honest, bytesOf(words.with(at, 1n).with(at + 1, 1n)))).toMatch('not on the curve');
    }
  });

  it('other public values, another context', () => {
    const { publicValues } = honest;
    const other = (change: Partial<UniversalCase['publicValues']>) =>
      refusal({ ...honest, publicValues: { ...publicValues, ...change } }, proof);
    expect(other({ context: publicValues.context + 1n })).toBeDefined();
    expect(other({ context: SCALAR_FIELD })).toMatch('not reduced');
    publicValues.inputs[0]!.forEach((value, index) => {
      const changed = value === 3n ? 2n : value + 1n;
      expect(
        other({ inputs: [publicValues.inputs[0]!.map((old, at) => (at === index ? changed : old))] }),
      ).toBeDefined();
    });
    expect(other({ outputs: [[publicValues.outputs[0]![0]! + 1n]] })).toBeDefined();
    expect(other({ outputs: [[200n]] })).toMatch('leaves its bits');
    expect(other({ outputs: [[...publicValues.outputs[0]!, 0n]] })).toMatch('another number');
    expect(other({ outputs: [] })).toMatch('another number');
  });

  it('a proof for another key: a weight, a bias, a table, a commitment, a name', () => {
    const { key, slots, scheme } = honest;
    key.commitments.forEach((commitment, row) => {
      const commitments = key.commitments.with(row, scheme.commit([1n, 2n]));
      expect(refusal({ ...honest, key: { ...key, commitments } }, proof), `row ${row}`).toBeDefined();
      expect(commitment).not.toEqual(commitments[row]);
    });
    expect(refusal({ ...honest, key: { ...key, commitments: [] } }, proof)).toMatch('number of rows');
    const keyWords = wordsOf(Uint8Array.from(key.commitments.flat().flatMap((word) => [...word])));
    keyWords.forEach((_, at) => {
      for (const [name, change] of CHANGES) {
        const changed = change(keyWords, at);
        if (!changed || changed.join() === keyWords.join()) continue;
        const commitments = key.commitments.map((words, row) =>
          words.map((_word, index) => wordOf(changed[row * words.length + index]!)),
        );
        expect(
          refusal({ ...honest, key: { ...key, commitments } }, proof),
          `key word ${at} := ${name}`,
        ).toBeDefined();
      }
    });
    const renamed = {
      ...key.descriptor,
      slots: key.descriptor.slots.map((slot) => ({ ...slot, name: `${slot.name}'` })),
    };
    expect(refusal({ ...honest, key: { ...key, descriptor: renamed } }, proof)).toBeDefined();
    expect(slots.length).toBe(key.descriptor.slots.length);
  });

  it('a proof under another setup', () => {
    expect(refusal({ ...honest, scheme: knownMercury(6, 999_331n) }, proof)).toBeDefined();
  });
});

function wordsOf(bytes: Uint8Array): bigint[] {
  return Array.from({ length: bytes.length / 32 }, (_, at) => integerOf(bytes.slice(32 * at, 32 * at + 32)));
}

function bytesOf(words: readonly bigint[]): Uint8Array {
  return Uint8Array.from(words.flatMap((word) => [...wordOf(word)]));
}
