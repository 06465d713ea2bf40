import { describe, expect, it } from 'vitest';
import type { IntegerNode, IntegerPort } from '../../../src-main/engine/graph/integer-graph.ts';
import type { CompiledGadget } from '../../../src-main/engine/proofs/groth16/gadgets/compiled-gadget.ts';
import { compileGadget } from '../../../src-main/engine/proofs/groth16/gadgets/compile-gadget.ts';
import { divide as divideGadget } from '../../../src-main/engine/proofs/groth16/gadgets/divide.ts';
import { innerProduct } from '../../../src-main/engine/proofs/groth16/gadgets/inner-product.ts';
import { isZero } from '../../../src-main/engine/proofs/groth16/gadgets/is-zero.ts';
import { affine } from '../../../src-main/engine/proofs/groth16/linker/affine.ts';
import {
  type Combination,
  constantOf,
  type Source,
} from '../../../src-main/engine/proofs/groth16/linker/circuit-backend.ts';
import { wireTensor } from '../../../src-main/engine/proofs/groth16/linker/circuit-tensor.ts';
import { CollectBackend } from '../../../src-main/engine/proofs/groth16/linker/collect-backend.ts';
import { LinkBackend } from '../../../src-main/engine/proofs/groth16/linker/link-backend.ts';
import { createContext } from '../../../src-main/engine/proofs/groth16/linker/synthesize.ts';
import { synthesizeDivide } from '../../../src-main/engine/proofs/groth16/linker/synthesize-divide.ts';
import { synthesizeLinear } from '../../../src-main/engine/proofs/groth16/linker/synthesize-linear.ts';
import { synthesizeSum } from '../../../src-main/engine/proofs/groth16/linker/synthesize-sum.ts';
import {
  constant,
  dense,
  divide,
  graphOf,
  matmul,
  multiply,
  port,
  rescale,
  sort,
  sum,
  view,
} from '../support/integer-nodes.ts';
import { expectHonest, link, programOf, randomInputs, sharedGadgets } from '../support/linker-bench.ts';
import { Random } from '../support/random.ts';

/** Rows of every layer, of a circuit that has been checked. */
async function rowsOf(
  inputs: IntegerPort[],
  nodes: IntegerNode[],
  outputs: IntegerPort[],
): Promise<Record<string, number>> {
  const program = programOf(graphOf(inputs, nodes, outputs));
  const random = new Random(33);
  const { layers } = (await expectHonest(program, randomInputs(program.graph, random), random)).linked;
  return Object.fromEntries(layers.map(({ layer, rows }) => [layer, rows]));
}

describe('an element gets a wire', () => {
  const x = port('x', [4], 4, true);

  it('never, where a sum of sums stands in one row', async () => {
    const nodes = [
      dense('x', 'a', new Array<number[]>(4).fill([1, 2, 3, 4]), [0, 1, 2, 3]),
      sum(
        [
          [1, 'a'],
          [8, 'x'],
        ],
        'b',
      ),
      view('b', 'c', [3, 2, 1, 0]),
      sum(
        [
          [2, 'c'],
          [-1, 'x'],
        ],
        'd',
      ),
      rescale('d', 'y', 'clamp', 4, 3, 1),
    ];
    const rows = await rowsOf([x], nodes, [port('y', [4], 8, true)]);
    expect([rows.a, rows.b, rows.d]).toEqual([0, 0, 0]);
  });

  it('once, however often a view repeats it and whoever multiplies with it', async () => {
    const nodes = [
      sum([[3, 'x']], 'a', [1]),
      view('a', 'wide', [0, 0, 0, 0, 1, 1, 1, 1]),
      view('a', 'again', [3, 2, 1, 0, 3, 2, 1, 0]),
      multiply('wide', 'again', 'p'),
      matmul('a', 'p', 'y', [1, 1, 4, 2]),
    ];
    const rows = await rowsOf([x], nodes, [port('y', [2], 24, true)]);
    expect([rows.a, rows.p, rows.y]).toEqual([4, 8, 8]);
  });

  it('not for constants that are multiplied or added, and one for all equal ones otherwise', async () => {
    const nodes = [
      constant('c', [1, 5, 5, 0]),
      multiply('x', 'c', 'p'),
      sum(
        [
          [1, 'p'],
          [2, 'c'],
        ],
        's',
      ),
      view(['s', 'c'], 'y', [0, 1, 2, 3, 4, 5, 6, 7]),
    ];
    const rows = await rowsOf([x], nodes, [port('y', [8], 24, true)]);
    expect([rows.p, rows.s, rows.c]).toEqual([4, 4, 2]);
  });

  it('where several read a long sum, and not where they read a short one', async () => {
    const long = port('x', [40], 4, true);
    const nodes = (input: string, weights: number[][]) => [
      dense(input, 'a', weights, [0]),
      rescale('a', 'p', 'clamp', 4, 3),
      rescale('a', 'q', 'relu', 4, 3),
    ];
    const outputs = [port('p', [1], 8, true), port('q', [1], 8, true)];
    const random = new Random(1);
    expect((await rowsOf([long], nodes('x', [[...random.list(40, 1, 9)]]), outputs)).a).toBe(1);
    expect((await rowsOf([x], nodes('x', [[1, 2, 3, 4]]), outputs)).a).toBe(0);
  });

  it('in a sorting network only where what is compared has become long', async () => {
    const wide = port('x', [8], 12, true);
    const all = await link(programOf(graphOf([wide], [sort('x', 'y', 1, 8)], [port('y', [8], 12, true)])));
    const rows = all.layers.find(({ layer }) => layer === 'y')!.rows;
    // 19 comparisons of 12 bits (|a - b| < 2^12), 14 rows each; a wire for each result, and for some on the way.
    expect(rows).toBeGreaterThan(19 * 14 + 8);
    expect(rows).toBeLessThan(19 * 14 + 8 + 24);
  });
});

describe('the linker', () => {
  const fraction: Source = { denominator: 2, visit: (add) => add(3, 1) };
  const backendFor = async () => {
    const gadgets = new Map<string, CompiledGadget>([
      ['inner-product(1)', await compileGadget(innerProduct, [1], { cacheFolder: sharedGadgets })],
      ['is-zero()', await compileGadget(isZero, [], { cacheFolder: sharedGadgets })],
    ]);
    return new LinkBackend(5, gadgets);
  };
  const refusal = expect.objectContaining({ code: 'gadget-invalid' }) as Error;

  it('takes wires, sums without a denominator and constants as factors, and refuses fractions', async () => {
    const backend = await backendFor();
    backend.instantiate(innerProduct, [1], [affine(3, 2, -5n), 4, fraction]);
    backend.instantiate(innerProduct, [1], [constantOf(7n), 4, fraction]);
    expect(() => backend.instantiate(innerProduct, [1], [fraction, 4, 5])).toThrow(refusal);
    expect(() => backend.instantiate(innerProduct, [1], [4, fraction, 5])).toThrow(refusal);
    const { A, B, C, rowCount, coefficients } = backend.finish();
    expect(rowCount).toBe(2);
    const terms = ({ rowPointer, wire, coefficient }: typeof A, row: number) =>
      Array.from({ length: rowPointer[row + 1]! - rowPointer[row]! }, (_, term) => {
        const at = rowPointer[row]! + term;
        return [wire[at], Number(coefficients[coefficient[at]!])];
      });
    // (2 w3 - 5) * w4 = out - w3 / 2, twice, up to a sign.
    const sign = Math.sign(terms(B, 0)[0]![1]!) * Math.sign(terms(A, 0).find(([wire]) => wire === 3)![1]!);
    expect(terms(A, 0).map(([wire, value]) => [wire, Math.abs(value!)])).toEqual(
      expect.arrayContaining([
        [3, 4],
        [0, 10],
      ]),
    );
    expect(terms(B, 0).map(([wire, value]) => [wire, Math.abs(value!)])).toEqual([[4, 1]]);
    expect(terms(C, 0).map(([wire, value]) => [wire, sign * value!])).toEqual(
      expect.arrayContaining([
        [6, 2],
        [3, -1],
      ]),
    );
  });

  it('refuses more or fewer sources than a gadget has inputs', async () => {
    const backend = await backendFor();
    for (const sources of [
      [3, 4],
      [3, 4, 5, 6],
    ]) {
      expect(() => backend.instantiate(innerProduct, [1], sources)).toThrow(refusal);
    }
  });

  it('refuses a fraction in a sum, a linear map or a quotient', async () => {
    const x = { size: 1, terms: 1, element: () => fraction, wire: () => 3 };
    const inputs = [port('x', [1], 3, false)];
    const linked = (node: IntegerNode) => {
      const nodes = [constant('c', [2]), node];
      const context = createContext(graphOf(inputs, nodes, []), new CollectBackend(1));
      context.tensors.set('x', x).set('c', wireTensor([4]));
      return context;
    };
    const add = () => undefined;
    const refused = expect.objectContaining({ code: 'internal' }) as Error;
    const total = sum([[3, 'x']], 'y');
    const weighted = dense('x', 'y', [[3]], [0]);
    for (const tensor of [
      synthesizeSum(total, linked(total)),
      synthesizeLinear(weighted, linked(weighted)),
    ]) {
      const element = tensor.element(0) as Combination;
      expect(() => element.visit(add)).toThrow(refused);
    }
    const quotient = divide('x', 'c', 'y');
    const context = linked(quotient);
    const gadgets = new Map([
      ['divide(2,1)', await compileGadget(divideGadget, [2, 1], { cacheFolder: sharedGadgets })],
    ]);
    context.backend = new LinkBackend(5, gadgets);
    expect(() => synthesizeDivide(quotient, context)).toThrow(refused);
  });

  it('refuses a combination in the place of a wire', async () => {
    const backend = await backendFor();
    backend.instantiate(isZero, [], [3]);
    expect(() => backend.instantiate(isZero, [], [affine(3, 1, 1n)])).toThrow(refusal);
  });
});
