import { describe, expect, it } from 'vitest';
import { integerRange } from '../../src-main/engine/graph/integer-graph.ts';
import { SCALAR_FIELD } from '../../src-main/engine/proofs/bn254.ts';
import type { PublicVector } from '../../src-main/engine/proofs/sumcheck/reference/descriptor.ts';
import {
  type ProofLayout,
  proofLayout,
} from '../../src-main/engine/proofs/sumcheck/reference/proof-length.ts';
import { integerOf, wordOf } from '../../src-main/engine/proofs/sumcheck/reference/transcript.ts';
import { dense, graphOf, max, port, rescale, window2d } from '../circuits/support/integer-nodes.ts';
import { Random } from '../circuits/support/random.ts';
import { knownMercury } from './support/kzg-setup.ts';
import { refusal } from './support/both-verifiers.ts';
import { prove, randomInputs, type UniversalCase, universalCase } from './support/universal-case.ts';

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

/** Another transcript: the first thing that does not fit then is a layer of the fractions. */
const OTHER_CHALLENGES = 'lookups: a layer of the tree does not fit';
const REDUCED = 'proof: a value is not reduced';

/** What may be said against a proof with a word changed, by the part of the proof that has it. */
const REASONS: Record<keyof ProofLayout, readonly string[]> = {
  // The last word has the root of the fractions for a neighbour.
  commitments: [OTHER_CHALLENGES, 'lookups: the fractions do not add up to zero'],
  fractions: [REDUCED, OTHER_CHALLENGES, 'lookups: the fractions do not add up to zero'],
  leafClaims: [
    REDUCED,
    'lookups: numerators of the leaves do not fit',
    'lookups: denominators of the leaves do not fit',
  ],
  relationRounds: [REDUCED, 'relations: the sum is not zero'],
  // The two sides of a maximum may be exchanged without harm to its relation: the opening tells them apart.
  relationClaims: [REDUCED, 'relations: the sum is not zero', 'opening: the cells have another value'],
  openingRounds: [REDUCED, 'opening: the cells have another value'],
  value: [REDUCED, 'opening: the cells have another value'],
  opening: [
    'opening: a coordinate is not reduced',
    'opening: a point is not on the curve',
    'opening: a value is not reduced',
    'opening: the pairing does not hold',
  ],
};

describe('both universal verifiers refuse', () => {
  it('every word of a proof changed, for a reason of its part', () => {
    expect(refusal(honest, proof)).toBeUndefined();
    const words = wordsOf(proof);
    const given = new Map<string, Set<string>>();
    let next = 0;
    for (const [part, count] of Object.entries(proofLayout(honest.key.descriptor, honest.scheme))) {
      const reasons = new Set<string>();
      for (const end = next + count; next < end; next++) {
        for (const { name, changed } of changesOf(words, next)) {
          const reason = refusal(honest, bytesOf(changed));
          expect(reason, `${part}, word ${next} := ${name}`).toBeDefined();
          reasons.add(reason!);
        }
      }
      given.set(part, reasons);
    }
    expect(next).toBe(words.length);
    for (const [part, reasons] of given)
      expect([...reasons].sort(), part).toEqual([...REASONS[part as keyof ProofLayout]].sort());
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
    const layout = proofLayout(honest.key.descriptor, honest.scheme);
    const words = wordsOf(proof);
    const verdict = (at: number, x: bigint, y: bigint) =>
      refusal(honest, bytesOf(words.with(at, x).with(at + 1, y)));
    for (let at = 0; at < layout.commitments; at += commitmentWords) {
      expect(verdict(at, 0n, 0n)).toBe(OTHER_CHALLENGES);
      expect(verdict(at, 1n, 1n)).toBe(OTHER_CHALLENGES);
    }
    const opening = words.length - layout.opening;
    for (const at of [0, 2, 4, 6, 8, 16, 18].map((place) => opening + place)) {
      expect(verdict(at, 0n, 0n), `infinity at ${at}`).toBe('opening: the pairing does not hold');
      expect(verdict(at, 1n, 1n)).toBe('opening: a point is not on the curve');
    }
  });

  it('every public value changed, and another context', () => {
    const { publicValues } = honest;
    const other = (change: Partial<UniversalCase['publicValues']>) =>
      refusal({ ...honest, publicValues: { ...publicValues, ...change } }, proof);
    expect(other({ context: publicValues.context + 1n })).toBe(OTHER_CHALLENGES);
    expect(other({ context: SCALAR_FIELD })).toMatch('not reduced');
    expect(other({ context: publicValues.context + SCALAR_FIELD })).toMatch('not reduced');
    for (const side of ['inputs', 'outputs'] as const) {
      const values = publicValues[side][0]!;
      const [{ bits, signed }] = honest.key.descriptor[side] as [PublicVector];
      const { low, high } = integerRange(bits, signed);
      values.forEach((_, at) => {
        for (const { name, changed } of changesOf(values, at)) {
          const isInside = changed.every((value) => value >= low && value <= high);
          const reason = isInside ? OTHER_CHALLENGES : 'public: a value leaves its bits';
          expect(other({ [side]: [changed] }), `${side} ${at} := ${name}`).toBe(reason);
        }
      });
      expect(other({ [side]: [values.slice(1)] })).toMatch('another number of values');
      expect(other({ [side]: [[...values, 0n]] })).toMatch('another number of values');
      expect(other({ [side]: [] })).toMatch('another number of tensors');
      expect(other({ [side]: [values, values] })).toMatch('another number of tensors');
    }
  });

  it('a proof for another key: a weight, a bias, a table, a commitment, a name', () => {
    const { key, scheme } = honest;
    key.commitments.forEach((commitment, row) => {
      const commitments = key.commitments.with(row, scheme.commit([1n, 2n]));
      expect(commitment).not.toEqual(commitments[row]);
      expect(refusal({ ...honest, key: { ...key, commitments } }, proof)).toBe(OTHER_CHALLENGES);
    });
    expect(refusal({ ...honest, key: { ...key, commitments: [] } }, proof)).toMatch('number of rows');
    const more = [...key.commitments, key.commitments[0]!];
    expect(refusal({ ...honest, key: { ...key, commitments: more } }, proof)).toMatch('number of rows');
    const keyWords = wordsOf(Uint8Array.from(key.commitments.flat().flatMap((word) => [...word])));
    keyWords.forEach((_, at) => {
      const infinity = {
        name: 'infinity',
        changed: keyWords.with(at - (at % 2), 0n).with(at - (at % 2) + 1, 0n),
      };
      for (const { name, changed } of [...changesOf(keyWords, at), infinity]) {
        const commitments = key.commitments.map((words, row) =>
          words.map((_word, index) => wordOf(changed[row * words.length + index]!)),
        );
        expect(refusal({ ...honest, key: { ...key, commitments } }, proof), `key word ${at} := ${name}`).toBe(
          OTHER_CHALLENGES,
        );
      }
    });
    const weakened = key.descriptor.relations.map((relation, index) => ({
      ...key.descriptor,
      relations: key.descriptor.relations.with(index, { ...relation, terms: relation.terms.slice(1) }),
    }));
    for (const descriptor of weakened)
      expect(refusal({ ...honest, key: { ...key, descriptor } }, proof)).toBeDefined();
    const renamed = {
      ...key.descriptor,
      slots: key.descriptor.slots.map((slot) => ({ ...slot, name: `${slot.name}'` })),
    };
    expect(refusal({ ...honest, key: { ...key, descriptor: renamed } }, proof)).toBe(OTHER_CHALLENGES);
  });

  it('a proof under another setup', () => {
    const other = knownMercury(6, 999_331n);
    expect(refusal({ ...honest, scheme: other }, proof)).toBe(OTHER_CHALLENGES);
    // Under the same name even: the commitments are those of another tau.
    expect(refusal({ ...honest, scheme: { ...other, id: honest.scheme.id } }, proof)).toBe(
      'opening: the pairing does not hold',
    );
  });
});

/** What the word at a place may become; changes that change nothing are left out. */
function changesOf(words: readonly bigint[], at: number): { name: string; changed: bigint[] }[] {
  const word = words[at]!;
  const next = words[at + 1];
  const changes: [name: string, changed: bigint[]][] = [
    ['+1', words.with(at, (word + 1n) % MODULUS)],
    ['0', words.with(at, 0n)],
    ['r', words.with(at, SCALAR_FIELD)],
    ['r - 1', words.with(at, SCALAR_FIELD - 1n)],
    ['+r', words.with(at, (word + SCALAR_FIELD) % MODULUS)],
  ];
  if (next !== undefined) changes.push(['its neighbour', words.with(at, next).with(at + 1, word)]);
  return changes.flatMap(([name, changed]) => (changed[at] === word ? [] : [{ name, changed }]));
}

function wordsOf(bytes: Uint8Array): bigint[] {
  return Array.from({ length: bytes.length / 32 }, (_, at) => integerOf(bytes.slice(32 * at, 32 * at + 32)));
}

function bytesOf(words: readonly bigint[]): Uint8Array {
  return Uint8Array.from(words.flatMap((word) => [...wordOf(word)]));
}
