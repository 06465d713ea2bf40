import type {
  Coordinate,
  Factor,
  PublicVector,
} from '../../../../src-main/engine/proofs/sumcheck/reference/descriptor.ts';
import type { Prime } from './prime.ts';
import { type Place, type SlotLedger, valueOf } from './slot-ledger.ts';

/** What factors are made of. */
export interface Surroundings {
  prime: Prime;
  ledger: SlotLedger;
  inputs: { vector: PublicVector; values: readonly bigint[] }[];
  outputs: { vector: PublicVector; values: readonly bigint[] }[];
}

/** The value of a factor by its definition: sums are summed. */
export function factorValue(factor: Factor, place: Place, { prime, ledger, ...sides }: Surroundings): bigint {
  const points = (at: readonly Coordinate[]) => at.map((coordinate) => valueOf(coordinate, place));
  const sum = (count: number, summand: (i: number) => bigint) => {
    let total = 0n;
    for (let i = 0; i < count; i++) total += summand(i);
    return prime.of(total);
  };
  switch (factor.kind) {
    case 'slot':
      return ledger.value(factor.slot, factor.at, place);
    case 'equalBelow': {
      const [a, b] = [points(factor.a), points(factor.b)];
      return sum(factor.count, (i) => prime.weight(i, a) * prime.weight(i, b));
    }
    case 'below': {
      const at = points(factor.at);
      return sum(factor.count, (i) => prime.weight(i, at));
    }
    case 'index': {
      const at = points(factor.at);
      return sum(at.length, (k) => 2n ** BigInt(k) * at[k]!);
    }
    case 'window': {
      const { outCount, tapCount, inCount, stride, dilation, pad } = factor.axis;
      const [out, tap, inside] = [points(factor.out), points(factor.tap), points(factor.in)];
      return sum(outCount * tapCount, (pair) => {
        const [o, i] = [Math.floor(pair / tapCount), pair % tapCount];
        const u = stride * o + dilation * i - pad;
        if (u < 0 || u >= inCount) return 0n;
        return prime.weight(o, out) * prime.weight(i, tap) * prime.weight(u, inside);
      });
    }
    case 'public': {
      const { vector, values } = (factor.side === 'input' ? sides.inputs : sides.outputs)[factor.vector]!;
      return prime.extension(cellsOf(vector.axes, values), points(factor.at));
    }
  }
}

/** A tensor in its layout: each axis has bits of its own, the last axis the lowest. */
function cellsOf(axes: readonly number[], values: readonly bigint[]): bigint[] {
  if (axes.length === 0) return [values[0]!];
  const size = values.length / axes[0]!;
  const parts = Array.from({ length: axes[0]! }, (_, i) =>
    cellsOf(axes.slice(1), values.slice(i * size, (i + 1) * size)),
  );
  const width = parts[0]!.length;
  const padded = 2 ** Math.ceil(Math.log2(axes[0]!));
  return [...parts.flat(), ...new Array<bigint>((padded - axes[0]!) * width).fill(0n)];
}
