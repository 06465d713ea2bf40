import type { Coordinate, Descriptor } from './descriptor.ts';
import { claimName } from './descriptor-factors.ts';
import { equal, equalIndex, equalTable } from './multilinear.ts';
import type { PrimeField } from './prime-field.ts';

/** The value of a slot at a point. */
export interface SlotClaim {
  slot: number;
  at: bigint[];
  value: bigint;
}

/**
 * Values of slots in the order in which they are asked for, those of the lookups and those of the relations apart. The same
 * slot at the same coordinates, by name, is one claim: how many there are follows from the descriptor and not from
 * challenges, so that every word of a proof has its place.
 */
export class SlotClaims {
  readonly list: SlotClaim[] = [];
  readonly #known = new Map<string, SlotClaim>();
  readonly #read: (slot: number, at: bigint[]) => bigint;

  /** @param read how a value is found out that was not asked for before: computed, or taken from a proof */
  constructor(read: (slot: number, at: bigint[]) => bigint) {
    this.#read = read;
  }

  slot = (slot: number, at: readonly Coordinate[], point: bigint[]): bigint => {
    const name = claimName(slot, at);
    let claim = this.#known.get(name);
    if (!claim) {
      claim = { slot, at: point, value: this.#read(slot, point) };
      this.#known.set(name, claim);
      this.list.push(claim);
    }
    return claim.value;
  };
}

/** sum over the claims of eta^k eq(point of claim k, x), for all cells x. */
export function claimTable(
  field: PrimeField,
  { slots, variables }: Descriptor,
  claims: readonly SlotClaim[],
  eta: bigint,
): bigint[] {
  const table = new Array<bigint>(2 ** variables).fill(0n);
  let power = 1n;
  for (const { slot, at } of claims) {
    const { offset } = slots[slot]!;
    equalTable(field, at).forEach((weight, cell) => {
      table[offset + cell] = field.add(table[offset + cell]!, field.multiply(power, weight));
    });
    power = field.multiply(power, eta);
  }
  return table;
}

/** The same polynomial at one point. Claims at the same coordinates share what these have of eq. */
export function claimWeight(
  field: PrimeField,
  { slots, variables }: Descriptor,
  claims: readonly SlotClaim[],
  eta: bigint,
  point: readonly bigint[],
): bigint {
  let [sum, power] = [0n, 1n];
  const shared = new Map<string, bigint>();
  for (const { slot, at } of claims) {
    const { offset, variables: own } = slots[slot]!;
    const inside = shared.get(at.join()) ?? equal(field, at, point.slice(0, own));
    shared.set(at.join(), inside);
    const place = equalIndex(field, offset / 2 ** own, point.slice(own, variables));
    sum = field.add(sum, field.multiply(power, field.multiply(inside, place)));
    power = field.multiply(power, eta);
  }
  return sum;
}
