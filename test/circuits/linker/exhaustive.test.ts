import { describe, expect, it } from 'vitest';
import type { IntegerNode } from '../../../src-main/engine/graph/integer-graph.ts';
import { integerRange } from '../../../src-main/engine/graph/integer-graph.ts';
import { SCALAR_FIELD, toField } from '../../../src-main/engine/proofs/bn254.ts';
import { commitInput } from '../../../src-main/engine/proofs/groth16/gadgets/input-commitment.ts';
import { planRescale } from '../../../src-main/engine/proofs/groth16/linker/plan-rescale.ts';
import { expectFunction } from '../support/expect-function.ts';
import { dense, graphOf, max, port, rescale, view, window2d } from '../support/integer-nodes.ts';
import { expectHonest, programOf } from '../support/linker-bench.ts';
import { Random } from '../support/random.ts';
import { solveRows } from '../support/solve-rows.ts';

describe('tiny circuits, searched through', () => {
  it('rescale: every shift, width and table on every interval around zero', async () => {
    const cases = new Map<string, number>();
    for (const [weight, bias, signed] of intervalCases()) {
      for (const table of ['relu', 'clamp'] as const) {
        for (const shift of [0, 1, 2, 3, 4]) {
          const ends = [0, 1].map((end) => {
            const { low, high } = integerRange(2, signed);
            return BigInt(weight) * (end === 0 ? low : high) + BigInt(bias);
          });
          const [low, high] = ends[0]! < ends[1]! ? [ends[0]!, ends[1]!] : [ends[1]!, ends[0]!];
          const { kind } = planRescale(low, high, shift, { table, bits: 3 });
          cases.set(kind, (cases.get(kind) ?? 0) + 1);
          const nodes = [dense('x', 'a', [[weight]], [bias]), rescale('a', 'y', table, 3, shift)];
          const graph = graphOf([port('x', [1], 2, signed)], nodes, [port('y', [1], 4, true)]);
          await expectFunction(graph).catch((error: Error) => {
            const at = `${weight} x + ${bias} ${signed ? 'signed' : 'unsigned'}, ${table} >> ${shift}, ${kind}`;
            throw new Error(`${at}: ${error.message}`, { cause: error });
          });
        }
      }
    }
    expect([...cases.keys()].sort()).toEqual([
      'clamp',
      'constant',
      'linear',
      'relu',
      'reluExact',
      'unchanged',
    ]);
    expect(Math.min(...cases.values())).toBeGreaterThan(5);
  });

  it('a result of -1 or 0 from an accumulator that is narrower than its shift', async () => {
    const nodes = [dense('x', 'a', [[1]], [-5]), rescale('a', 'y', 'clamp', 3, 3)];
    await expectFunction(graphOf([port('x', [1], 1, false)], nodes, [port('y', [1], 4, true)]));
  });

  it('a clamp to one bit, [-1, 0]', async () => {
    for (const [weight, bias, shift] of [
      [1, 0, 0],
      [3, 1, 0],
      [3, -2, 1],
      [1, 2, 2],
      [-5, 0, 1],
    ] as const) {
      const nodes = [dense('x', 'a', [[weight]], [bias]), rescale('a', 'y', 'clamp', 1, shift)];
      await expectFunction(graphOf([port('x', [1], 3, true)], nodes, [port('y', [1], 4, true)]));
    }
  });

  it('two layers, a view, a tensor read twice, two outputs', async () => {
    const nodes: IntegerNode[] = [
      dense(
        'x',
        'a',
        [
          [3, -2],
          [-1, 2],
        ],
        [1, -2],
      ),
      rescale('a', 'h', 'relu', 3, [1, 0]),
      view('h', 'v'),
      dense('v', 'b', [[2, -3]], [1]),
      rescale('b', 'y', 'clamp', 3, 1),
      dense('h', 'z', [[1, 1]], [0]),
    ];
    const outputs = [port('y', [1], 6, true), port('z', [1], 6, true)];
    await expectFunction(graphOf([port('x', [2], 2, true)], nodes, outputs));
  });

  it('pools: overlapping windows, equal values, accumulators', async () => {
    const pool = max('x', 'p', 1, window2d([1, 3], 2, 1, 1));
    const input = port('x', [1, 1, 1, 3], 2, true);
    const { outputSpatial } = pool.window;
    await expectFunction(graphOf([input], [pool], [port('p', [...outputSpatial], 4, true)]));
    const exchanged = [
      dense(
        'x',
        'a',
        [
          [3, -2, 0],
          [-1, 2, 1],
          [0, 3, 3],
        ],
        [1, -2, 0],
      ),
      rescale('a', 'h', 'relu', 3, 1, 3),
      max('h', 'p', 1, { ...window2d([1, 3], 1), kernel: [1, 3], outputSpatial: [1, 1] }),
    ];
    await expectFunction(graphOf([port('x', [3], 2, false)], exchanged, [port('p', [1], 4, true)]));
  });

  it('an input that nothing reads is bound all the same, and packed values outside their bits have no witness', async () => {
    const inputs = [port('x', [2], 2, true)];
    const graph = graphOf(
      inputs,
      [dense('x', 'a', [[1, 0]], [0]), rescale('a', 'y', 'clamp', 3, 0)],
      [port('y', [1], 4, true)],
    );
    // 4 bits are packed: 16 and more, negative and wrapped values are no statement about two values of 2 bits.
    const half = (SCALAR_FIELD + 1n) / 2n;
    await expectFunction(graph, [16n, 17n, 31n, 32n, -1n, -16n, half, 1n << 248n, SCALAR_FIELD - 3n]);
  });

  it('inputs that pass straight to the output', async () => {
    const graph = graphOf(
      [port('x', [2], 2, true)],
      [view('x', 'v')],
      [port('v', [2], 3, true), port('x', [2], 3, true)],
    );
    await expectFunction(graph, [16n, -1n]);
  });

  it('a commitment opens to one input under one salt', async () => {
    const nodes = [dense('x', 'a', [[3, -2]], [1]), rescale('a', 'y', 'relu', 3, 1)];
    const graph = graphOf([port('x', [2], 2, true)], nodes, [port('y', [1], 4, true)]);
    const program = programOf(graph, { x: 'committed' });
    const random = new Random(3);
    const inputs = new Map([['x', Float64Array.of(1, -2)]]);
    const { linked, witness, salts } = await expectHonest(program, inputs, random);
    const salt = witness.values.findIndex((value) => BigInt(value) === salts.get('x'));
    const commitment = witness.publicSignals[1]!;
    const search = (saltValue: bigint, signal: bigint) =>
      solveRows(
        linked.system,
        new Map([
          [1, 5n],
          [2, signal],
          [salt, saltValue],
        ]),
      );
    const found = search(salts.get('x')!, commitment);
    expect(found.length).toBe(1);
    expect(found[0]!.values.slice(2, 4)).toEqual(witness.publicSignals.slice(1).map(toField));
    // Another salt opens it to nothing; the commitment to values outside their bits has no witness either.
    expect(search(salts.get('x')! + 1n, commitment)).toEqual([]);
    for (const packed of [16n, SCALAR_FIELD - 1n]) {
      expect(search(7n, commitInput([packed], 7n, 2, 2))).toEqual([]);
    }
    // The tag is part of the circuit: the same values in other bits, or another count, have other commitments.
    expect(search(7n, commitInput([6n], 7n, 2, 3))).toEqual([]);
    expect(search(7n, commitInput([6n], 7n, 1, 2))).toEqual([]);
    expect(search(7n, commitInput([6n], 7n, 2, 2)).length).toBe(1);
  });
});

/** Weight and bias of x in 2 bits: intervals above, below and across zero, single values, and rounding borders. */
function* intervalCases(): Generator<[weight: number, bias: number, signed: boolean]> {
  for (const signed of [true, false]) {
    for (const weight of [0, 1, -3, 7]) {
      for (const bias of [0, -1, 1, -4, -5, 8, -8, 25, -25]) yield [weight, bias, signed];
    }
  }
}
