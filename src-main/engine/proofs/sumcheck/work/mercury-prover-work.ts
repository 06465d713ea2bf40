import { equalTableWork } from './factor-work.ts';
import type { OperationCounts } from './operation-counts.ts';
import { sumOf } from './operation-counts.ts';
import { interpolationWork } from './prover-work.ts';
import { openingClaimsWork } from './verifier-work.ts';

/** At how many points f - (zeta^B - alpha) q, g, h, S and D are opened. */
const OPENED_AT = [1, 2, 3, 2, 1];

/** Opening a row of 2^rowVariables values with Mercury, as the reference does it. */
export function mercuryProverWork(rowVariables: number): Partial<OperationCounts> {
  const n = 2 ** rowVariables;
  const columns = 2 ** Math.ceil(rowVariables / 2);
  const rows = n / columns;
  const quotient = Math.max(1, n - columns);
  const tail = Math.max(1, columns - 1);
  const lengths = [n, columns, rows, tail, columns];
  const folding =
    // h, then q and g by Horner's rule over the rows
    n +
    2 * columns * (rows - 1) +
    // S, and the values of g, h and S
    columns * (columns - 1) +
    rows * (rows - 1) +
    tail +
    Math.max(1, rows - 1) +
    2 * (columns + rows + tail) +
    n +
    quotient;
  const { multiplications, first, second } = openingTogether(lengths);
  return {
    multiplications:
      equalTableWork(Math.log2(columns)) +
      equalTableWork(Math.log2(rows)) +
      folding +
      openingClaimsWork(rowVariables) +
      multiplications,
    inversions: 2 + 2 * sumOf(OPENED_AT, (points) => points),
    pointMultiplications: rows + quotient + 2 * columns + tail + first + second,
  };
}

/** W and W' for five polynomials. */
function openingTogether(lengths: readonly number[]) {
  const all = Math.max(...OPENED_AT);
  const first: number[] = [];
  let multiplications = 3;
  lengths.forEach((length, index) => {
    const points = OPENED_AT[index]!;
    // p - r, divided by X - point for each point
    let left = Math.max(length, points);
    multiplications += length + points + 2 * interpolationWork(points) + 2 * index;
    for (let point = 0; point < points; point++) {
      multiplications += left - 1;
      left = Math.max(1, left - 1);
    }
    first.push(left);
    // p - r(omega) and its share
    multiplications += all - points + 1 + points + length + 1 + length;
  });
  const quotient = Math.max(...first);
  const rest = Math.max(...lengths, quotient);
  multiplications += sumOf(first, (length) => length) + quotient + rest - 1;
  return { multiplications, first: quotient, second: Math.max(1, rest - 1) };
}
