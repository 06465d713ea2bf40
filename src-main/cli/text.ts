/** How results read on a terminal. */

import type { Progress } from '../api/progress.ts';

export function seconds(value: number): string {
  return value < 10 ? `${value.toFixed(2)} s` : `${value.toFixed(1)} s`;
}

export function percent(share: number): string {
  return `${(share * 100).toFixed(2).replace(/\.?0+$/, '')} %`;
}

export function thousands(value: number): string {
  return value.toLocaleString('en-US');
}

export function bytes(value: number): string {
  if (value < 1024) return `${value} bytes`;
  if (value < 1024 ** 2) return `${(value / 1024).toFixed(1)} KiB`;
  return value < 1024 ** 3
    ? `${(value / 1024 ** 2).toFixed(1)} MiB`
    : `${(value / 1024 ** 3).toFixed(1)} GiB`;
}

/** "Imported mnist" or, where nothing had to be done, "Imported mnist (reused from an earlier run)". */
export function stageLine(verb: string, { name, reused }: { name: string; reused: boolean }): string {
  return `${verb} ${name}${reused ? ' (reused from an earlier run)' : ''}`;
}

/** Rows of a table, columns aligned; numbers to the right. */
export function table(rows: readonly (readonly (string | number)[])[]): string[] {
  const width = (column: number) => Math.max(...rows.map((row) => String(row[column] ?? '').length));
  return rows.map((row) =>
    row
      .map((cell, column) =>
        typeof cell === 'number' ? thousands(cell).padStart(width(column) + 2) : cell.padEnd(width(column)),
      )
      .join('  ')
      .trimEnd(),
  );
}

/** "Groth16 keys 42 %, about 3 min left", as far as it is known. */
export function progressText({ message, fraction, secondsLeft }: Progress): string {
  const share = fraction === undefined ? '' : ` ${Math.floor(fraction * 100)} %`;
  const left = secondsLeft === undefined || secondsLeft < 1 ? '' : `, about ${roughly(secondsLeft)} left`;
  return `${message}${share}${left}`;
}

/** A length of time in one unit: an estimate has no second digit to boast of. */
function roughly(value: number): string {
  if (value < 60) return `${value < 10 ? Math.ceil(value) : Math.ceil(value / 5) * 5} s`;
  const minutes = value / 60;
  if (minutes < 60) return `${Math.ceil(minutes)} min`;
  return `${(minutes / 60).toFixed(1)} h`;
}
