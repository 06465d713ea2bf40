import { describe, expect, it } from 'vitest';
import { followFractions } from '../../src-main/engine/proofs/sumcheck/reference/fraction-tree.ts';
import { TAGS } from '../../src-main/engine/proofs/sumcheck/reference/describe/builder.ts';
import { Transcript } from '../../src-main/engine/proofs/sumcheck/reference/transcript.ts';
import {
  divide,
  graphOf,
  max,
  port,
  rescale,
  root,
  sort,
  sum,
  window2d,
} from '../circuits/support/integer-nodes.ts';
import { cellOf, verdictOn, withCells } from './support/cheat.ts';
import { refusal } from './support/both-verifiers.ts';
import { honestTape, verdictWithTape } from './support/tapes.ts';
import { run, y } from './support/run-graph.ts';
import { prove, SCALARS } from './support/universal-case.ts';

const RELATIONS = 'relations: the sum is not zero';
const LOOKUPS = 'lookups: the fractions do not add up to zero';

/** y = round(x / 4), clamped to 3 bits; the values of x need no clamp but 15. */
const rounded = run(graphOf([port('x', [4], 5, true)], [rescale('x', 'y', 'clamp', 3, 2)], y()), {
  x: [5, -6, 2, 15],
});

describe('a prover that cheats', () => {
  it('with a remainder moved by 2^s, the quotient adjusted', () => {
    const cell = 0;
    const [q, rem] = [cellOf(rounded, 'y q', cell), cellOf(rounded, 'y rem', cell)];
    const moved: [string, number, bigint][] = [
      ['y q', cell, q - 1n],
      ['y rem', cell, rem + 4n],
      ['y', cell, q - 1n],
    ];
    expect(verdictOn(rounded, rounded.slots)).toBeUndefined();
    expect(verdictOn(rounded, withCells(rounded, moved), [[q - 1n, -1n, 1n, 3n]])).toBe(LOOKUPS);
  });

  it('with a huge field element as quotient', () => {
    const { field } = rounded;
    const [q, rem] = [cellOf(rounded, 'y q', 0), cellOf(rounded, 'y rem', 0)];
    // Another remainder of the right range: 4 q' = 4 q - 1 has an answer in the field.
    const other = rem === 3n ? 2n : rem + 1n;
    const huge = field.multiply(field.of(4n * q + rem - other), field.invert(4n));
    expect(
      verdictOn(
        rounded,
        withCells(rounded, [
          ['y q', 0, huge],
          ['y rem', 0, other],
        ]),
      ),
    ).toBe(LOOKUPS);
  });

  it('with another value than the table has', () => {
    expect(verdictOn(rounded, withCells(rounded, [['y', 3, 2n]]), [[1n, -1n, 1n, 2n]])).toBe(LOOKUPS);
  });

  it('with a multiplicity that is not what it is', () => {
    const multiplicities = rounded.key.descriptor.slots.findIndex(({ name }) =>
      name.endsWith('multiplicities'),
    );
    const slots = rounded.slots.map((cells) => [...cells]);
    slots[multiplicities]![0]! += 1n;
    expect(verdictOn(rounded, slots)).toBe(LOOKUPS);
  });

  it('with a denominator that is zero, in a cell that nothing else reads', () => {
    const one = run(graphOf([port('x', [3], 5, true)], [rescale('x', 'y', 'clamp', 3, 2)], y()), {
      x: [5, -6, 2],
    });
    const { field, publicValues } = one;
    const [q, rem] = [cellOf(one, 'y q', 0), cellOf(one, 'y rem', 0)];
    const wrong: [string, number, bigint][] = [
      ['y q', 0, q - 1n],
      ['y rem', 0, rem + 4n],
      ['y', 0, q - 1n],
    ];
    const claimed = { ...one, publicValues: { ...publicValues, outputs: [[q - 1n, -1n, 1n]] } };
    const tape = honestTape(one);
    const [alpha, beta] = tape as [bigint, bigint];
    // alpha - (tag + beta v) = 0 for v in the pad of the remainders: then the sum of all fractions is 0 / 0.
    const tag = TAGS.range + 2n;
    const hidden = field.multiply(field.subtract(alpha, tag), field.invert(beta));
    const slots = withCells(one, [...wrong, ['y rem', 3, hidden]]);
    expect(verdictWithTape(claimed, withCells(one, wrong), tape)).toBe(LOOKUPS);
    expect(verdictWithTape(claimed, slots, tape)).toBe('lookups: the denominator of the sum is zero');
    expect(refusal(claimed, prove(claimed, slots))).toBe(LOOKUPS);
  });

  it('with fractions whose denominators are zero', () => {
    const transcript = () => new Transcript(SCALARS, 'test');
    expect(() => followFractions(SCALARS, { root: [1n, 1n, 0n, 0n], layers: [] }, transcript())).toThrow(
      'denominator',
    );
    expect(() => followFractions(SCALARS, { root: [1n, 0n, 0n, 5n], layers: [] }, transcript())).toThrow();
    expect(() => followFractions(SCALARS, { root: [0n, 7n, 5n, 0n], layers: [] }, transcript())).toThrow(
      'add up',
    );
    expect(() => followFractions(SCALARS, { root: [0n, 0n, 5n, 0n], layers: [] }, transcript())).toThrow(
      'denominator',
    );
  });

  const pooled = run(graphOf([port('x', [4], 5, true)], [max('x', 'y', 1, window2d([2, 2], 2))], y()), {
    x: [0, 10, 4, 0],
  });
  it.each([7n, 11n, 4n, 0n])('with %s as the maximum of 0, 10, 4, 0', (claim) => {
    const changes: [string, number, bigint][] = [['y level 0', 0, claim]];
    const found = verdictOn(pooled, withCells(pooled, changes), [[claim]]);
    // One of the two it must be, and not the smaller one.
    expect([RELATIONS, LOOKUPS]).toContain(found);
  });

  const quotient = run(
    graphOf(
      [port('x', [2], 5, true), port('z', [2], 3, false)],
      [sum([[1, 'z']], 'b', [1]), divide('x', 'b', 'y')],
      y(),
    ),
    { x: [13, -7], z: [3, 1] },
  );
  it.each([1n, -1n])('with a quotient that is off by %s', (step) => {
    const [q, rem] = [cellOf(quotient, 'y', 0), cellOf(quotient, 'y rem', 0)];
    const changes: [string, number, bigint][] = [
      ['y', 0, q + step],
      ['y rem', 0, rem - step * 4n],
    ];
    expect(verdictOn(quotient, quotient.slots)).toBeUndefined();
    expect(verdictOn(quotient, withCells(quotient, changes), [[q + step, -4n]])).toBe(LOOKUPS);
  });

  const rooted = run(graphOf([port('x', [2], 6, false)], [root('x', 'y')], y()), { x: [30, 36] });
  it.each([
    [0, 1n],
    [0, -1n],
    [1, 1n],
    [1, -1n],
  ])('with root %i off by %s', (cell, step) => {
    const q = cellOf(rooted, 'y', cell) + step;
    const x = cellOf(rooted, 'x', cell);
    const changes: [string, number, bigint][] = [
      ['y', cell, q],
      ['y rem', cell, x - q * q],
    ];
    const outputs = [[5n, 6n].with(cell, q)];
    expect(verdictOn(rooted, withCells(rooted, changes), outputs)).toBe(LOOKUPS);
  });

  const sorted = run(graphOf([port('x', [4], 4, true)], [sort('x', 'y', 1, 4)], y()), { x: [3, 7, 3, -2] });
  it('with a row in another order, or with other values', () => {
    const order = (values: bigint[]): [string, number, bigint][] =>
      values.map((value, cell) => ['y sorted', cell, value]);
    const next = (values: bigint[]): [string, number, bigint][] =>
      values.map((value, cell) => ['y next', cell, value]);
    const verdict = (values: bigint[]) =>
      verdictOn(
        sorted,
        withCells(sorted, [...order(values), ...next([...values.slice(1), values.at(-1)!])]),
        [values],
      );
    expect(verdict([7n, 3n, 3n, -2n])).toBeUndefined();
    expect(verdict([3n, 7n, 3n, -2n])).toBe(LOOKUPS);
    expect(verdict([7n, 7n, 3n, -2n])).toBe(LOOKUPS);
    expect(verdict([7n, 3n, 2n, -2n])).toBe(LOOKUPS);
  });

  it('with two equal values in another order than their places have', () => {
    // As the compiler writes an ArgMax: keys 4 x + 3 - place are distinct.
    const keyed = run(
      graphOf(
        [port('x', [4], 4, true)],
        [sum([[4, 'x']], 'keys', [3, 2, 1, 0]), sort('keys', 'y', 1, 4)],
        y(),
      ),
      { x: [3, 7, 3, -2] },
    );
    const verdict = (keys: bigint[]) => {
      const next = [...keys.slice(1), keys.at(-1)!];
      const cells = [
        ...keys.map((key, cell) => ['y sorted', cell, key] as const),
        ...next.map((key, cell) => ['y next', cell, key] as const),
      ];
      return verdictOn(keyed, withCells(keyed, cells), [keys]);
    };
    expect(verdict([30n, 15n, 13n, -8n])).toBeUndefined();
    expect(verdict([30n, 13n, 15n, -8n])).toBe(LOOKUPS);
    // The first 3 in the place of the second.
    expect(verdict([30n, 13n, 13n, -8n])).toBe(LOOKUPS);
    expect(verdict([30n, 15n, 15n, -8n])).toBe(LOOKUPS);
  });
});
