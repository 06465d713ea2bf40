/** What device and processor took for the same work of 2^power points, elements or rows. */
export interface Row {
  name: string;
  power: number;
  deviceSeconds: number;
  processorSeconds: number;
  /** A proof that first copies its key to the device. */
  firstSeconds?: number;
}

/** A table in Markdown. */
export function tableOf(rows: readonly Row[]): string[] {
  const cells = rows.map((row) => [
    row.name,
    `2^${row.power}`,
    milliseconds(row.deviceSeconds),
    row.firstSeconds === undefined ? '' : milliseconds(row.firstSeconds),
    milliseconds(row.processorSeconds),
    (row.processorSeconds / row.deviceSeconds).toFixed(1),
  ]);
  const lines = [['work', 'size', 'device', 'with the key copied', 'processor', 'times as fast'], ...cells];
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  const [head, ...body] = lines.map((line) => row(line.map((cell, column) => cell.padEnd(widths[column]!))));
  return [head!, row(widths.map((width) => '-'.repeat(width))), ...body];
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function milliseconds(seconds: number): string {
  const value = seconds * 1000;
  return `${value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)} ms`;
}
