import { writeR1cs } from '../../src-main/engine/proofs/groth16/linker/write-r1cs.ts';
import { writeWtns } from '../../src-main/engine/proofs/groth16/linker/write-wtns.ts';
import {
  CoefficientTable,
  MatrixBuilder,
} from '../../src-main/engine/proofs/groth16/linker/constraint-system.ts';
import { SCALAR_FIELD } from '../../src-main/engine/proofs/bn254.ts';
import { randomWords } from '../random.ts';

export type ReferenceKind = 'bits' | 'full';

/** Bits of a value that is taken apart, as in the gadgets of a neural network. */
const VALUE_BITS = 23;
/** Rows of one value: its bits, their sum, a product with the sign bit. */
const ROWS_PER_VALUE = VALUE_BITS + 2;

/**
 * Writes a circuit that just fits a domain of 2^power, and its witness: 'bits', values taken apart into bits (92 % of the
 * wires are 0 or 1), or 'full', a chain of products whose wires are all of full size.
 */
export async function writeReferenceCircuit(
  kind: ReferenceKind,
  power: number,
  paths: { r1csPath: string; wtnsPath: string },
): Promise<{ constraints: number }> {
  // One row binds the public signal; the domain also holds a row for each public signal and one for the constant.
  const rows = 2 ** power - 4;
  const circuit = kind === 'bits' ? bitRows(rows) : fullRows(rows);
  await writeR1cs(paths.r1csPath, circuit.system, {});
  await writeWtns(paths.wtnsPath, circuit.witness);
  return { constraints: circuit.system.rowCount };
}

class CircuitBuilder {
  readonly #table = new CoefficientTable();
  readonly A = new MatrixBuilder(this.#table);
  readonly B = new MatrixBuilder(this.#table);
  readonly C = new MatrixBuilder(this.#table);
  readonly witness: (number | bigint)[] = [1, 0];

  wire(value: number | bigint): number {
    return this.witness.push(value) - 1;
  }
  row(a: [number, number][], b: [number, number][], c: [number, number][]): void {
    for (const [matrix, terms] of [
      [this.A, a],
      [this.B, b],
      [this.C, c],
    ] as const) {
      for (const [wire, coefficient] of terms) matrix.add(wire, coefficient);
      matrix.endRow();
    }
  }
  /** The public signal, wire 1, is a copy of `wire`. */
  publish(wire: number): void {
    this.witness[1] = this.witness[wire]!;
    this.row(
      [],
      [],
      [
        [wire, 1],
        [1, -1],
      ],
    );
  }
  finish() {
    const [A, B, C] = [this.A.finish(), this.B.finish(), this.C.finish()];
    const { witness } = this;
    return {
      witness,
      system: {
        wireCount: witness.length,
        publicCount: 1,
        rowCount: A.rowPointer.length - 1,
        coefficients: this.#table.values,
        A,
        B,
        C,
      },
    };
  }
}

function bitRows(rows: number) {
  const builder = new CircuitBuilder();
  const next = randomWords(1);
  let last = 0;
  for (let used = 0; used + ROWS_PER_VALUE <= rows; used += ROWS_PER_VALUE) {
    const value = next() >>> (32 - VALUE_BITS);
    const sum: [number, number][] = [];
    for (let bit = 0; bit < VALUE_BITS; bit++) {
      const wire = builder.wire((value >>> bit) & 1);
      sum.push([wire, 2 ** bit]);
      builder.row(
        [[wire, 1]],
        [
          [wire, 1],
          [0, -1],
        ],
        [],
      );
    }
    const whole = builder.wire(value);
    builder.row([], [], [...sum, [whole, -1]]);
    const sign = sum[VALUE_BITS - 1]![0];
    last = builder.wire(value * (builder.witness[sign] as number));
    builder.row([[sign, 1]], [[whole, 1]], [[last, 1]]);
  }
  builder.publish(last);
  return builder.finish();
}

function fullRows(rows: number) {
  const builder = new CircuitBuilder();
  let previous = builder.wire(SCALAR_FIELD / 3n);
  let current = builder.wire(SCALAR_FIELD / 7n);
  for (let row = 0; row < rows - 1; row++) {
    // next = (current + 1) (current - previous)
    const [x, y] = [BigInt(builder.witness[current]!), BigInt(builder.witness[previous]!)];
    const next = builder.wire(((x + 1n) * (x - y + SCALAR_FIELD)) % SCALAR_FIELD);
    builder.row(
      [
        [current, 1],
        [0, 1],
      ],
      [
        [current, 1],
        [previous, -1],
      ],
      [[next, 1]],
    );
    [previous, current] = [current, next];
  }
  builder.publish(current);
  return builder.finish();
}
