import { wire } from '../gadgets/wire.ts';
import { type Combination, denominatorOf, ONE, type Source, visitTerms } from './circuit-backend.ts';
import type { SynthesisContext } from './synthesize.ts';

/** The elements of a tensor inside a circuit: wires, or combinations that have no wire of their own yet. */
export interface CircuitTensor {
  size: number;
  /** About how many terms an element is written with; 1 where it is a wire. */
  terms: number;
  element(index: number): Source;
  /** The wire of an element. A combination gets one when it is first asked for, by one linear row, and keeps it. */
  wire(index: number): number;
}

export function wireTensor(wires: ArrayLike<number>): CircuitTensor {
  const wireAt = (index: number) => wires[index]!;
  return { size: wires.length, terms: 1, element: wireAt, wire: wireAt };
}

export interface TensorOptions {
  /** About how many terms an element has. */
  terms: number;
  /** Every element but a constant gets a wire at once, whoever reads it. */
  isWired: boolean;
}

/**
 * A tensor of combinations (and wires, where the source is one).
 * @param source called for every reading of an element that has no wire. What it gives is read while rows are made: it
 *   must not ask for wires of other tensors when its terms are visited
 */
export function combinationTensor(
  size: number,
  source: (index: number) => Source,
  { terms, isWired }: TensorOptions,
  context: SynthesisContext,
): CircuitTensor {
  const wires = new Int32Array(size).fill(-1);
  const { layer } = context;
  const wireAt = (index: number) => {
    if (wires[index] === -1) wires[index] = materialize(source(index), layer, context);
    return wires[index]!;
  };
  if (isWired) {
    for (let index = 0; index < size; index++) if (!isConstant(source(index))) wireAt(index);
  }
  return {
    size,
    terms: isWired ? 1 : terms,
    wire: wireAt,
    element: (index) => (wires[index] === -1 ? source(index) : wires[index]!),
  };
}

/** Element i is element map[i] of the tensors written one behind the other; nothing gets a second wire. */
export function viewTensor(sources: readonly CircuitTensor[], map: Int32Array | undefined): CircuitTensor {
  const [first] = sources;
  if (map === undefined) return first!;
  const terms = Math.max(...sources.map((source) => source.terms));
  if (sources.length === 1) {
    return {
      size: map.length,
      terms,
      element: (index) => first!.element(map[index]!),
      wire: (index) => first!.wire(map[index]!),
    };
  }
  const starts = [0];
  for (const { size } of sources) starts.push(starts.at(-1)! + size);
  return {
    size: map.length,
    terms,
    element(index) {
      const owner = ownerOf(map[index]!, starts);
      return sources[owner]!.element(map[index]! - starts[owner]!);
    },
    wire(index) {
      const owner = ownerOf(map[index]!, starts);
      return sources[owner]!.wire(map[index]! - starts[owner]!);
    },
  };
}

/** The last part that starts at or before a position. */
function ownerOf(position: number, starts: readonly number[]): number {
  let low = 0;
  let high = starts.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (starts[middle]! <= position) low = middle;
    else high = middle;
  }
  return low;
}

/** A wire, or a constant: what a product may multiply with. */
export function factorAt(tensor: CircuitTensor, index: number): Source {
  const source = tensor.element(index);
  return typeof source === 'number' || isConstant(source) ? source : tensor.wire(index);
}

function isConstant(source: Source): boolean {
  return typeof source !== 'number' && source.constant !== undefined;
}

/** The wire of a source, made in the layer that it belongs to. Equal constants share one. */
function materialize(source: Source, layer: string, context: SynthesisContext): number {
  if (typeof source === 'number') return source;
  const { constant } = source;
  if (constant === 1n) return ONE;
  const known = constant === undefined ? undefined : context.constantWires.get(constant);
  if (known !== undefined) return known;
  context.backend.beginLayer(layer);
  const own = context.backend.instantiate(wire, [], [source]);
  context.backend.beginLayer(context.layer);
  if (constant !== undefined) context.constantWires.set(constant, own);
  return own;
}

/** source + constant, with the value of the source given apart. */
export function shifted(source: Source, constant: bigint, value: () => number | bigint): Combination {
  const small = Number.isSafeInteger(Number(constant)) ? Number(constant) : NaN;
  const denominator = denominatorOf(source);
  return {
    denominator,
    visit(add) {
      visitTerms(source, 1, add);
      if (constant !== 0n) add(ONE, constant * BigInt(denominator));
    },
    value() {
      const base = value();
      const sum = typeof base === 'number' ? base + small : NaN;
      return Number.isSafeInteger(sum) ? sum : BigInt(base) + constant;
    },
  };
}

/** The digits from wire `first` on as a number: start + sum of 2^i * digit i. */
export function digitsFrom(first: number, width: number, start = 0n): Combination {
  return {
    visit(add) {
      for (let index = 0; index < width; index++) add(first + index, 1n << BigInt(index));
      if (start !== 0n) add(ONE, start);
    },
  };
}
