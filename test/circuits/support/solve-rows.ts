import { SCALAR_FIELD, toField } from '../../../src-main/engine/proofs/bn254.ts';
import type {
  ConstraintSystem,
  SparseMatrix,
} from '../../../src-main/engine/proofs/groth16/linker/constraint-system.ts';

export interface Solution {
  /** By wire; undefined where no row fixes it. */
  values: (bigint | undefined)[];
}

type Terms = { wire: number; coefficient: bigint }[];
interface Row {
  A: Terms;
  B: Terms;
  C: Terms;
  wires: number[];
}

/**
 * Every assignment that satisfies a small constraint system, given some wires: an exhaustive search that knows nothing
 * of how the system was made. Rows in which one wire is unknown and linear are solved for it; where nothing is left to
 * solve, a wire w with a row w * (w - 1) = 0 is tried with 0 and with 1.
 *
 * @returns the solutions; wires that no row fixes any more (a factor beside them is 0) are undefined in them
 * @throws Error where wires are left that the method cannot solve for: then nothing has been shown
 */
export function solveRows(system: ConstraintSystem, known: ReadonlyMap<number, bigint>): Solution[] {
  const coefficients = system.coefficients.map((value) => toField(BigInt(value)));
  const terms = ({ rowPointer, wire, coefficient }: SparseMatrix, row: number): Terms =>
    Array.from({ length: rowPointer[row + 1]! - rowPointer[row]! }, (_, index) => ({
      wire: wire[rowPointer[row]! + index]!,
      coefficient: coefficients[coefficient[rowPointer[row]! + index]!]!,
    }));
  const rows = Array.from({ length: system.rowCount }, (_, index): Row => {
    const [A, B, C] = [terms(system.A, index), terms(system.B, index), terms(system.C, index)];
    return { A, B, C, wires: [...new Set([...A, ...B, ...C].map(({ wire }) => wire))] };
  });
  const rowsOf = Array.from({ length: system.wireCount }, (): number[] => []);
  rows.forEach(({ wires }, index) => wires.forEach((wire) => rowsOf[wire]!.push(index)));
  const isBoolean = booleanWires(rows);

  const solutions: Solution[] = [];
  const values: (bigint | undefined)[] = new Array<bigint | undefined>(system.wireCount).fill(undefined);

  const unknownIn = rows.map(({ wires }) => wires.length);
  const set = (wire: number, value: bigint | undefined) => {
    const change = (value === undefined ? 1 : 0) - (values[wire] === undefined ? 1 : 0);
    values[wire] = value;
    for (const row of rowsOf[wire]!) unknownIn[row]! += change;
  };

  /** Solves what it can; false where a row is violated. `trail` receives the wires that were set. */
  const propagate = (queue: number[], trail: number[]): boolean => {
    while (queue.length > 0) {
      const index = queue.pop()!;
      // Looking again and again at rows that are far from solved would take most of the time.
      if (unknownIn[index]! > 3) continue;
      const row = rows[index]!;
      const result = solveRow(row, values);
      if (result === 'violated') return false;
      if (result === undefined) continue;
      set(result.wire, result.value);
      trail.push(result.wire);
      queue.push(...rowsOf[result.wire]!);
    }
    return true;
  };

  const search = (start: number[]): void => {
    const trail: number[] = [];
    if (propagate(start, trail)) {
      const branch = values.findIndex((value, wire) => value === undefined && isBoolean.has(wire));
      if (branch === -1) {
        const open = rows.find((row) => isOpen(row, values));
        if (open) throw new Error(`the wires ${open.wires.join(', ')} of a row cannot be solved for`);
        solutions.push({ values: [...values] });
      } else {
        for (const value of [0n, 1n]) {
          set(branch, value);
          search([...rowsOf[branch]!]);
        }
        set(branch, undefined);
      }
    }
    for (const wire of trail) set(wire, undefined);
  };

  set(0, 1n);
  for (const [wire, value] of known) set(wire, toField(value));
  search(rows.map((_, index) => index));
  return solutions;
}

/** The wires with a row (a w + b) * (c w + d) = 0 whose roots are 0 and 1. */
function booleanWires(rows: readonly Row[]): Set<number> {
  const result = new Set<number>();
  for (const { A, B, C, wires } of rows) {
    const own = wires.filter((wire) => wire !== 0);
    if (own.length !== 1 || C.length > 0) continue;
    const roots = [A, B].map((side) => {
      const slope = side.find(({ wire }) => wire === own[0])?.coefficient;
      const constant = side.find(({ wire }) => wire === 0)?.coefficient ?? 0n;
      return slope === undefined ? undefined : toField(-constant * inverse(slope));
    });
    if (roots.includes(0n) && roots.includes(1n)) result.add(own[0]!);
  }
  return result;
}

/** constant + sum of the unknown terms. */
function split(terms: Terms, values: readonly (bigint | undefined)[]): { constant: bigint; unknown: Terms } {
  let constant = 0n;
  const unknown: Terms = [];
  for (const term of terms) {
    const value = values[term.wire];
    if (value !== undefined) constant += value * term.coefficient;
    else if (term.coefficient !== 0n) unknown.push(term);
  }
  return { constant: toField(constant), unknown };
}

/** A row as a linear equation constant + sum = 0, or undefined while it has a product of unknowns. */
function linearize(row: Row, values: readonly (bigint | undefined)[]) {
  const [a, b, c] = [split(row.A, values), split(row.B, values), split(row.C, values)];
  const [aIsZero, bIsZero] = [a, b].map((side) => side.unknown.length === 0 && side.constant === 0n);
  if (a.unknown.length > 0 && b.unknown.length > 0) return undefined;
  const sums = new Map<number, bigint>();
  const add = (terms: Terms, factor: bigint) => {
    for (const { wire, coefficient } of terms) {
      sums.set(wire, toField((sums.get(wire) ?? 0n) + coefficient * factor));
    }
  };
  if (!aIsZero && !bIsZero) {
    add(a.unknown, b.constant);
    add(b.unknown, a.constant);
  }
  add(c.unknown, -1n);
  const unknown = [...sums].filter(([, coefficient]) => coefficient !== 0n);
  return { constant: toField(a.constant * b.constant - c.constant), unknown };
}

function solveRow(row: Row, values: readonly (bigint | undefined)[]) {
  const equation = linearize(row, values);
  if (!equation || equation.unknown.length > 1) return undefined;
  const [only] = equation.unknown;
  if (!only) return equation.constant === 0n ? undefined : ('violated' as const);
  return { wire: only[0], value: toField(-equation.constant * inverse(only[1])) };
}

/** Whether a row still says something about unknown wires. */
function isOpen(row: Row, values: readonly (bigint | undefined)[]): boolean {
  const equation = linearize(row, values);
  return !equation || equation.unknown.length > 0;
}

const inverses = new Map<bigint, bigint>();

function inverse(value: bigint): bigint {
  const known = inverses.get(value);
  if (known !== undefined) return known;
  let [a, b, x, y] = [value, SCALAR_FIELD, 1n, 0n];
  while (b !== 0n) {
    const quotient = a / b;
    [a, b, x, y] = [b, a - quotient * b, y, x - quotient * y];
  }
  inverses.set(value, toField(x));
  return toField(x);
}
