import type { Coordinate, Slot } from '../../../../src-main/engine/proofs/sumcheck/reference/descriptor.ts';
import type { Dialogue } from './dialogue.ts';

/** Where factors are read: what `sum` and `point` coordinates stand for. */
export interface Place {
  of: 'lookups' | 'relations';
  sum: readonly bigint[];
  point: readonly bigint[];
}

export interface SlotClaim {
  /** In all coordinates of F. */
  point: bigint[];
  value: bigint;
}

/**
 * The values of slots that the prover claims. A value is read from the proof when it is asked for the first time: the
 * checks ask in the order in which the proof has them.
 */
export class SlotLedger {
  readonly claims: SlotClaim[] = [];
  private readonly known = new Map<string, bigint>();

  constructor(
    private readonly variables: number,
    private readonly slots: readonly Slot[],
    private readonly dialogue: Dialogue,
  ) {}

  value(slot: number, at: readonly Coordinate[], place: Place): bigint {
    const name = `${place.of}:${slot}:${at.map(nameOf).join()}`;
    const before = this.known.get(name);
    if (before !== undefined) return before;
    const value = this.dialogue.element();
    this.known.set(name, value);
    const point = at.map((coordinate) => valueOf(coordinate, place));
    const offset = this.slots[slot]!.offset;
    for (let bit = this.slots[slot]!.variables; bit < this.variables; bit++)
      point.push(BigInt(Math.floor(offset / 2 ** bit) % 2));
    this.claims.push({ point, value });
    return value;
  }
}

function nameOf(coordinate: Coordinate): string {
  if ('sum' in coordinate) return `x${coordinate.sum}`;
  return 'point' in coordinate ? `z${coordinate.point}` : `${coordinate.bit}`;
}

export function valueOf(coordinate: Coordinate, place: Place): bigint {
  if ('sum' in coordinate) return place.sum[coordinate.sum]!;
  if ('point' in coordinate) return place.point[coordinate.point]!;
  return BigInt(coordinate.bit);
}
