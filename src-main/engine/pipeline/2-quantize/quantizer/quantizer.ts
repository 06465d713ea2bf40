import { AppError } from '../../../../api/errors.ts';
import { inputsOf, type IntegerNode, type IntegerPort } from '../../../graph/integer-graph.ts';
import { type Intervals, IntervalTracker } from '../../../graph/intervals.ts';
import type { ChannelLayout } from '../../../graph/linear-map.ts';
import type { LoweredGraph, LoweredNode } from '../../../graph/lowered-graph.ts';
import { freshNames } from '../../../graph/lowering/fresh-names.ts';
import { readersOf } from '../../../graph/lowering/insert-rescales.ts';
import { multiply, type Rational, rational } from '../../../graph/rational.ts';
import type { Range } from '../calibrate.ts';
import type { QuantizeOptions } from '../quantize-graph.ts';

/** A tensor of the integer graph that stands for a lowered one: real value = integer * scale in every element. */
export interface Held {
  tensor: string;
  scale: Rational;
  /** The network itself has whole numbers here (positions, counts, truth values): they are never rounded. */
  whole?: boolean;
}

/** The shift of every channel of an accumulator at the rescale that ends its chain. */
export interface ChannelShifts extends Pick<ChannelLayout, 'inner'> {
  perChannel: number[];
  /** True where no value can be negative. */
  nonNegative: boolean;
}

export type IntegerNodeInit = IntegerNode extends infer Node
  ? Node extends IntegerNode
    ? Omit<Node, 'name' | 'operator' | 'output'>
    : never
  : never;

/** A factor has so many bits more than an activation: the errors of both add up. */
export const FACTOR_BITS = 2;

export const UNIT: Rational = rational(1n, 1n);

/**
 * What the steps of quantization share: the integer nodes made so far with their static intervals, and for each lowered
 * tensor the integer tensor that stands for it, or, inside a chain of accumulators, its shifts.
 */
export class Quantizer {
  readonly nodes: IntegerNode[] = [];
  readonly held = new Map<string, Held>();
  readonly shifts = new Map<string, ChannelShifts>();
  /** For a tensor that was rounded, the result as finely as a factor is rounded. */
  readonly rounded = new Map<string, Held>();
  readonly readers: ReadonlyMap<string, readonly LoweredNode[]>;
  readonly #intervals = new IntervalTracker();
  readonly #bounds = new Map<string, { low: bigint; high: bigint }>();
  readonly #made = new Map<string, Held>();
  readonly #fresh: (wanted: string) => string;
  readonly #outputs: ReadonlySet<string>;
  readonly #views = new Map<string, string>();
  #node: LoweredNode | undefined;

  constructor(
    readonly graph: LoweredGraph,
    readonly ranges: ReadonlyMap<string, Range>,
    readonly common: QuantizeOptions,
  ) {
    this.readers = readersOf(graph.nodes);
    for (const node of graph.nodes) {
      if (node.kind === 'view' && !node.map) this.#views.set(node.output, node.inputs[0]!);
    }
    this.#outputs = new Set(graph.outputs.map(({ name }) => name));
    this.#fresh = freshNames([
      ...graph.inputs.map(({ name }) => name),
      ...graph.outputs.map(({ name }) => name),
      ...graph.nodes.flatMap((node) => [...inputsOf(node), node.output]),
    ]);
  }

  /** The widths for the node under way. */
  get options(): QuantizeOptions {
    return this.optionsOf(this.#node);
  }

  optionsOf(node: { name: string } | undefined): QuantizeOptions {
    const widths = node && this.common.layers?.get(node.name);
    return widths ? { ...this.common, ...widths } : this.common;
  }

  /** The node that the integer nodes to come are reported under. */
  begin(node: LoweredNode): void {
    this.#node = node;
  }

  addInput(port: IntegerPort, whole: boolean): void {
    this.#intervals.addPort(port);
    this.held.set(port.name, { tensor: port.name, scale: port.scale, whole });
  }

  /** @param output the name of the result; one is made up where it is absent, or kept for a graph output */
  emit(init: IntegerNodeInit, output?: string): string {
    const { name, operator, output: lowered } = this.#node!;
    const tensor = output !== undefined && !this.#outputs.has(output) ? output : this.#fresh(`${lowered}#`);
    return this.#add({ ...init, name, operator, output: tensor } as IntegerNode);
  }

  /** coefficient * x + bias, in whole numbers; free. */
  affine(tensor: string, coefficient: number, bias: number, output?: string): string {
    return this.emit(
      { kind: 'sum', inputs: [tensor], coefficients: [coefficient], bias: Float64Array.of(bias) },
      output,
    );
  }

  /** Makes what a graph output reads. */
  emitOutput(init: IntegerNodeInit, output: string): string {
    const { name, operator } = this.#node!;
    return this.#add({ ...init, name, operator, output } as IntegerNode);
  }

  #add(node: IntegerNode): string {
    this.nodes.push(node);
    this.#intervals.add(node);
    return node.output;
  }

  /** The same call a second time gives the first one's result: several readers share one rounding. */
  once(key: string, make: () => Held): Held {
    const made = this.#made.get(key) ?? make();
    this.#made.set(key, made);
    return made;
  }

  intervals(tensor: string): Intervals {
    return this.#intervals.tensors.get(tensor)!;
  }

  /** The smallest and the largest value that an element can have. */
  bounds(tensor: string): { low: bigint; high: bigint } {
    let bounds = this.#bounds.get(tensor);
    if (!bounds) {
      const { low, high } = this.intervals(tensor);
      bounds = {
        low: low.reduce((least, value) => (value < least ? value : least)),
        high: high.reduce((most, value) => (value > most ? value : most)),
      };
      this.#bounds.set(tensor, bounds);
    }
    return bounds;
  }

  /** The bits of the whole interval, one of them for the sign where values may be negative. */
  width(tensor: string): number {
    const { low, high } = this.bounds(tensor);
    return low < 0n ? 1 + Math.max(bitLength(high), bitLength(-low - 1n)) : Math.max(1, bitLength(high));
  }

  /** The observed range of a lowered tensor in the reals. */
  range(lowered: string): Range {
    const range = this.ranges.get(lowered);
    if (range) return range;
    throw new AppError('internal', `No range is known of "${lowered}".`, 'Report this model.');
  }

  /**
   * The tensor for a sum or a join of several. What was rounded for a product is read rounded: beside the product its finer
   * digits would only widen the sum.
   */
  term(lowered: string): Held {
    const held = this.holding(lowered);
    return this.rounded.get(held.tensor) ?? held;
  }

  /** The tensor that a tensor is only another shape of. */
  unviewed(lowered: string): string {
    const source = this.#views.get(lowered);
    return source === undefined ? lowered : this.unviewed(source);
  }

  holding(lowered: string): Held {
    const held = this.held.get(lowered);
    if (held) return held;
    throw new AppError('internal', `"${lowered}" was not quantized before it is read.`, 'Report this model.');
  }
}

/** Whether one unit of the integers is the number 1. */
export function isUnit({ scale }: Held): boolean {
  return scale.numerator === 1n && scale.denominator === 1n;
}

/** The scale times 2^exponent. */
export function timesPower(scale: Rational, exponent: number): Rational {
  const power = 1n << BigInt(Math.abs(exponent));
  return multiply(scale, exponent < 0 ? rational(1n, power) : rational(power, 1n));
}

/** 2^exponent as a scale. */
export function powerOfTwo(exponent: number): Rational {
  return timesPower(UNIT, exponent);
}

export function bitLength(value: bigint): number {
  return value <= 0n ? 0 : value.toString(2).length;
}

/** The larger end of a range, never 0. */
export function magnitude({ low, high }: Range): number {
  return Math.max(Math.abs(low), Math.abs(high)) || 1;
}
