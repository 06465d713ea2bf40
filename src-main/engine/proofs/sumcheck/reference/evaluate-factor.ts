import type { Coordinate, Factor, WindowAxis } from './descriptor.ts';
import { below, equalBelow, equalTable, evaluate, indexAt } from './multilinear.ts';
import type { PrimeField } from './prime-field.ts';

/** Values of the coordinates, and what the verifier cannot compute from the descriptor alone. */
export interface FactorPoint {
  sums: readonly bigint[];
  point: readonly bigint[];
  /** A claimed value of a slot: its coordinates as the descriptor names them, and as field elements. */
  slot(slot: number, at: readonly Coordinate[], point: bigint[]): bigint;
  /** Public vectors by the bits of their axes: 2^s values, zero where there is no element. */
  publicValues(side: 'input' | 'output', vector: number): readonly bigint[];
}

/** Evaluates factors at one place; a factor that is met again is not evaluated again. */
export function factorReader(field: PrimeField, point: FactorPoint): (factor: Factor) => bigint {
  const known = new Map<string, bigint>();
  return (factor) => {
    const name = JSON.stringify(factor);
    const value = known.get(name) ?? evaluateFactor(field, factor, point);
    known.set(name, value);
    return value;
  };
}

/** The value of one factor where all its coordinates are field elements. */
function evaluateFactor(field: PrimeField, factor: Factor, point: FactorPoint): bigint {
  const resolve = (at: readonly Coordinate[]) => at.map((coordinate) => resolveCoordinate(coordinate, point));
  switch (factor.kind) {
    case 'slot':
      return point.slot(factor.slot, factor.at, resolve(factor.at));
    case 'equalBelow':
      return equalBelow(field, resolve(factor.a), resolve(factor.b), factor.count);
    case 'below':
      return below(field, resolve(factor.at), factor.count);
    case 'index':
      return indexAt(field, resolve(factor.at));
    case 'window':
      return windowAt(field, resolve(factor.out), resolve(factor.tap), resolve(factor.in), factor.axis);
    case 'public':
      return evaluate(field, point.publicValues(factor.side, factor.vector), resolve(factor.at));
  }
}

/** Every (output, tap, input) position that meet, in order. */
export function* meetings({ outCount, tapCount, inCount, stride, dilation, pad }: WindowAxis) {
  for (let out = 0; out < outCount; out++) {
    for (let tap = 0; tap < tapCount; tap++) {
      const input = stride * out + dilation * tap - pad;
      if (input >= 0 && input < inCount) yield { out, tap, input };
    }
  }
}

function resolveCoordinate(
  coordinate: Coordinate,
  { sums, point }: Pick<FactorPoint, 'sums' | 'point'>,
): bigint {
  if ('sum' in coordinate) return sums[coordinate.sum]!;
  return 'point' in coordinate ? point[coordinate.point]! : BigInt(coordinate.bit);
}

/** O(outCount tapCount) multiplications. */
function windowAt(
  field: PrimeField,
  out: readonly bigint[],
  tap: readonly bigint[],
  input: readonly bigint[],
  axis: WindowAxis,
): bigint {
  const [outs, taps, inputs] = [out, tap, input].map((point) => equalTable(field, point));
  let sum = 0n;
  for (const meeting of meetings(axis)) {
    const pair = field.multiply(outs![meeting.out]!, inputs![meeting.input]!);
    sum = field.add(sum, field.multiply(pair, taps![meeting.tap]!));
  }
  return sum;
}
