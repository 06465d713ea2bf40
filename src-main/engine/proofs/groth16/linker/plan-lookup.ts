import { type IntegerRescale, type LookupTable, rescaleRange } from '../../../graph/integer-graph.ts';
import { shiftRight } from '../../../graph/intervals.ts';
import { bitLength, signedWidth } from './bit-length.ts';

/**
 * A table of values. v = acc + offset is never negative and cut into `width` bits. Some of these, `argument`, are the
 * position behind the entry `firstEntry`: u = firstEntry * 2^f + argument.
 */
export interface LookupPlan {
  kind: 'lookup';
  width: number;
  offset: bigint;
  /** Places among the bits of v, lowest first. */
  argument: number[];
  firstEntry: number;
  /** Where q can leave the table. */
  saturation?: Saturation;
}

/** excess = sum of high bits + topWeight * (top - 1), 0 exactly where q is inside. */
export interface Saturation {
  high: number[];
  /** The bit that tells above (1) from below (0); undefined where q cannot be below. */
  top: number | undefined;
  topWeight: number;
}

export type LookupNode = Pick<IntegerRescale, 'table' | 'bits'> & { lookup: LookupTable };

/** A rescale whose table is a lookup, from the static interval of its accumulator. */
export function planLookup(
  low: bigint,
  high: bigint,
  shift: number,
  node: LookupNode,
): { kind: 'constant'; value: bigint } | LookupPlan {
  const values = lookupRange(low, high, shift, node);
  if (values.low === values.high) return { kind: 'constant', value: values.low };
  const range = rescaleRange(node);
  const half = shift === 0 ? 0n : 1n << BigInt(shift - 1);
  const [scaledLow, scaledHigh] = [shiftRight(low, shift), shiftRight(high, shift)];
  if (scaledLow >= range.low && scaledHigh <= range.high) {
    // From the start of the segment that the least q falls into: fewer bits, and a smaller table.
    const firstEntry = Number((scaledLow - range.low) >> BigInt(node.lookup.fractionBits));
    const base = range.low + (BigInt(firstEntry) << BigInt(node.lookup.fractionBits));
    const offset = half - (base << BigInt(shift));
    const width = bitLength(high + offset);
    return { kind: 'lookup', width, offset, argument: places(shift, width), firstEntry };
  }
  return node.lookup.signed
    ? planSigned(low + half, high + half, half, shift, node)
    : planUnsigned(low + half, high + half, half, shift, node);
}

/** As the gadget Clamp reads bits: the top bit is also the highest of the argument. */
function planSigned(low: bigint, high: bigint, half: bigint, shift: number, node: LookupNode): LookupPlan {
  const { bits, lookup } = node;
  const inside = shift + bits - 1;
  if (low >= 0n) {
    const width = bitLength(high);
    const firstEntry = 2 ** (bits - 1) / 2 ** lookup.fractionBits;
    // A single segment over both signs starts below zero: the top bit of its argument is the constant one.
    if (firstEntry >= 1) {
      return {
        kind: 'lookup',
        width,
        offset: half,
        argument: places(shift, inside),
        firstEntry,
        saturation: { high: places(inside, width), top: undefined, topWeight: 0 },
      };
    }
  }
  const width = signedWidth(low < 0n ? low : -1n, high);
  const high_ = places(inside, width - 1);
  return {
    kind: 'lookup',
    width,
    offset: half + (1n << BigInt(width - 1)),
    argument: [...places(shift, inside), width - 1],
    firstEntry: 0,
    saturation: { high: high_, top: width - 1, topWeight: high_.length },
  };
}

/** As the gadget Relu reads bits. */
function planUnsigned(low: bigint, high: bigint, half: bigint, shift: number, node: LookupNode): LookupPlan {
  const isSigned = low < 0n;
  const width = isSigned ? signedWidth(low, high) : bitLength(high);
  const magnitude = isSigned ? width - 1 : width;
  const inside = Math.min(magnitude, shift + node.bits);
  return {
    kind: 'lookup',
    width,
    offset: half + (isSigned ? 1n << BigInt(width - 1) : 0n),
    argument: places(shift, inside),
    firstEntry: 0,
    saturation: {
      high: places(inside, magnitude),
      top: isSigned ? width - 1 : undefined,
      topWeight: isSigned ? -1 : 0,
    },
  };
}

/** The least and the greatest result over an interval of accumulators. */
export function lookupRange(low: bigint, high: bigint, shift: number, node: LookupNode) {
  const range = rescaleRange(node);
  const clamp = (value: bigint) => (value < range.low ? range.low : value > range.high ? range.high : value);
  const [first, last] = [
    clamp(shiftRight(low, shift)) - range.low,
    clamp(shiftRight(high, shift)) - range.low,
  ];
  const ends = [lookupAt(node.lookup, first), lookupAt(node.lookup, last)];
  const step = 1n << BigInt(node.lookup.fractionBits);
  // Straight lines have their extremes at their ends.
  for (let position = (first / step + 1n) * step; position < last; position += step) {
    ends.push(lookupAt(node.lookup, position));
  }
  return {
    low: ends.reduce((least, value) => (value < least ? value : least)),
    high: ends.reduce((greatest, value) => (value > greatest ? value : greatest)),
  };
}

/** The result at position u. */
export function lookupAt({ fractionBits, entries }: LookupTable, position: bigint): bigint {
  const index = Number(position >> BigInt(fractionBits));
  const entry = BigInt(entries[index]!);
  if (fractionBits === 0) return entry;
  const fraction = BigInt.asUintN(fractionBits, position);
  return (entry << BigInt(fractionBits)) + (BigInt(entries[index + 1]!) - entry) * fraction;
}

function places(start: number, end: number): number[] {
  return Array.from({ length: Math.max(0, end - start) }, (_, index) => start + index);
}
