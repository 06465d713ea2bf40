/**
 * A value of the scalar field Fr. A `number` is always a safe integer; both forms may be negative or, as a bigint,
 * not reduced: they stand for their residue modulo r.
 */
export type FieldValue = number | bigint;

/** A signal or an array of signals of a circom template, under its name there. */
export interface SignalGroup {
  name: string;
  length: number;
}

/**
 * What the linker may put in the place of an input:
 * - a `wire` stands anywhere in the rows;
 * - a `combination` of wires stands in C only, so that no weight enters the coefficients of the proving key;
 * - a `factor` is a wire or a short combination without a denominator, and stands anywhere: the coefficients of a table
 *   over bits, a wire minus a constant.
 */
export interface GadgetInput extends SignalGroup {
  kind: 'wire' | 'combination' | 'factor';
}

/** A parametrised circom template with the code that computes its witness. */
export interface Gadget<P extends readonly number[] = readonly number[]> {
  name: string;
  /** Name of the circom template; the parameters are its arguments, in order. */
  template: string;
  /** File of the template, relative to the folder `circuits` (or an absolute path). */
  file: string;
  /** The simplification level of circom under which the rows are the ones that the gadget's soundness note counts. */
  optimization: 'O0' | 'O1' | 'O2';
  inputs(params: P): GadgetInput[];
  /** All signals but the inputs: outputs first, then internal ones, in the order in which `assign` writes them. */
  signals(params: P): SignalGroup[];
  /** How many of the flattened `signals` are outputs. */
  outputCount(params: P): number;
  /** How many rows circom makes of it; compiling a gadget checks this. */
  rowCount(params: P): number;
  /**
   * Computes the witness of the gadget's own signals.
   *
   * @param inputs flattened in the order of `inputs()`
   * @param values receives the own signals from index 0, flattened in the order of `signals()`
   * @throws AppError 'witness-invalid' where no witness exists
   */
  assign(params: P, inputs: readonly FieldValue[], values: FieldValue[]): void;
}

/** The number of signals in a list of groups. */
export function countSignals(groups: readonly SignalGroup[]): number {
  let count = 0;
  for (const group of groups) count += group.length;
  return count;
}
