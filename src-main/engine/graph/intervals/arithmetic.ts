import { floorDivideExactly, floorRootExactly } from '../evaluate/exact.ts';
import type {
  IntegerDivide,
  IntegerMatmul,
  IntegerProduct,
  IntegerRoot,
  IntegerSum,
} from '../integer-graph.ts';
import {
  commonLayout,
  type Interval,
  intervalAt,
  type Intervals,
  intervalsBy,
  isAlike,
  largest,
  layoutOf,
  productInterval,
  smallest,
} from './layout.ts';
import { refuse } from './refuse.ts';

/** A tensor that is read twice counts once, with the sum of its coefficients: x - x is 0. */
export function sumIntervals(node: IntegerSum, inputs: readonly Intervals[]): Intervals {
  const terms = new Map<string, { coefficient: bigint; intervals: Intervals }>();
  node.inputs.forEach((name, index) => {
    const coefficient = BigInt(node.coefficients[index]!) + (terms.get(name)?.coefficient ?? 0n);
    terms.set(name, { coefficient, intervals: inputs[index]! });
  });
  const bias = Array.from(node.bias, BigInt);
  const layout = commonLayout([{ inner: 1, count: bias.length }, ...inputs.map(layoutOf)]);
  return intervalsBy(layout, (element) => {
    let low = bias[element % bias.length]!;
    let high = low;
    for (const { coefficient, intervals } of terms.values()) {
      const at = intervalAt(intervals, element);
      low += coefficient * (coefficient > 0n ? at.low : at.high);
      high += coefficient * (coefficient > 0n ? at.high : at.low);
    }
    return { low, high };
  });
}

export function productIntervals(node: IntegerProduct, inputs: readonly Intervals[]): Intervals {
  const [a, b] = inputs as [Intervals, Intervals];
  const isSquare = node.inputs[0] === node.inputs[1];
  return intervalsBy(commonLayout(inputs.map(layoutOf)), (element) =>
    isSquare
      ? squareInterval(intervalAt(a, element))
      : productInterval(intervalAt(a, element), intervalAt(b, element)),
  );
}

function squareInterval({ low, high }: Interval): Interval {
  const ends = [low * low, high * high];
  return { low: low <= 0n && high >= 0n ? 0n : smallest(ends), high: largest(ends) };
}

/** The sum over `inner` products, once for every two rows and columns that are not alike. */
export function matmulIntervals(node: IntegerMatmul, inputs: readonly Intervals[]): Intervals {
  const { batch, rows, inner, columns } = node;
  const [a, b] = inputs as [Intervals, Intervals];
  if (isAlike(a) && isAlike(b)) {
    const { low, high } = productInterval(intervalAt(a, 0), intervalAt(b, 0));
    return { inner: 1, low: [low * BigInt(inner)], high: [high * BigInt(inner)] };
  }
  const known = new Map<string, Interval>();
  const rowKeys = keysOf(a, batch * rows, inner, (row, k) => row * inner + k);
  const columnKeys = keysOf(b, batch * columns, inner, (index, k) => {
    return (Math.floor(index / columns) * inner + k) * columns + (index % columns);
  });
  return intervalsBy({ inner: 1, count: batch * rows * columns }, (element) => {
    const row = Math.floor(element / columns);
    const column = Math.floor(row / rows) * columns + (element % columns);
    const key = `${rowKeys[row]!} ${columnKeys[column]!}`;
    let interval = known.get(key);
    if (!interval) {
      interval = { low: 0n, high: 0n };
      for (let k = 0; k < inner; k++) {
        const at = (Math.floor(row / rows) * inner + k) * columns + (element % columns);
        const term = productInterval(intervalAt(a, row * inner + k), intervalAt(b, at));
        interval.low += term.low;
        interval.high += term.high;
      }
      known.set(key, interval);
    }
    return interval;
  });
}

/** Equal numbers for equal vectors of intervals. */
function keysOf(
  intervals: Intervals,
  vectors: number,
  length: number,
  elementOf: (vector: number, index: number) => number,
): Int32Array {
  if (isAlike(intervals)) return new Int32Array(vectors);
  const numbers = new Map<string, number>();
  return Int32Array.from({ length: vectors }, (_, vector) => {
    const channels = new Array<number>(length);
    for (let index = 0; index < length; index++) {
      channels[index] = Math.floor(elementOf(vector, index) / intervals.inner) % intervals.low.length;
    }
    const key = channels.join();
    const number = numbers.get(key) ?? numbers.size;
    numbers.set(key, number);
    return number;
  });
}

/** @throws AppError `circuit-invalid` where a divisor can be less than 1 */
export function divideIntervals(node: IntegerDivide, inputs: readonly Intervals[]): Intervals {
  const [a, b] = inputs as [Intervals, Intervals];
  if (b.low.some((low) => low < 1n)) {
    throw refuse(node, `divides by values down to ${smallest(b.low)}; divisors have to be at least 1`);
  }
  return intervalsBy(commonLayout(inputs.map(layoutOf)), (element) => {
    const { low, high } = intervalAt(a, element);
    const by = intervalAt(b, element);
    return {
      low: floorDivideExactly(low, low < 0n ? by.low : by.high),
      high: floorDivideExactly(high, high < 0n ? by.high : by.low),
    };
  });
}

/** @throws AppError `circuit-invalid` where a value can be negative */
export function rootIntervals(node: IntegerRoot, input: Intervals): Intervals {
  if (input.low.some((low) => low < 0n)) {
    throw refuse(node, `takes the root of values down to ${smallest(input.low)}; they have to be at least 0`);
  }
  return { ...input, low: input.low.map(floorRootExactly), high: input.high.map(floorRootExactly) };
}
