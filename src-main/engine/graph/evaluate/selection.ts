import { maximumInDoubles } from '../doubles/maximum.ts';
import { rewireDoubles } from '../doubles/rewire.ts';
import type {
  IntegerCompare,
  IntegerConstant,
  IntegerMax,
  IntegerOneHot,
  IntegerSort,
  IntegerView,
} from '../integer-graph.ts';
import { product, windowTaps } from '../linear-map.ts';
import {
  doublesStep,
  exactStep,
  fitDoubles,
  type IntegerValues,
  type Magnitudes,
  type Step,
  withoutMinusZero,
} from './values.ts';

export function maxStep(node: IntegerMax, { inputs, output }: Magnitudes): Step {
  if (fitDoubles(...inputs)) {
    const maximum = maximumInDoubles(node);
    return doublesStep((x) => maximum(x!));
  }
  const windows = windowTaps(node.window);
  const area = product(node.window.inputSpatial);
  return exactStep(output, (x) =>
    Array.from({ length: node.channels * windows.length }, (_, index) => {
      const base = Math.floor(index / windows.length) * area;
      const { offsets } = windows[index % windows.length]!;
      let largest = x![base + offsets[0]!]!;
      for (const offset of offsets) {
        const value = x![base + offset]!;
        if (value > largest) largest = value;
      }
      return largest;
    }),
  );
}

/** Doubles and BigInt compare alike. */
export function compareStep({ relation }: IntegerCompare): Step {
  return ([x]) =>
    mapToDoubles(x!, (value) => Number(relation === 'zero' ? value >= 0 && value <= 0 : value >= 0));
}

function mapToDoubles(values: IntegerValues, compute: (value: number | bigint) => number): Float64Array {
  return values instanceof Float64Array ? values.map(compute) : Float64Array.from(values, compute);
}

export function oneHotStep({ count, starts }: IntegerOneHot): Step {
  return ([x]) => {
    const result = new Float64Array(x!.length * count);
    for (let element = 0; element < x!.length; element++) {
      const start = starts[element % starts.length]!;
      const value = x![element]!;
      const position = typeof value === 'number' ? value - start : Number(value - BigInt(start));
      result[element * count + position] = 1;
    }
    return result;
  };
}

export function sortStep({ rows, count, keep }: IntegerSort, { inputs, output }: Magnitudes): Step {
  if (fitDoubles(...inputs)) {
    return doublesStep((x) => {
      const result = new Float64Array(rows * keep);
      for (let row = 0; row < rows; row++) {
        const sorted = x!.slice(row * count, (row + 1) * count).sort();
        result.set(sorted.subarray(count - keep).reverse(), row * keep);
      }
      return result;
    });
  }
  return exactStep(output, (x) =>
    Array.from({ length: rows }, (_, row) =>
      descending(x!.slice(row * count, (row + 1) * count), keep),
    ).flat(),
  );
}

/** The `keep` largest, in descending order. */
export function descending(values: bigint[], keep: number): bigint[] {
  return values.sort((a, b) => (a < b ? 1 : a > b ? -1 : 0)).slice(0, keep);
}

export function constantStep({ values }: IntegerConstant): Step {
  const integers = withoutMinusZero(values);
  return () => integers;
}

export function viewStep({ map }: IntegerView, { inputs, output }: Magnitudes): Step {
  if (fitDoubles(...inputs)) return doublesStep((...operands) => rewireDoubles(operands, map));
  return exactStep(output, (...operands) => {
    const joined = operands.length === 1 ? operands[0]! : operands.flat();
    return map ? Array.from(map, (source) => joined[source]!) : joined;
  });
}
