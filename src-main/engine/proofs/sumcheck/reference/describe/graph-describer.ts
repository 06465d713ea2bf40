import { type IntegerGraph, inputsOf } from '../../../../graph/integer-graph.ts';
import { intervalAt, type Intervals, staticIntervals } from '../../../../graph/intervals.ts';
import { largest, smallest, type Interval } from '../../../../graph/intervals/layout.ts';
import type { Affine, Factor, Term } from '../descriptor.ts';
import { affineAt } from '../leaves.ts';
import type { PrimeField } from '../prime-field.ts';
import { cellsOf, layoutVariables } from '../statement.ts';
import { type Cells, DescriptorBuilder } from './builder.ts';
import { equalElements, range, sum } from './layout.ts';

/** A polynomial in factors: a sum of products. */
export type Expression = { coefficient: bigint; factors: Factor[] }[];

/** Where a tensor lies. */
interface Place {
  cells: Cells;
  /** The slot that is this tensor and nothing else, and its axes. */
  home?: { slot: number; axes: number[] };
}

/** A result that is not committed to: whoever rescales it says what stands for it. */
export interface Pending {
  axes: number[];
  /** The result as terms over the point of its layout. */
  terms: Term[];
}

/** Turns a graph's nodes into slots, relations and lookups; the kinds of node are in files beside this one. */
export class GraphDescriber {
  readonly builder: DescriptorBuilder;
  readonly intervals: ReadonlyMap<string, Intervals>;
  /** Ranges are checked in pieces of this many bits. */
  readonly limbBits: number;
  readonly #places = new Map<string, Place>();
  readonly #copies = new Map<string, number>();
  readonly #pending = new Map<string, Pending>();
  readonly #rescaledOnly: ReadonlySet<string>;

  constructor(field: PrimeField, graph: IntegerGraph, limbBits: number) {
    this.builder = new DescriptorBuilder(field);
    this.intervals = staticIntervals(graph);
    this.limbBits = limbBits;
    this.#rescaledOnly = rescaledOnly(graph);
  }

  /** The smallest interval that holds every element of a tensor. */
  intervalOf(name: string): Interval {
    const { low, high } = this.intervals.get(name)!;
    return { low: smallest(low), high: largest(high) };
  }

  elementInterval(name: string, element: number): Interval {
    return intervalAt(this.intervals.get(name)!, element);
  }

  sizeOf(name: string): number {
    return this.#places.get(name)!.cells.slots.length;
  }

  /** The axes that a tensor has by itself, or one axis. */
  axesOf(name: string): number[] {
    return this.#places.get(name)!.home?.axes ?? [this.sizeOf(name)];
  }

  cellsOf(name: string): Cells {
    return this.#places.get(name)!.cells;
  }

  /** A tensor that is a slot. */
  define(name: string, axes: readonly number[], slot: number): void {
    const cells = Int32Array.from(cellsOf(axes));
    this.#places.set(name, {
      cells: { slots: new Int32Array(cells.length).fill(slot), cells },
      home: { slot, axes: [...axes] },
    });
  }

  /** A tensor that is made of cells of others. */
  defineView(name: string, cells: Cells): void {
    this.#places.set(name, { cells });
  }

  /** The same tensor under another name. */
  defineAlias(name: string, of: string): void {
    this.#places.set(name, this.#places.get(of)!);
  }

  /** The slot that holds a tensor by the given axes: where it lies so already, or a copy. */
  slotOf(name: string, axes: readonly number[]): number {
    return this.slotOfCells(name, this.cellsOf(name), axes);
  }

  slotOfCells(name: string, cells: Cells, axes: readonly number[]): number {
    const places = cellsOf(axes);
    const first = cells.slots[0]!;
    const isHome =
      this.builder.variablesOf(first) === layoutVariables(axes) &&
      places.every((place, index) => cells.slots[index] === first && cells.cells[index] === place);
    if (isHome) return first;
    const key = `${layoutVariables(axes)} ${places.join()} ${cells.slots.join()} ${cells.cells.join()}`;
    const known = this.#copies.get(key);
    if (known !== undefined) return known;
    const copy = this.builder.wire(`copy of ${name}`, axes, cells);
    this.#copies.set(key, copy);
    return copy;
  }

  /** A tensor as a factor over the summed variables of a layout. */
  factorOf(name: string, axes: readonly number[]): Factor {
    return slotFactor(this.slotOf(name, axes), layoutVariables(axes));
  }

  /** A result that is a sum of terms: a slot of its own, or left to the node that rescales it. */
  defineSum(name: string, axes: number[], terms: Term[]): void {
    if (this.#rescaledOnly.has(name)) {
      this.#pending.set(name, { axes, terms });
      return;
    }
    const slot = this.tensorSlot(name, axes);
    this.equate(name, axes, [{ coefficient: 1n, factors: [slotFactor(slot, layoutVariables(axes))] }], terms);
    this.define(name, axes, slot);
  }

  pendingOf(name: string): Pending | undefined {
    return this.#pending.get(name);
  }

  /** A slot for the values that the evaluator finds for a tensor. */
  tensorSlot(name: string, axes: readonly number[]): number {
    return this.builder.elementSlot(name, axes, (tensors) => tensors.get(name)!);
  }

  /** expression(x) = the terms at x, for every element x of a layout. */
  equate(name: string, axes: readonly number[], expression: Expression, terms: readonly Term[] = []): void {
    this.builder.relation(name, layoutVariables(axes), [
      ...elementTerms(axes, expression),
      ...terms.map((term) => ({ ...term, coefficient: -term.coefficient })),
    ]);
  }

  /** 0 <= value < 2^bits for every element of a layout. */
  requireRange(name: string, axes: readonly number[], value: Affine, bits: number): void {
    const { builder, limbBits } = this;
    let lowest = value;
    for (let shift = limbBits; shift < bits; shift += limbBits) {
      const width = Math.min(limbBits, bits - shift);
      const limb = this.elementsOf(`${name} limb ${shift}`, axes, value, (element) => {
        return (element >> BigInt(shift)) & ((1n << BigInt(width)) - 1n);
      });
      const factor = slotFactor(limb, layoutVariables(axes));
      builder.lookup(name, axes, builder.rangeTable(width), [affineOf(factor)]);
      lowest = { ...lowest, parts: [...lowest.parts, { coefficient: -(1n << BigInt(shift)), factor }] };
    }
    builder.lookup(name, axes, builder.rangeTable(Math.min(limbBits, bits)), [lowest]);
  }

  /** A slot with a function of an affine combination, element by element; integers are taken as signed. */
  elementsOf(
    name: string,
    axes: readonly number[],
    value: Affine,
    compute: (value: bigint) => bigint,
  ): number {
    const places = cellsOf(axes);
    const { modulus } = this.builder.field;
    return this.builder.elementSlot(name, axes, (_, slots) => {
      const at = affineAt(this.builder.field, value, {
        slot: (slot) => slots[slot]!,
        publicValues: () => [],
      });
      return places.map((cell) => {
        const element = at(cell);
        return compute(element > modulus / 2n ? element - modulus : element);
      });
    });
  }

  /**
   * 1 where value >= 0, 0 elsewhere.
   * @param interval of the value
   */
  nonNegative(name: string, axes: readonly number[], value: Affine, { low, high }: Interval): Factor {
    const variables = layoutVariables(axes);
    const bit = slotFactor(
      this.elementsOf(`${name} sign`, axes, value, (x) => (x >= 0n ? 1n : 0n)),
      variables,
    );
    this.builder.lookup(`${name} sign`, axes, this.builder.rangeTable(1), [affineOf(bit)]);
    const distance = slotFactor(
      this.elementsOf(`${name} distance`, axes, value, (x) => (x >= 0n ? x : -x - 1n)),
      variables,
    );
    // distance = (2 bit - 1) value + bit - 1: the value where the bit is set, else -value - 1.
    const values: Expression = expressionOf(value);
    this.equate(`${name} distance`, axes, [
      { coefficient: 1n, factors: [distance] },
      ...values.map(({ coefficient, factors }) => ({
        coefficient: -2n * coefficient,
        factors: [...factors, bit],
      })),
      ...values,
      { coefficient: -1n, factors: [bit] },
      { coefficient: 1n, factors: [] },
    ]);
    this.requireRange(`${name} distance`, axes, affineOf(distance), bitsFor(high > -low ? high + 1n : -low));
    return bit;
  }
}

/** Bits that hold 0 .. count - 1; at least one. */
export function bitsFor(count: bigint): number {
  return Math.max(1, (count - 1n).toString(2).length);
}

/** A slot at all summed variables, in order. */
export function slotFactor(slot: number, variables: number): Factor & { kind: 'slot' } {
  return { kind: 'slot', slot, at: range(variables).map(sum) };
}

export function affineOf(factor: Factor, coefficient = 1n, constant = 0n): Affine {
  return { constant, parts: [{ coefficient, factor }] };
}

export function expressionOf({ constant, parts }: Affine): Expression {
  const products = parts.map(({ coefficient, factor }) => ({ coefficient, factors: [factor] }));
  return constant === 0n ? products : [...products, { coefficient: constant, factors: [] }];
}

/** sum over the elements x of a layout of eq(point, x) times an expression. */
export function elementTerms(axes: readonly number[], expression: Expression): Term[] {
  const variables = layoutVariables(axes);
  return expression.map(({ coefficient, factors }) => ({
    coefficient,
    variables,
    factors: [...equalElements(axes), ...factors],
  }));
}

/** Tensors that a rescale reads and nothing else. */
function rescaledOnly(graph: IntegerGraph): ReadonlySet<string> {
  const readers = new Map<string, string[]>();
  for (const node of graph.nodes) {
    for (const name of inputsOf(node)) readers.set(name, [...(readers.get(name) ?? []), node.kind]);
  }
  const outputs = new Set(graph.outputs.map(({ name }) => name));
  return new Set(
    [...readers]
      .filter(([name, kinds]) => kinds.length === 1 && kinds[0] === 'rescale' && !outputs.has(name))
      .map(([name]) => name),
  );
}
