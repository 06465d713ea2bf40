import { refusal } from './both-verifiers.ts';
import { prove, type UniversalCase } from './universal-case.ts';

/** Index of the slot of a name. */
export function slotNamed({ key }: UniversalCase, name: string): number {
  const found = key.descriptor.slots.findIndex((slot) => slot.name === name);
  if (found < 0)
    throw new Error(`No slot "${name}": ${key.descriptor.slots.map((slot) => slot.name).join(', ')}.`);
  return found;
}

/** A copy of the slots with some cells changed; integers of any sign. */
export function withCells(
  one: UniversalCase,
  changes: readonly (readonly [name: string, cell: number, value: bigint])[],
): bigint[][] {
  const slots = one.slots.map((cells) => [...cells]);
  for (const [name, cell, value] of changes) slots[slotNamed(one, name)]![cell] = one.field.of(value);
  return slots;
}

/** The integer in a cell. */
export function cellOf(one: UniversalCase, name: string, cell: number): bigint {
  const value = one.slots[slotNamed(one, name)]![cell]!;
  return value > one.field.modulus / 2n ? value - one.field.modulus : value;
}

/** What the verifier says to a proof from other slots, perhaps for other outputs. */
export function verdictOn(
  one: UniversalCase,
  slots: readonly (readonly bigint[])[],
  outputs: readonly (readonly bigint[])[] = one.publicValues.outputs,
): string | undefined {
  const claimed = { ...one, publicValues: { ...one.publicValues, outputs } };
  return refusal(claimed, prove(claimed, slots));
}
