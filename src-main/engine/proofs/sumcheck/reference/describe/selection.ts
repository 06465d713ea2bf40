import type {
  IntegerCompare,
  IntegerConstant,
  IntegerMax,
  IntegerOneHot,
  IntegerSort,
  IntegerView,
} from '../../../../graph/integer-graph.ts';
import { product, windowTaps } from '../../../../graph/linear-map.ts';
import type { Coordinate, Factor } from '../descriptor.ts';
import { axisVariables, layoutVariables } from '../statement.ts';
import type { Cells } from './builder.ts';
import { affineOf, bitsFor, type GraphDescriber, slotFactor } from './graph-describer.ts';
import { range, sum } from './layout.ts';

/** Windows side by side in a copy, short ones with their first element again; then pairs, and pairs of winners. */
export function describeMax(
  describer: GraphDescriber,
  { input, output, channels, window }: IntegerMax,
): void {
  const { cells, count, taps } = gatherWindows(describer.cellsOf(input), channels, window);
  const axes = [count];
  const { low, high } = describer.intervalOf(input);
  const bits = bitsFor(high - low + 1n);
  let slot = describer.slotOfCells(input, cells, [count, 2 ** taps]);
  for (let level = taps - 1; level >= 0; level--) {
    const pair: number[] = [count, 2 ** level];
    const variables = layoutVariables(pair);
    const at = (bit: 0 | 1): Coordinate[] => [{ bit }, ...range(variables).map(sum)];
    const contenders = ([0, 1] as const).map((bit): Factor => ({ kind: 'slot', slot, at: at(bit) }));
    const source = slot;
    const winner = describer.builder.elementSlot(`${output} level ${level}`, pair, (_, slots) => {
      const values = slots[source]!;
      const { modulus } = describer.builder.field;
      const signed = (value: bigint) => (value > modulus / 2n ? value - modulus : value);
      return range(count * 2 ** level).map((index) => {
        const [a, b] = [signed(values[2 * index]!), signed(values[2 * index + 1]!)];
        return a > b ? a : b;
      });
    });
    const m = slotFactor(winner, variables);
    const [a, b] = contenders as [Factor, Factor];
    // (m - a)(m - b) = 0: it is one of them, and the ranges say that it is not below the other.
    describer.equate(`${output} level ${level}`, pair, [
      { coefficient: 1n, factors: [m, m] },
      { coefficient: -1n, factors: [m, a] },
      { coefficient: -1n, factors: [m, b] },
      { coefficient: 1n, factors: [a, b] },
    ]);
    for (const contender of contenders) {
      const lead = {
        constant: 0n,
        parts: [
          { coefficient: 1n, factor: m },
          { coefficient: -1n, factor: contender },
        ],
      };
      describer.requireRange(`${output} level ${level}`, pair, lead, bits);
    }
    slot = winner;
  }
  describer.define(output, axes, slot);
}

/** 1 where x >= 0, or where x = 0. */
export function describeCompare(
  describer: GraphDescriber,
  { input, output, relation }: IntegerCompare,
): void {
  const axes = describer.axesOf(input);
  const x = describer.factorOf(input, axes);
  const interval = describer.intervalOf(input);
  if (relation === 'nonNegative') {
    const bit = describer.nonNegative(output, axes, affineOf(x), interval);
    describer.define(output, axes, (bit as Factor & { kind: 'slot' }).slot);
    return;
  }
  // x is zero where neither x - 1 nor -x - 1 is at least 0; not both are.
  const above = describer.nonNegative(`${output} above`, axes, affineOf(x, 1n, -1n), {
    low: interval.low - 1n,
    high: interval.high - 1n,
  });
  const below = describer.nonNegative(`${output} below`, axes, affineOf(x, -1n, -1n), {
    low: -interval.high - 1n,
    high: -interval.low - 1n,
  });
  const slot = describer.tensorSlot(output, axes);
  describer.equate(output, axes, [
    { coefficient: 1n, factors: [slotFactor(slot, layoutVariables(axes))] },
    { coefficient: 1n, factors: [above] },
    { coefficient: 1n, factors: [below] },
    { coefficient: -1n, factors: [] },
  ]);
  describer.define(output, axes, slot);
}

/** Bits h(i, k) with sum over k of h = 1 and sum over k of k h = x(i) - start(i). */
export function describeOneHot(describer: GraphDescriber, node: IntegerOneHot): void {
  const { input, output, count, starts } = node;
  const elements = describer.sizeOf(input);
  const axes = [elements, count];
  const slot = describer.tensorSlot(output, axes);
  const variables = layoutVariables(axes);
  const { builder } = describer;
  builder.lookup(output, axes, builder.rangeTable(1), [affineOf(slotFactor(slot, variables))]);
  const inner = axisVariables(count);
  const k = range(inner).map(sum);
  const outer = axisVariables(elements);
  const row = range(outer, inner).map(sum);
  const points: Coordinate[] = range(outer).map((variable) => ({ point: variable }));
  const bits = (weight: Factor[]) => ({
    variables,
    factors: [
      { kind: 'equalBelow' as const, a: points, b: row, count: elements },
      ...(count === 2 ** inner ? [] : [{ kind: 'below' as const, at: k, count }]),
      ...weight,
      { kind: 'slot' as const, slot, at: [...k, ...row] },
    ],
  });
  const alone = range(outer).map(sum);
  const eq: Factor = { kind: 'equalBelow', a: points, b: alone, count: elements };
  builder.relation(`${output} one`, outer, [
    { coefficient: 1n, ...bits([]) },
    { coefficient: -1n, variables: outer, factors: [eq] },
  ]);
  const startValues = range(elements).map((element) => starts[element % starts.length]!);
  const start = builder.keySlot(`${output} starts`, outer, startValues);
  const x = describer.slotOf(input, [elements]);
  builder.relation(`${output} position`, outer, [
    { coefficient: 1n, ...bits([{ kind: 'index', at: k }]) },
    { coefficient: -1n, variables: outer, factors: [eq, slotFactor(x, outer)] },
    { coefficient: 1n, variables: outer, factors: [eq, slotFactor(start, outer)] },
  ]);
  describer.define(output, axes, slot);
}

/** A row in descending order with the same values: as multisets of (row, value) the two are equal. */
export function describeSort(describer: GraphDescriber, node: IntegerSort, tag: bigint): void {
  const { input, output, rows, count, keep } = node;
  const axes = [rows, count];
  const variables = layoutVariables(axes);
  const { builder } = describer;
  const x = slotFactor(describer.slotOf(input, axes), variables);
  const sorted = builder.elementSlot(`${output} sorted`, axes, (tensors) => {
    const values = tensors.get(input)!;
    return range(rows).flatMap((row) =>
      values.slice(row * count, (row + 1) * count).sort((a, b) => (a < b ? 1 : a > b ? -1 : 0)),
    );
  });
  const y = slotFactor(sorted, variables);
  const row: Factor = { kind: 'index', at: range(axisVariables(rows), axisVariables(count)).map(sum) };
  builder.multiset(output, axes, tag, [
    [affineOf(row), affineOf(x)],
    [affineOf(row), affineOf(y)],
  ]);
  if (count > 1) {
    const width = 2 ** axisVariables(count);
    const next = rowCells(sorted, rows, count, (k) => Math.min(k + 1, count - 1), width);
    const following = slotFactor(builder.wire(`${output} next`, axes, next), variables);
    const step = {
      constant: 0n,
      parts: [
        { coefficient: 1n, factor: y },
        { coefficient: -1n, factor: following },
      ],
    };
    const { low, high } = describer.intervalOf(input);
    describer.requireRange(`${output} order`, axes, step, bitsFor(high - low + 1n));
  }
  describer.defineView(
    output,
    rowCells(sorted, rows, keep, (k) => k, 2 ** axisVariables(count)),
  );
}

export function describeConstant(describer: GraphDescriber, { output, values }: IntegerConstant): void {
  const slot = describer.builder.keySlot(output, axisVariables(values.length), [...values]);
  describer.define(output, [values.length], slot);
}

export function describeView(describer: GraphDescriber, { inputs, output, map }: IntegerView): void {
  if (!map) {
    describer.defineAlias(output, inputs[0]!);
    return;
  }
  const parts = inputs.map((name) => describer.cellsOf(name));
  const joined = {
    slots: parts.flatMap(({ slots }) => [...slots]),
    cells: parts.flatMap(({ cells }) => [...cells]),
  };
  describer.defineView(output, {
    slots: Int32Array.from(map, (from) => joined.slots[from]!),
    cells: Int32Array.from(map, (from) => joined.cells[from]!),
  });
}

function gatherWindows({ slots, cells }: Cells, channels: number, window: IntegerMax['window']) {
  const windows = windowTaps(window);
  const area = product(window.inputSpatial);
  const taps = axisVariables(windows.reduce((most, { offsets }) => Math.max(most, offsets.length), 1));
  const width = 2 ** taps;
  const count = channels * windows.length;
  const gathered: Cells = { slots: new Int32Array(count * width), cells: new Int32Array(count * width) };
  for (let channel = 0; channel < channels; channel++) {
    windows.forEach(({ offsets }, position) => {
      for (let tap = 0; tap < width; tap++) {
        const from = channel * area + (offsets[tap] ?? offsets[0]!);
        const index = (channel * windows.length + position) * width + tap;
        gathered.slots[index] = slots[from]!;
        gathered.cells[index] = cells[from]!;
      }
    });
  }
  return { cells: gathered, count, taps };
}

function rowCells(
  slot: number,
  rows: number,
  count: number,
  column: (k: number) => number,
  width: number,
): Cells {
  const cells = range(rows).flatMap((row) => range(count).map((k) => row * width + column(k)));
  return { slots: new Int32Array(cells.length).fill(slot), cells: Int32Array.from(cells) };
}
