/** A coefficient as a signed integer; it stands for its residue modulo r. */
export type Coefficient = number | bigint;

/** One of A, B, C, compressed by rows. */
export interface SparseMatrix {
  /** Row i has the terms [rowPointer[i], rowPointer[i + 1]). */
  rowPointer: Uint32Array;
  wire: Uint32Array;
  /** Index into the system's coefficient table. */
  coefficient: Uint32Array;
}

/**
 * The rank-1 constraint system A w * B w = C w. Wire 0 is the constant one, wires 1..publicCount are the public
 * signals in the order of the statement, all others are private.
 */
export interface ConstraintSystem {
  wireCount: number;
  publicCount: number;
  rowCount: number;
  coefficients: Coefficient[];
  A: SparseMatrix;
  B: SparseMatrix;
  C: SparseMatrix;
}

/** Appends rows; typed arrays throughout, since a convolution has millions of terms. */
export class MatrixBuilder {
  #rowPointer: Uint32Array<ArrayBuffer> = new Uint32Array(1024);
  #wire: Uint32Array<ArrayBuffer> = new Uint32Array(4096);
  #coefficient: Uint32Array<ArrayBuffer> = new Uint32Array(4096);
  /** For each wire, the last term that named it: a wire that comes twice in a row is merged into one term. */
  #lastTerm: Uint32Array<ArrayBuffer> = new Uint32Array(1024);
  #rows = 0;
  #terms = 0;
  readonly #table: CoefficientTable;

  constructor(table: CoefficientTable) {
    this.#table = table;
  }

  /** Adds coefficient * wire to the row under way. */
  add(wire: number, coefficient: Coefficient): void {
    if (wire >= this.#lastTerm.length) this.#lastTerm = grow(this.#lastTerm, wire + 1);
    const previous = this.#lastTerm[wire]!;
    const start = this.#rowPointer[this.#rows]!;
    if (previous >= start && previous < this.#terms && this.#wire[previous] === wire) {
      const sum = addCoefficients(this.#table.at(this.#coefficient[previous]!), coefficient);
      this.#coefficient[previous] = this.#table.index(sum);
      return;
    }
    if (this.#terms === this.#wire.length) {
      this.#wire = grow(this.#wire, this.#terms + 1);
      this.#coefficient = grow(this.#coefficient, this.#terms + 1);
    }
    this.#wire[this.#terms] = wire;
    this.#coefficient[this.#terms] = this.#table.index(coefficient);
    this.#lastTerm[wire] = this.#terms;
    this.#terms += 1;
  }

  endRow(): void {
    this.#rows += 1;
    if (this.#rows === this.#rowPointer.length) this.#rowPointer = grow(this.#rowPointer, this.#rows + 1);
    this.#rowPointer[this.#rows] = this.#terms;
  }

  get rowCount(): number {
    return this.#rows;
  }

  finish(): SparseMatrix {
    return {
      rowPointer: this.#rowPointer.slice(0, this.#rows + 1),
      wire: this.#wire.slice(0, this.#terms),
      coefficient: this.#coefficient.slice(0, this.#terms),
    };
  }
}

/** Every coefficient once. */
export class CoefficientTable {
  readonly values: Coefficient[] = [];
  readonly #indices = new Map<Coefficient, number>();

  index(coefficient: Coefficient): number {
    const key = normalize(coefficient);
    let index = this.#indices.get(key);
    if (index === undefined) {
      index = this.values.length;
      this.values.push(key);
      this.#indices.set(key, index);
    }
    return index;
  }

  at(index: number): Coefficient {
    return this.values[index]!;
  }
}

/** A number wherever it is a safe integer, so that equal coefficients are equal keys. */
export function normalize(value: Coefficient): Coefficient {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : BigInt(value);
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

export function multiplyCoefficients(a: Coefficient, b: Coefficient): Coefficient {
  if (typeof a === 'number' && typeof b === 'number') {
    const result = a * b;
    if (Number.isSafeInteger(result)) return result;
  }
  return normalize(BigInt(a) * BigInt(b));
}

function addCoefficients(a: Coefficient, b: Coefficient): Coefficient {
  return normalize(BigInt(a) + BigInt(b));
}

function grow(array: Uint32Array<ArrayBuffer>, needed: number): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(Math.max(needed, array.length * 2));
  larger.set(array);
  return larger;
}
