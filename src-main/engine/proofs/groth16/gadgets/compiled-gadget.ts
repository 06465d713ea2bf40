import type { GadgetInput } from './gadget.ts';

/** One of the matrices A, B, C of a gadget, compressed by rows. */
export interface GadgetMatrix {
  /** Row i has the terms [rowPointer[i], rowPointer[i + 1]). */
  rowPointer: Uint32Array;
  /** Local signal of each term, ascending inside a row. */
  signal: Uint32Array;
  /** Coefficient of each term, in [1, r). */
  coefficient: bigint[];
}

/**
 * The rows A * B = C of one gadget with one set of parameters, over local signals: 0 = the constant one,
 * 1..inputCount = the inputs flattened in declared order, then the own signals in the order of `Gadget.signals()`.
 */
export interface CompiledGadget {
  /** The gadget's name. */
  name: string;
  params: readonly number[];
  inputs: GadgetInput[];
  inputCount: number;
  /** The first `outputCount` own signals are outputs. */
  outputCount: number;
  /** Number of own signals. */
  signalCount: number;
  rowCount: number;
  rows: { A: GadgetMatrix; B: GadgetMatrix; C: GadgetMatrix };
}
