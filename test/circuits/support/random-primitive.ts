import type { IntegerNode } from '../../../src-main/engine/graph/integer-graph.ts';
import type { Intervals } from '../../../src-main/engine/graph/intervals.ts';
import { product } from '../../../src-main/engine/graph/linear-map.ts';
import {
  compare,
  constant,
  divide,
  lookup,
  matmul,
  multiply,
  oneHot,
  root,
  sort,
  sum,
  view,
} from './integer-nodes.ts';
import type { NextNodes, RandomGraphOptions, Tensor } from './random-graph.ts';
import type { Random } from './random.ts';

/** Values that a one-hot row has room for. */
const LARGEST_ROW = 5;

interface Surroundings extends RandomGraphOptions {
  intervals: ReadonlyMap<string, Intervals>;
}

/** A primitive that is no layer of weights, on a tensor of the graph and perhaps others; undefined where none fits. */
export function randomPrimitive(
  random: Random,
  source: Tensor,
  tensors: readonly Tensor[],
  name: string,
  { intervals, weight, maxShift }: Surroundings,
): NextNodes | undefined {
  const size = sizeOf(source);
  const before: IntegerNode[] = [];
  const result = (node: IntegerNode, tensor: Omit<Tensor, 'name'> = source): NextNodes => ({
    nodes: [...before, node],
    tensor: { ...tensor, name: node.output },
  });
  /** A tensor of the graph with as many elements as are wanted. */
  const fitting = (count: number): string => {
    const other = random.pick(tensors);
    const otherSize = sizeOf(other);
    if (otherSize === count && random.chance(0.7)) return other.name;
    const start = random.integer(0, otherSize - 1);
    const step = random.integer(0, 3);
    const map = Array.from({ length: count }, (_, index) => (start + index * step) % otherSize);
    const output = `${name}#${before.length}`;
    before.push(view(other.name, output, map));
    return output;
  };
  const least = () => Number(intervals.get(source.name)!.low.reduce((a, b) => (a < b ? a : b)));
  const greatest = () => Number(intervals.get(source.name)!.high.reduce((a, b) => (a > b ? a : b)));
  switch (
    random.pick([
      'sum',
      'product',
      'matmul',
      'lookup',
      'lookup',
      'divide',
      'root',
      'compare',
      'oneHot',
      'sort',
      'constant',
      'view',
      'view',
    ] as const)
  ) {
    case 'sum': {
      const coefficient = () => random.integer(-weight, weight);
      const terms: [number, string][] = [[coefficient(), source.name]];
      for (let more = random.integer(0, 2); more > 0; more--) terms.push([coefficient(), fitting(size)]);
      const bias = random.list(random.pick([1, size]), -9, 9);
      return result(sum(terms, name, bias));
    }
    case 'product':
      return result(multiply(source.name, random.chance(0.3) ? source.name : fitting(size), name));
    case 'matmul': {
      const inner = random.pick(divisorsOf(size));
      const rows = random.pick(divisorsOf(size / inner));
      const batch = size / inner / rows;
      const columns = random.integer(1, 3);
      const other = fitting(batch * inner * columns);
      return result(matmul(source.name, other, name, [batch, rows, inner, columns]), {
        channels: batch * rows,
        spatial: [1, columns],
      });
    }
    case 'lookup': {
      const tableBits = random.integer(1, 4);
      const fractionBits = random.integer(0, tableBits);
      const count = 2 ** (tableBits - fractionBits) + (fractionBits > 0 ? 1 : 0);
      const entries = random.list(count, -weight, weight);
      const shifts = Array.from({ length: source.channels }, () => random.integer(0, maxShift));
      const table = { signed: random.chance(0.5), fractionBits, entries };
      return result(lookup(source.name, name, tableBits, table, shifts, product(source.spatial)));
    }
    case 'divide': {
      const divisor = `${name}#divisor`;
      before.push(sum([[1, source.name]], divisor, [random.integer(1, 3) - least()]));
      return result(divide(fitting(size), divisor, name));
    }
    case 'root': {
      const square = `${name}#square`;
      before.push(sum([[1, source.name]], square, [random.integer(0, 3) - least()]));
      return result(root(square, name));
    }
    case 'compare':
      return result(compare(source.name, name, random.pick(['nonNegative', 'zero'])));
    case 'oneHot': {
      const start = least() - random.integer(0, 1);
      const count = greatest() - start + random.integer(1, 2);
      if (count > LARGEST_ROW) return undefined;
      const starts = random.chance(0.5) ? [start] : new Array<number>(size).fill(start);
      return result(oneHot(source.name, name, count, starts), { channels: size, spatial: [1, count] });
    }
    case 'sort': {
      const count = random.pick(divisorsOf(size));
      const keep = random.integer(1, count);
      const rows = size / count;
      return result(sort(source.name, name, rows, count, keep), { channels: rows, spatial: [1, keep] });
    }
    case 'constant': {
      const values = random.list(size, -weight, weight);
      before.push(constant(`${name}#constant`, values));
      return result(
        random.chance(0.5)
          ? multiply(source.name, `${name}#constant`, name)
          : sum(
              [
                [1, source.name],
                [2, `${name}#constant`],
              ],
              name,
            ),
      );
    }
    case 'view': {
      if (random.chance(0.3)) {
        const tensor: Omit<Tensor, 'name'> = random.chance(0.5)
          ? { channels: size, spatial: [1, 1] }
          : { channels: 1, spatial: [source.channels, product(source.spatial)] };
        return result(view(source.name, name), tensor);
      }
      const others = Array.from({ length: random.integer(0, 2) }, () => random.pick(tensors));
      const all = [source, ...others];
      const total = all.reduce((count, tensor) => count + sizeOf(tensor), 0);
      const length = random.integer(1, 2 * size);
      const map = random.list(length, 0, total - 1);
      return result(
        view(
          all.map((tensor) => tensor.name),
          name,
          map,
        ),
        { channels: length, spatial: [1, 1] },
      );
    }
  }
}

function sizeOf({ channels, spatial }: Tensor): number {
  return channels * product(spatial);
}

function divisorsOf(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1).filter((divisor) => count % divisor === 0);
}
