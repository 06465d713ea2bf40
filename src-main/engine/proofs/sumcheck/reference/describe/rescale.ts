import { type IntegerRescale, rescaleRange } from '../../../../graph/integer-graph.ts';
import { lookUpExactly } from '../../../../graph/evaluate/lookup.ts';
import { type Interval, shiftRight } from '../../../../graph/intervals/layout.ts';
import { product } from '../../../../graph/linear-map.ts';
import type { Affine, Factor } from '../descriptor.ts';
import { cellsOf, layoutVariables } from '../statement.ts';
import type { Tensors } from './builder.ts';
import { affineOf, bitsFor, type Expression, type GraphDescriber, slotFactor } from './graph-describer.ts';

/** Tables of more entries are worth less than the checks that replace them. */
const TABLE_BITS = 10;

/** acc + 2^(s-1) = 2^s q + rem with 0 <= rem < 2^s, and out = T[q]. */
export function describeRescale(describer: GraphDescriber, node: IntegerRescale): void {
  const pending = describer.pendingOf(node.input);
  const axes = pending?.axes ?? describer.axesOf(node.input);
  const variables = layoutVariables(axes);
  const { shift, shifts } = shiftsOf(node, product(axes));
  const accumulator = (tensors: Tensors) => tensors.get(node.input)!;

  const q = describer.builder.elementSlot(`${node.output} q`, axes, (tensors) =>
    accumulator(tensors).map((value, element) => shiftRight(value, shifts(element))),
  );
  const quotient = slotFactor(q, variables);
  const split = splitExpression(describer, node, axes, quotient, { shift, shifts }, accumulator);
  if (pending) describer.equate(node.output, axes, split, pending.terms);
  else {
    const acc = describer.factorOf(node.input, axes);
    describer.equate(node.output, axes, [...split, { coefficient: -1n, factors: [acc] }]);
  }
  const interval = quotientInterval(describer, node, axes, shifts);
  applyTable(describer, node, axes, quotient, interval);
}

/** 2^s q + rem - 2^(s-1), with the remainder's range required. */
function splitExpression(
  describer: GraphDescriber,
  node: IntegerRescale,
  axes: number[],
  quotient: Factor,
  { shift, shifts }: Shifts,
  accumulator: (tensors: Tensors) => readonly bigint[],
): Expression {
  if (shift === 0) return [{ coefficient: 1n, factors: [quotient] }];
  const { output } = node;
  const { builder } = describer;
  const variables = layoutVariables(axes);
  const remainder = slotFactor(
    builder.elementSlot(`${output} rem`, axes, (tensors) =>
      accumulator(tensors).map((value, element) => {
        const s = BigInt(shifts(element));
        return value + half(s) - (shiftRight(value, Number(s)) << s);
      }),
    ),
    variables,
  );
  if (shift !== undefined) {
    describer.requireRange(`${output} rem`, axes, affineOf(remainder), shift);
    return [
      { coefficient: 1n << BigInt(shift), factors: [quotient] },
      { coefficient: 1n, factors: [remainder] },
      { coefficient: -half(BigInt(shift)), factors: [] },
    ];
  }
  const keyed = (name: string, of: (s: bigint) => bigint) => {
    const cells = new Array<bigint>(2 ** variables).fill(0n);
    cellsOf(axes).forEach((cell, element) => (cells[cell] = of(BigInt(shifts(element)))));
    return slotFactor(builder.keySlot(`${output} ${name}`, variables, cells), variables);
  };
  const widest = Math.max(...node.shifts);
  // rem < 2^s where s is the element's own: 2^s - 1 - rem and rem are both in the widest range.
  const unit = keyed('units', (s) => 1n << s);
  const halves = keyed('halves', half);
  describer.requireRange(`${output} rem`, axes, affineOf(remainder), widest);
  describer.requireRange(
    `${output} rem`,
    axes,
    {
      constant: -1n,
      parts: [
        { coefficient: 1n, factor: unit },
        { coefficient: -1n, factor: remainder },
      ],
    },
    widest,
  );
  return [
    { coefficient: 1n, factors: [unit, quotient] },
    { coefficient: 1n, factors: [remainder] },
    { coefficient: -1n, factors: [halves] },
  ];
}

/** The result from the quotient: by a table where its interval is small, by comparisons where it is not. */
function applyTable(
  describer: GraphDescriber,
  node: IntegerRescale,
  axes: number[],
  quotient: Factor & { kind: 'slot' },
  interval: Interval,
): void {
  const { builder } = describer;
  const { low, high } = rescaleRange(node);
  const bits = bitsFor(interval.high - interval.low + 1n);
  const fromLow = affineOf(quotient, 1n, -interval.low);
  const isInside = low <= interval.low && interval.high <= high;
  if (!node.lookup && isInside) {
    describer.requireRange(`${node.output} q`, axes, fromLow, bits);
    describer.define(node.output, axes, quotient.slot);
    return;
  }
  if (bits <= TABLE_BITS) {
    const results = Array.from({ length: 2 ** bits }, (_, index) => {
      const q = clamp(interval.low + BigInt(index), low, high);
      return node.lookup ? lookUpExactly(node.lookup, q - low) : q;
    });
    const out = describer.tensorSlot(node.output, axes);
    const factor = slotFactor(out, layoutVariables(axes));
    const table = builder.functionTable(bits, [results.map((value) => builder.field.of(value))]);
    builder.lookup(`${node.output} table`, axes, table, [fromLow, affineOf(factor)]);
    describer.define(node.output, axes, out);
    return;
  }
  describer.requireRange(`${node.output} q`, axes, fromLow, bits);
  const clamped = isInside
    ? quotient
    : clampWide(describer, node.output, axes, quotient, interval, { low, high });
  if (node.lookup) lookUpWide(describer, node, axes, clamped, low);
  else describer.define(node.output, axes, clamped.slot);
}

/** c = q + above (high - q) + below (low - q), the two bits being comparisons. */
function clampWide(
  describer: GraphDescriber,
  name: string,
  axes: number[],
  quotient: Factor & { kind: 'slot' },
  interval: Interval,
  range: Interval,
): Factor & { kind: 'slot' } {
  const affine = affineOf(quotient);
  const slot = describer.elementsOf(`${name} clamped`, axes, affine, (q) => clamp(q, range.low, range.high));
  const clamped = slotFactor(slot, layoutVariables(axes)) as Factor & { kind: 'slot' };
  const expression: Expression = [
    { coefficient: 1n, factors: [clamped] },
    { coefficient: -1n, factors: [quotient] },
  ];
  const replace = (bit: Factor, value: bigint) =>
    expression.push({ coefficient: -value, factors: [bit] }, { coefficient: 1n, factors: [bit, quotient] });
  if (interval.high > range.high) {
    const beyond = affineOf(quotient, 1n, -range.high - 1n);
    replace(
      describer.nonNegative(`${name} above`, axes, beyond, {
        low: interval.low - range.high - 1n,
        high: interval.high - range.high - 1n,
      }),
      range.high,
    );
  }
  if (interval.low < range.low) {
    const beyond = affineOf(quotient, -1n, range.low - 1n);
    replace(
      describer.nonNegative(`${name} below`, axes, beyond, {
        low: range.low - 1n - interval.high,
        high: range.low - 1n - interval.low,
      }),
      range.low,
    );
  }
  describer.equate(`${name} clamped`, axes, expression);
  return clamped;
}

/** u = 2^f i + t; out = T[i] 2^f + (T[i+1] - T[i]) t. */
function lookUpWide(
  describer: GraphDescriber,
  node: IntegerRescale,
  axes: number[],
  clamped: Factor,
  low: bigint,
): void {
  const { builder } = describer;
  const variables = layoutVariables(axes);
  const { entries, fractionBits } = node.lookup!;
  const f = BigInt(fractionBits);
  const u = affineOf(clamped, 1n, -low);
  const factor = (slot: number) => slotFactor(slot, variables);
  const index = factor(describer.elementsOf(`${node.output} index`, axes, u, (value) => value >> f));
  const entry = factor(
    describer.elementsOf(`${node.output} entry`, axes, u, (value) =>
      BigInt(entries[Number(value >> f)] ?? 0),
    ),
  );
  const bits = node.bits - fractionBits;
  const column = (of: (index: number) => bigint) =>
    Array.from({ length: 2 ** bits }, (_, i) => builder.field.of(of(i)));
  const starts = column((i) => BigInt(entries[i]!));
  const out = describer.tensorSlot(node.output, axes);
  if (fractionBits === 0) {
    builder.lookup(`${node.output} table`, axes, builder.functionTable(bits, [starts]), [
      affineOf(index),
      affineOf(entry),
    ]);
    describer.equate(`${node.output} index`, axes, [
      { coefficient: 1n, factors: [index] },
      { coefficient: -1n, factors: [clamped] },
      { coefficient: low, factors: [] },
    ]);
    describer.equate(node.output, axes, [
      { coefficient: 1n, factors: [factor(out)] },
      { coefficient: -1n, factors: [entry] },
    ]);
  } else {
    const slope = factor(
      describer.elementsOf(`${node.output} slope`, axes, u, (value) => slopeAt(entries, Number(value >> f))),
    );
    const fraction: Affine = {
      constant: -low,
      parts: [
        { coefficient: 1n, factor: clamped },
        { coefficient: -(1n << f), factor: index },
      ],
    };
    describer.requireRange(`${node.output} fraction`, axes, fraction, fractionBits);
    const slopes = column((i) => slopeAt(entries, i));
    builder.lookup(`${node.output} table`, axes, builder.functionTable(bits, [starts, slopes]), [
      affineOf(index),
      affineOf(entry),
      affineOf(slope),
    ]);
    describer.equate(node.output, axes, [
      { coefficient: 1n, factors: [factor(out)] },
      { coefficient: -(1n << f), factors: [entry] },
      { coefficient: low, factors: [slope] },
      { coefficient: -1n, factors: [slope, clamped] },
      { coefficient: 1n << f, factors: [slope, index] },
    ]);
  }
  describer.define(node.output, axes, out);
}

interface Shifts {
  /** Where all elements have the same. */
  shift: number | undefined;
  shifts(element: number): number;
}

function shiftsOf({ shifts, inner }: IntegerRescale, size: number): Shifts {
  const at = (element: number) => shifts[Math.floor(element / inner) % shifts.length]!;
  const used = new Set(
    Array.from({ length: Math.min(size, inner * shifts.length) }, (_, element) => at(element)),
  );
  return { shift: used.size === 1 ? [...used][0] : undefined, shifts: at };
}

/** Over the accumulators' exact intervals. */
function quotientInterval(
  describer: GraphDescriber,
  { input }: IntegerRescale,
  axes: number[],
  shifts: (element: number) => number,
): Interval {
  let found: Interval | undefined;
  for (let element = 0; element < product(axes); element++) {
    const interval = describer.elementInterval(input, element);
    const [low, high] = [
      shiftRight(interval.low, shifts(element)),
      shiftRight(interval.high, shifts(element)),
    ];
    found = {
      low: found && found.low < low ? found.low : low,
      high: found && found.high > high ? found.high : high,
    };
  }
  return found!;
}

function half(shift: bigint): bigint {
  return shift === 0n ? 0n : 1n << (shift - 1n);
}

function slopeAt(entries: Float64Array, index: number): bigint {
  return BigInt((entries[index + 1] ?? 0) - (entries[index] ?? 0));
}

function clamp(value: bigint, low: bigint, high: bigint): bigint {
  return value < low ? low : value > high ? high : value;
}
