import { AppError } from '../../../../api/errors.ts';
import { SCALAR_FIELD } from '../../bn254.ts';
import type { CompiledGadget, GadgetMatrix } from '../gadgets/compiled-gadget.ts';
import type { FieldValue, Gadget } from '../gadgets/gadget.ts';
import { type CircuitBackend, denominatorOf, gadgetKey, ONE, type Source } from './circuit-backend.ts';
import {
  type Coefficient,
  CoefficientTable,
  type ConstraintSystem,
  MatrixBuilder,
  multiplyCoefficients,
  normalize,
} from './constraint-system.ts';

/** A compiled gadget with its coefficients as signed integers, small where they can be. */
interface LinkableGadget {
  compiled: CompiledGadget;
  matrices: LinkableMatrix[];
}

interface LinkableMatrix {
  rowPointer: Uint32Array;
  signal: Uint32Array;
  coefficient: Coefficient[];
}

/** Repeats compiled gadget rows, putting wires and combinations in the place of gadget inputs. */
export class LinkBackend implements CircuitBackend {
  /** Rows of each layer, in order of first appearance. */
  readonly layers = new Map<string, number>();
  readonly #table = new CoefficientTable();
  readonly #matrices = [0, 1, 2].map(() => new MatrixBuilder(this.#table));
  readonly #gadgets = new Map<string, LinkableGadget>();
  readonly #publicCount: number;
  #wires: number;
  #layer = '';

  /** @param compiled every gadget that the circuit takes, by `gadgetKey` */
  constructor(publicCount: number, compiled: ReadonlyMap<string, CompiledGadget>) {
    this.#publicCount = publicCount;
    this.#wires = 1 + publicCount;
    for (const [key, gadget] of compiled) {
      const matrices = [gadget.rows.A, gadget.rows.B, gadget.rows.C].map(signedCoefficients);
      this.#gadgets.set(key, { compiled: gadget, matrices });
    }
  }

  beginLayer(name: string): void {
    this.#layer = name;
    if (!this.layers.has(name)) this.layers.set(name, 0);
  }

  input(_value: () => FieldValue): number {
    return this.#wires++;
  }

  instantiate<P extends readonly number[]>(
    gadget: Gadget<P>,
    params: P,
    inputs: readonly Source[],
    outputs: readonly number[] = [],
  ): number {
    const { compiled, matrices } = this.#gadgets.get(gadgetKey(gadget.name, params))!;
    const first = this.#wires;
    this.#wires += compiled.signalCount - outputs.length;
    checkSources(compiled, inputs);
    const ownSignals = 1 + compiled.inputCount;
    for (let row = 0; row < compiled.rowCount; row++) {
      // A * B = C holds exactly where (factor * A) * B = factor * C does, and then no coefficient is a fraction.
      const factor = commonDenominator(matrices[2]!, row, inputs);
      matrices.forEach((matrix, index) => {
        const builder = this.#matrices[index]!;
        for (let term = matrix.rowPointer[row]!; term < matrix.rowPointer[row + 1]!; term++) {
          const signal = matrix.signal[term]!;
          const own = matrix.coefficient[term]!;
          const coefficient = factor === 1 || index === 1 ? own : multiplyCoefficients(own, factor);
          if (signal === 0) builder.add(ONE, coefficient);
          else if (signal < ownSignals) substitute(builder, inputs[signal - 1]!, coefficient);
          else {
            const position = signal - ownSignals - outputs.length;
            builder.add(position < 0 ? outputs[signal - ownSignals]! : first + position, coefficient);
          }
        }
        builder.endRow();
      });
    }
    this.layers.set(this.#layer, (this.layers.get(this.#layer) ?? 0) + compiled.rowCount);
    return first;
  }

  finish(): ConstraintSystem {
    const [A, B, C] = this.#matrices.map((builder) => builder.finish());
    return {
      wireCount: this.#wires,
      publicCount: this.#publicCount,
      rowCount: this.#matrices[0]!.rowCount,
      coefficients: this.#table.values,
      A: A!,
      B: B!,
      C: C!,
    };
  }
}

/** Whatever stands in A or B enters the key, and has no denominator. */
function checkSources({ name, inputCount, inputs: groups }: CompiledGadget, inputs: readonly Source[]): void {
  if (inputs.length !== inputCount) {
    throw new AppError(
      'gadget-invalid',
      `${inputs.length} sources are connected to the ${inputCount} inputs of the gadget ${name}.`,
      'Report this: the linker made a mistake.',
    );
  }
  let position = 0;
  for (const { kind, length } of groups) {
    for (const end = position + length; position < end; position++) {
      const source = inputs[position]!;
      if (typeof source === 'number' || kind === 'combination') continue;
      if (kind === 'factor' && denominatorOf(source) === 1) continue;
      throw new AppError(
        'gadget-invalid',
        `A combination stands in the place of a ${kind} of the gadget ${name}.`,
        'Report this: the linker made a mistake.',
      );
    }
  }
}

/** What makes the combinations in one row of C whole: the largest of their denominators, which are powers of two. */
function commonDenominator(C: LinkableMatrix, row: number, inputs: readonly Source[]): number {
  let largest = 1;
  for (let term = C.rowPointer[row]!; term < C.rowPointer[row + 1]!; term++) {
    const source = inputs[C.signal[term]! - 1];
    if (source !== undefined) largest = Math.max(largest, denominatorOf(source));
  }
  return largest;
}

/** @param coefficient a multiple of the source's denominator */
function substitute(builder: MatrixBuilder, source: Source, coefficient: Coefficient): void {
  if (typeof source === 'number') {
    builder.add(source, coefficient);
    return;
  }
  const denominator = source.denominator ?? 1;
  const whole = denominator === 1 ? coefficient : normalize(BigInt(coefficient) / BigInt(denominator));
  if (whole === 1) source.visit((wire, weight) => builder.add(wire, weight));
  else source.visit((wire, weight) => builder.add(wire, multiplyCoefficients(whole, weight)));
}

function signedCoefficients({ rowPointer, signal, coefficient }: GadgetMatrix): LinkableMatrix {
  const half = SCALAR_FIELD / 2n;
  return {
    rowPointer,
    signal,
    coefficient: coefficient.map((value) => normalize(value > half ? value - SCALAR_FIELD : value)),
  };
}
