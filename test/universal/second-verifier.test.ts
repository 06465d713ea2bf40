import { describe, expect, it } from 'vitest';
import { SCALAR_FIELD } from '../../src-main/engine/proofs/bn254.ts';
import { createPrimeField } from '../../src-main/engine/proofs/sumcheck/reference/prime-field.ts';
import { dense, graphOf, max, port, rescale, window2d } from '../circuits/support/integer-nodes.ts';
import { Random } from '../circuits/support/random.ts';
import { randomGraph } from '../circuits/support/random-graph.ts';
import { cellOf, withCells } from './support/cheat.ts';
import { knownMercury, knownSetup } from './support/kzg-setup.ts';
import { primitiveCases } from './support/primitive-cases.ts';
import { integerOf } from './support/second-verifier/dialogue.ts';
import { type OpeningSetup, secondVerdict } from './support/second-verifier/second-verdict.ts';
import { prove, randomInputs, refusal, type UniversalCase, universalCase } from './support/universal-case.ts';

const SEED = Number(process.env.TEST_SEED ?? 1);
const ROUNDS = Number(process.env.TEST_ROUNDS ?? 20);
const TAU_VARIABLES = 8;
const WORDS_MODULUS = 2n ** 256n;

type Claimed = Pick<UniversalCase, 'field' | 'key' | 'scheme' | 'publicValues'>;

/** Both verifiers' verdicts; each is undefined where it accepts. */
function verdicts(one: Claimed, proof: Uint8Array, setup: OpeningSetup) {
  const { key, field, publicValues } = one;
  return {
    first: refusal(one, proof),
    second: secondVerdict(key, setup, field.modulus, publicValues, proof),
  };
}

const ACCEPTED = { first: undefined, second: undefined };
const REFUSED = { first: expect.any(String) as string, second: expect.any(String) as string };

const plain = ({ scheme }: Claimed): OpeningSetup => ({ schemeId: scheme.id, plain: true });
const { tau } = knownSetup(1);
const onCurve = ({ scheme }: Claimed): OpeningSetup => ({ schemeId: scheme.id, tau });

describe('a verifier written from the specification alone accepts what the reference accepts', () => {
  it.each(primitiveCases())('honest proofs of %s', (_, graph) => {
    const one = universalCase(graph, randomInputs(graph, new Random(SEED)));
    expect(verdicts(one, prove(one, one.slots), plain(one))).toEqual(ACCEPTED);
  });

  it(`honest proofs of ${ROUNDS} random graphs, from seed ${SEED}`, () => {
    for (let seed = SEED; seed < SEED + ROUNDS; seed++) {
      const random = new Random(seed);
      const size = { nodes: 5, side: 4, bits: [2, 4, 8], weight: 20, maxShift: 6, outputBits: 40 };
      const graph = randomGraph(random, size);
      const one = universalCase(graph, randomInputs(graph, random), { limbBits: 3 + (seed % 4) });
      expect(verdicts(one, prove(one, one.slots), plain(one)), `seed ${seed}`).toEqual(ACCEPTED);
    }
  });

  it('an honest proof over another field', () => {
    const graph = small();
    const field = createPrimeField(2n ** 61n - 1n);
    const one = universalCase(graph, randomInputs(graph, new Random(SEED)), { field });
    expect(verdicts(one, prove(one, one.slots), plain(one))).toEqual(ACCEPTED);
  });
});

it('two verifiers agree on forgeries over a field so small that some are accepted', () => {
  const graph = graphOf(
    [port('x', [2], 2, true)],
    [dense('x', 'a', [[1, 1]], [0]), rescale('a', 'y', 'clamp', 2, 1)],
    [port('y', [1], 2, true)],
  );
  const field = createPrimeField(97n);
  const honest = universalCase(graph, new Map([['x', Float64Array.of(1, -2)]]), { field, limbBits: 2 });
  const [q, y] = [cellOf(honest, 'y q', 0), honest.publicValues.outputs[0]![0]!];
  const slots = withCells(honest, [['y q', 0, q - 1n]]);
  const counts = { accepted: 0, refused: 0 };
  for (let context = 0n; context < 97n; context++) {
    const publicValues = { ...honest.publicValues, context };
    const claims = [
      { one: { ...honest, publicValues }, slots: honest.slots },
      { one: { ...honest, publicValues: { ...publicValues, outputs: [[y - 1n]] } }, slots: honest.slots },
      { one: { ...honest, publicValues: { ...publicValues, outputs: [[y - 1n]] } }, slots },
    ];
    claims.forEach(({ one, slots: claimed }, index) => {
      const { first, second } = verdicts(one, prove(one, claimed), plain(one));
      const isAccepted = second === undefined;
      expect(isAccepted, `context ${context}: ${first} / ${second}`).toBe(first === undefined);
      if (index > 0) counts[isAccepted ? 'accepted' : 'refused']++;
    });
  }
  expect(counts.accepted).toBeGreaterThan(0);
  expect(counts.refused).toBeGreaterThan(counts.accepted);
});

describe('a verifier written from the specification alone refuses what the reference refuses', () => {
  const graph = small();
  const scheme = knownMercury(TAU_VARIABLES);
  const one = universalCase(graph, randomInputs(graph, new Random(SEED)), { scheme, limbBits: 3 });
  const setup = onCurve(one);
  const proof = prove(one, one.slots);
  const words = Array.from({ length: proof.length / 32 }, (_, at) =>
    integerOf(proof.slice(32 * at, 32 * at + 32)),
  );

  it('an honest proof opened on the curve is accepted, in rows of even and odd numbers of variables', () => {
    expect(verdicts(one, proof, setup)).toEqual(ACCEPTED);
    const random = new Random(SEED + 1);
    const sizes = { nodes: 3, side: 3, bits: [2], weight: 2, maxShift: 2, outputBits: 8 };
    const other = randomGraph(random, sizes);
    const second = universalCase(other, randomInputs(other, random), { scheme: knownMercury(10) });
    expect(verdicts(second, prove(second, second.slots), onCurve(second))).toEqual(ACCEPTED);
    const lengths = [one, second].map(({ key }) => key.descriptor.rowVariables % 2);
    expect(lengths.sort()).toEqual([0, 1]);
  });

  it('every word of a proof changed', () => {
    const changes: [name: string, change: (at: number) => bigint[]][] = [
      ['+1', (at) => words.with(at, (words[at]! + 1n) % WORDS_MODULUS)],
      ['0', (at) => words.with(at, 0n)],
      ['r', (at) => words.with(at, SCALAR_FIELD)],
      ['r - 1', (at) => words.with(at, SCALAR_FIELD - 1n)],
      ['+r', (at) => words.with(at, (words[at]! + SCALAR_FIELD) % WORDS_MODULUS)],
      ['its neighbour', (at) => words.with(at, words[(at + 1) % words.length]!)],
    ];
    for (let at = 0; at < words.length; at++) {
      for (const [name, change] of changes) {
        const changed = change(at);
        if (changed[at] === words[at]) continue;
        expect(verdicts(one, bytesOf(changed), setup), `word ${at} := ${name}`).toEqual(REFUSED);
      }
    }
  });

  it('proofs that are cut or lengthened', () => {
    for (const length of [0, 1, 32, proof.length - 32, proof.length - 1])
      expect(verdicts(one, proof.slice(0, length), setup), `${length} bytes`).toEqual(REFUSED);
    for (const more of [1, 32])
      expect(verdicts(one, Uint8Array.from([...proof, ...new Uint8Array(more)]), setup)).toEqual(REFUSED);
  });

  it('other public values', () => {
    const { context, inputs, outputs } = one.publicValues;
    const changes = [
      { context: context + 1n },
      { context: context + SCALAR_FIELD },
      ...inputs[0]!.map((value, at) => ({ inputs: [inputs[0]!.with(at, value === 3n ? 2n : value + 1n)] })),
      { inputs: [inputs[0]!.map((value) => value + SCALAR_FIELD)] },
      { inputs: [[...inputs[0]!, 0n]] },
      { inputs: [] },
      { outputs: [[outputs[0]![0]! ^ 1n]] },
      { outputs: [[200n]] },
      { outputs: [] },
    ];
    for (const change of changes) {
      const claimed = { ...one, publicValues: { ...one.publicValues, ...change } };
      expect(verdicts(claimed, proof, setup)).toEqual(REFUSED);
    }
  });

  it('other keys, schemes and setups', () => {
    const { key } = one;
    const { descriptor } = key;
    const swapped = key.commitments.map((_, row) => ({
      descriptor,
      commitments: key.commitments.with(row, scheme.commit([1n, 2n])),
    }));
    const weakened = descriptor.relations.map((relation, index) => ({
      commitments: key.commitments,
      descriptor: {
        ...descriptor,
        relations: descriptor.relations.with(index, { ...relation, terms: relation.terms.slice(1) }),
      },
    }));
    const renamed = { ...descriptor.inputs[0]!, name: 'another' };
    const others = [
      ...swapped,
      ...weakened,
      { descriptor, commitments: key.commitments.slice(1) },
      { descriptor: { ...descriptor, inputs: [renamed] }, commitments: key.commitments },
    ];
    for (const other of others) expect(verdicts({ ...one, key: other }, proof, setup)).toEqual(REFUSED);
    const elsewhere = { ...one, scheme: knownMercury(TAU_VARIABLES, 999_331n) };
    expect(verdicts(elsewhere, proof, { schemeId: scheme.id, tau: knownSetup(1, 999_331n).tau })).toEqual(
      REFUSED,
    );
    expect(
      secondVerdict(key, { ...setup, schemeId: `${scheme.id}'` }, SCALAR_FIELD, one.publicValues, proof),
    ).toEqual(expect.any(String));
  });
});

/** A layer, its activation, a pool. */
function small() {
  const weights = [
    [1, -2, 3, 1],
    [2, 0, -1, 1],
    [-3, 1, 1, 2],
    [0, 1, 2, -1],
  ];
  return graphOf(
    [port('x', [4], 3, true)],
    [
      dense('x', 'a', weights, [1, 0, -1, 2]),
      rescale('a', 'b', 'relu', 3, 1),
      max('b', 'y', 1, window2d([2, 2], 2)),
    ],
    [port('y', [1], 8, true)],
  );
}

function bytesOf(words: readonly bigint[]): Uint8Array {
  return new Uint8Array(
    Buffer.from(words.map((word) => word.toString(16).padStart(64, '0')).join(''), 'hex'),
  );
}
