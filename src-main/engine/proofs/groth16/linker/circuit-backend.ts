import { AppError } from '../../../../api/errors.ts';
import type { FieldValue, Gadget } from '../gadgets/gadget.ts';
import { type Coefficient, multiplyCoefficients } from './constraint-system.ts';

/** A linear combination of wires, (sum of coefficient * wire) / denominator; wire 0 carries the constant. */
export interface Combination {
  visit(add: (wire: number, coefficient: Coefficient) => void): void;
  /** A power of two, 1 where it is absent; a row that reads the combination is multiplied with it. */
  denominator?: number;
  /** Set where the combination is this multiple of the constant one. */
  constant?: bigint;
  /** Its value as an integer, where it is known without adding up the terms; only a witness asks. */
  value?(): FieldValue;
}

/** What a gadget input is connected to: a wire by number, or a combination. */
export type Source = number | Combination;

/** The constant one. */
export const ONE = 0;

export function constantOf(value: bigint): Combination {
  return {
    constant: value,
    visit(add) {
      if (value !== 0n) add(ONE, value);
    },
    value: () => value,
  };
}

/**
 * What synthesis drives. The same walk over the integer graph collects the gadgets it needs, links the constraint
 * system and computes the witness, so that the three cannot drift apart: wires are numbered by the order of calls.
 */
export interface CircuitBackend {
  /** Names the part of the network whose rows follow. */
  beginLayer(name: string): void;
  /** A private wire whose value comes from outside. */
  input(value: () => FieldValue): number;
  /**
   * One instance of a gadget.
   * @param outputs wires made before (public signals) to which the gadget's outputs are bound, instead of new ones
   * @returns the first of the instance's new wires, numbered in the order of the gadget's own signals
   */
  instantiate<P extends readonly number[]>(
    gadget: Gadget<P>,
    params: P,
    inputs: readonly Source[],
    outputs?: readonly number[],
  ): number;
}

/** What the terms of a source are divided by. */
export function denominatorOf(source: Source): number {
  return typeof source === 'number' ? 1 : (source.denominator ?? 1);
}

/** Visits the terms of factor * denominator * source. */
export function visitTerms(
  source: Source,
  factor: number,
  add: (wire: number, coefficient: Coefficient) => void,
): void {
  if (typeof source === 'number') add(source, factor);
  else if (factor === 1) source.visit(add);
  else source.visit((wire, coefficient) => add(wire, multiplyCoefficients(coefficient, factor)));
}

/**
 * Visits the terms of factor * source, for sums that have no denominator of their own.
 * @throws AppError `internal` where the source has one: its terms would count too much
 */
export function visitWhole(
  source: Source,
  factor: number,
  add: (wire: number, coefficient: Coefficient) => void,
): void {
  if (denominatorOf(source) !== 1) {
    throw new AppError('internal', 'A fraction stands in a sum of a circuit.', 'Report this.');
  }
  visitTerms(source, factor, add);
}

/** An instance of a gadget with its parameters, as a key. */
export function gadgetKey(name: string, params: readonly number[]): string {
  return `${name}(${params.join(',')})`;
}
