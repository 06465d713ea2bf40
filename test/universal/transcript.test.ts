import { describe, expect, it } from 'vitest';
import { createPrimeField } from '../../src-main/engine/proofs/sumcheck/reference/prime-field.ts';
import { proveUniversal, type SlotValues } from '../../src-main/engine/proofs/sumcheck/reference/prove.ts';
import { tupleAt } from '../../src-main/engine/proofs/sumcheck/reference/leaves.ts';
import { integerOf, Transcript } from '../../src-main/engine/proofs/sumcheck/reference/transcript.ts';
import { verifyUniversal } from '../../src-main/engine/proofs/sumcheck/reference/verify.ts';
import { equalTable } from '../../src-main/engine/proofs/sumcheck/reference/multilinear.ts';
import { cellsOf } from '../../src-main/engine/proofs/sumcheck/reference/statement.ts';
import { dense, graphOf, port, rescale } from '../circuits/support/integer-nodes.ts';
import { cellOf, withCells } from './support/cheat.ts';
import { knownMercury } from './support/kzg-setup.ts';
import { FrozenTranscript, recordingTranscript } from './support/tapes.ts';
import { refusal } from './support/both-verifiers.ts';
import { prove, type UniversalCase, universalCase } from './support/universal-case.ts';

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
    rescale('a', 'y', 'clamp', 4, 1),
  ],
  [port('y', [4], 4, true)],
);
const inputs = new Map([['x', Float64Array.of(1, -2, 3, 0)]]);

describe('the transcript', () => {
  it('absorbs every word of a proof, once and in order, up to the last challenge', () => {
    const one = universalCase(graph, inputs, { scheme: knownMercury(6), limbBits: 3 });
    const transcript = recordingTranscript(one);
    const statementWords = transcript.tape.length;
    const proof = proveUniversal(one.field, one.key, one.scheme, one.publicValues, one.slots, transcript);
    const absorbed = transcript.tape.slice(statementWords).filter(({ isChallenge }) => !isChallenge);
    const words = Array.from({ length: proof.length / 32 }, (_, at) =>
      integerOf(proof.slice(32 * at, 32 * at + 32)),
    );
    // W' alone comes after all challenges.
    expect(absorbed.map(({ value }) => value)).toEqual(words.slice(0, -2));
    expect(transcript.tape.at(-1)!.isChallenge).toBe(true);
  });

  it('gives other challenges after every word that is another', () => {
    const one = universalCase(graph, inputs);
    const transcript = recordingTranscript(one);
    verifyUniversal(one.field, one.key, one.scheme, one.publicValues, prove(one, one.slots), transcript);
    const { tape } = transcript;
    const honest = replay(one, tape);
    tape.forEach(({ isChallenge }, at) => {
      if (isChallenge) return;
      const changed = replay(
        one,
        tape.map((entry, index) => (index === at ? { ...entry, value: entry.value + 1n } : entry)),
      );
      const before = tape.slice(0, at).filter((entry) => entry.isChallenge).length;
      expect(changed.slice(0, before)).toEqual(honest.slice(0, before));
      changed.slice(before).forEach((challenge, index) => expect(challenge).not.toBe(honest[before + index]));
    });
  });

  it('refuses outputs that agree with the true ones at a point known before', () => {
    // In a small field another output with the same value at a point is soon found.
    const field = createPrimeField(12_289n);
    const one = universalCase(graph, inputs, { field });
    const tape = honestTape(one);
    const [pointStart, pointCount] = relationPoint(one);
    const weights = equalTable(field, tape.slice(pointStart, pointStart + pointCount));
    const honest = one.publicValues.outputs[0]!;
    const places = cellsOf(one.key.descriptor.outputs[0]!.axes);
    const forged = otherOutputs().find(
      (values) =>
        values.join() !== honest.join() &&
        values.reduce(
          (sum, value, index) =>
            field.add(sum, field.multiply(field.of(value - honest[index]!), weights[places[index]!]!)),
          0n,
        ) === 0n,
    )!;
    const claimed: UniversalCase = { ...one, publicValues: { ...one.publicValues, outputs: [forged] } };
    expect(verdictWith(claimed, one.slots, tape)).toBeUndefined();
    expect(refusal(claimed, prove(claimed, one.slots))).toBe('relations: the sum is not zero');
  });

  it('refuses a remainder that is in no table, with multiplicities that make up for it at an alpha known before', () => {
    const one = universalCase(graph, inputs);
    const tape = honestTape(one);
    const [alpha, beta] = tape as [bigint, bigint];
    const [q, rem, y] = ['y q', 'y rem', 'y'].map((name) => cellOf(one, name, 0)) as [bigint, bigint, bigint];
    const wrong = withCells(one, [
      ['y q', 0, q - 1n],
      ['y rem', 0, rem + 2n],
      ['y', 0, y - 1n],
    ]);
    const outputs = [one.publicValues.outputs[0]!.with(0, y - 1n)];
    const claimed: UniversalCase = { ...one, publicValues: { ...one.publicValues, outputs } };
    const tuned = tuneMultiplicity(one, wrong, alpha, beta);
    expect(verdictWith(claimed, wrong, tape)).toMatch('fractions do not add up');
    expect(verdictWith(claimed, tuned, tape)).toBeUndefined();
    expect(refusal(claimed, prove(claimed, tuned))).toMatch('fractions do not add up');
  });
});

function replay(
  { field }: UniversalCase,
  tape: readonly { isChallenge: boolean; value: bigint }[],
): bigint[] {
  const transcript = new Transcript(field, 'replayed');
  const challenges: bigint[] = [];
  for (const { isChallenge, value } of tape) {
    if (isChallenge) challenges.push(transcript.challenge());
    else transcript.absorb(value);
  }
  return challenges;
}

function honestTape(one: UniversalCase): bigint[] {
  const transcript = recordingTranscript(one);
  verifyUniversal(one.field, one.key, one.scheme, one.publicValues, prove(one, one.slots), transcript);
  return transcript.challengeTape;
}

/** Where the relations' point stands among the challenges: after alpha, beta and the fractions' own. */
function relationPoint({ key: { descriptor } }: UniversalCase): [start: number, count: number] {
  const layers = descriptor.leafVariables;
  const fractions =
    1 + Array.from({ length: layers - 1 }, (_, layer) => layer + 1 + 2).reduce((a, b) => a + b, 0);
  return [2 + fractions, Math.max(...descriptor.relations.map(({ pointVariables }) => pointVariables))];
}

function verdictWith(one: UniversalCase, slots: SlotValues, tape: readonly bigint[]): string | undefined {
  const { field, key, scheme, publicValues } = one;
  const proof = proveUniversal(field, key, scheme, publicValues, slots, new FrozenTranscript(one, tape));
  try {
    verifyUniversal(field, key, scheme, publicValues, proof, new FrozenTranscript(one, tape));
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

function otherOutputs(): bigint[][] {
  const values = Array.from({ length: 16 }, (_, index) => BigInt(index - 8));
  return values.flatMap((a) => values.flatMap((b) => values.flatMap((c) => values.map((d) => [a, b, c, d]))));
}

/** Sets one multiplicity so that the fractions add up to zero for the given alpha and beta. */
function tuneMultiplicity(one: UniversalCase, slots: bigint[][], alpha: bigint, beta: bigint): bigint[][] {
  const { field, key } = one;
  const values = { slot: (slot: number) => slots[slot]!, publicValues: () => [] };
  const denominator = (tuple: readonly bigint[]) =>
    field.subtract(
      alpha,
      tuple.reduceRight((sum, value) => field.add(field.multiply(sum, beta), value), 0n),
    );
  let total = 0n;
  for (const block of key.descriptor.lookups) {
    const { numerator, tuple } = tupleAt(field, block, values);
    for (let index = 0; index < 2 ** block.variables; index++) {
      const top = field.of(BigInt(block.sign) * numerator(index));
      total = field.add(total, field.multiply(top, field.invert(denominator(tuple(index)))));
    }
  }
  const table = key.descriptor.lookups.find(
    ({ numerator }) =>
      numerator[0]?.kind === 'slot' && key.descriptor.slots[numerator[0].slot]!.owner === 'witness',
  )!;
  const { slot } = table.numerator[0] as { slot: number };
  const { tuple } = tupleAt(field, table, values);
  const tuned = slots.map((cells) => [...cells]);
  tuned[slot]![0] = field.add(tuned[slot]![0]!, field.multiply(total, denominator(tuple(0))));
  return tuned;
}
