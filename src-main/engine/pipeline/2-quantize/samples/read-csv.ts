import { CsvError, parse } from 'csv-parse/sync';
import type { GraphValue } from '../../../graph/float-graph.ts';
import { product } from '../../../graph/linear-map.ts';
import { type Found, requireModestSize } from './gather-samples.ts';
import { LARGEST_TEXT_BYTES, readSampleFile } from './read-sample-file.ts';
import { samplesInvalid } from './samples-invalid.ts';

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
/** How programs write what is no number, among numbers. */
const NO_NUMBER = /^([+-]?(nan|inf|infinity)|na|null|none)?$/i;
/** Longer rows are no samples of a network that can be proven; a quote that is never closed makes one. */
const LARGEST_ROW_CHARACTERS = 2 ** 26;

/**
 * One sample a row, with the values of all inputs in order, row by row; a first row with words is a header. Commas,
 * semicolons or tabs stand between values.
 * @param labelColumn the column with the right classes: its name in the header, or its position from 0
 * @throws AppError `file-unreadable`, `samples-invalid`
 */
export async function readCsv(
  path: string,
  inputs: readonly GraphValue[],
  labelColumn: string | undefined,
): Promise<Found> {
  const content = await readSampleFile(path, LARGEST_TEXT_BYTES);
  const rows = new RowReader(path, inputs, labelColumn);
  try {
    parse(content, {
      bom: true,
      delimiter: [',', ';', '\t'],
      skip_empty_lines: true,
      trim: true,
      relax_column_count: true,
      max_record_size: LARGEST_ROW_CHARACTERS,
      // Nothing is kept as text: that would take many times the memory of the numbers.
      on_record(cells: string[], { lines }) {
        rows.read(cells, lines);
        return null;
      },
    });
  } catch (error) {
    if (error instanceof CsvError)
      throw samplesInvalid(path, `is no table of comma-separated values (${error.message})`, 'csv', error);
    throw error;
  }
  return rows.finish();
}

class RowReader {
  readonly #path: string;
  readonly #inputs: readonly GraphValue[];
  readonly #labelColumn: string | undefined;
  readonly #size: number;
  readonly #samples: Map<string, Float64Array[]>;
  readonly #labels: number[] = [];
  #labelIndex: number | undefined;
  #isFirst = true;

  constructor(path: string, inputs: readonly GraphValue[], labelColumn: string | undefined) {
    this.#path = path;
    this.#inputs = inputs;
    this.#labelColumn = labelColumn;
    this.#size = inputs.reduce((sum, { shape }) => sum + product(shape), 0);
    this.#samples = new Map(inputs.map(({ name }) => [name, []]));
  }

  read(cells: readonly string[], line: number): void {
    if (this.#isFirst) {
      this.#isFirst = false;
      const isHeader = cells.some((cell) => !NUMBER.test(cell) && !NO_NUMBER.test(cell));
      this.#labelIndex = this.#findLabels(isHeader ? cells : undefined);
      if (isHeader) return;
    }
    const values = this.#numbers(cells, line);
    let position = 0;
    for (const { name, shape } of this.#inputs) {
      const end = position + product(shape);
      this.#samples.get(name)!.push(values.slice(position, end));
      position = end;
    }
  }

  finish(): Found {
    const labels = this.#labelIndex === undefined ? undefined : this.#labels;
    return { path: this.#path, inputs: this.#samples, labels, kind: 'csv' };
  }

  #findLabels(header: readonly string[] | undefined): number | undefined {
    const column = this.#labelColumn;
    if (column === undefined) return undefined;
    const named = header?.indexOf(column) ?? -1;
    if (named >= 0) return named;
    if (/^\d+$/.test(column)) {
      if (Number(column) <= this.#size) return Number(column);
      throw this.#invalid(`has no column ${column} beside the ${this.#size} of a sample: the first is 0`);
    }
    const has = header
      ? `it has ${header.map((name) => `"${name}"`).join(', ')}`.slice(0, 200)
      : 'it has no header';
    throw this.#invalid(`has no column "${column}" for labels: ${has}`);
  }

  #numbers(cells: readonly string[], line: number): Float64Array {
    const labelIndex = this.#labelIndex;
    const wanted = this.#size + (labelIndex === undefined ? 0 : 1);
    if (cells.length !== wanted) {
      const hint =
        labelIndex === undefined && cells.length === wanted + 1
          ? '; if one of them is the label, name its column'
          : '';
      throw this.#invalid(`has ${cells.length} columns in line ${line} where ${wanted} are needed${hint}`);
    }
    requireModestSize(this.#path, this.#samples.get(this.#inputs[0]!.name)!.length + 1, this.#inputs);
    const values = new Float64Array(this.#size);
    let position = 0;
    for (const [index, cell] of cells.entries()) {
      if (!NUMBER.test(cell))
        throw this.#invalid(`holds "${cell.slice(0, 40)}" in line ${line}, which is no finite number`);
      if (index === labelIndex) this.#labels.push(this.#label(cell, line));
      else values[position++] = Number(cell);
    }
    return values;
  }

  #label(cell: string, line: number): number {
    const label = Number(cell);
    if (Number.isSafeInteger(label) && label >= 0) return label;
    throw this.#invalid(`has the label "${cell}" in line ${line}, which is no class number`);
  }

  #invalid(why: string) {
    return samplesInvalid(this.#path, why, 'csv');
  }
}
