import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { makeFolder, writeAtomic } from '../../../store/write-atomic.ts';
import type { CompiledGadget, GadgetMatrix } from './compiled-gadget.ts';
import { hashTexts } from './gadget-source.ts';

/** What stands in a cache file after the line with its hash. */
interface Payload extends Omit<CompiledGadget, 'rows'> {
  /** The distinct coefficients in hexadecimal. */
  table: string[];
  /** A, B, C: row pointers, signals and indices into the table. */
  rows: [number[], number[], number[]][];
}

/** The compiled gadget in a cache file, or undefined where there is no such file or it is damaged. */
export async function readGadgetCache(path: string): Promise<CompiledGadget | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch {
    return undefined;
  }
  const body = text.slice(65);
  if (text[64] !== '\n' || text.slice(0, 64) !== hashTexts([body])) return undefined;
  const { table, rows, ...rest } = JSON.parse(body) as Payload;
  const coefficients = table.map((digits) => BigInt(`0x${digits}`));
  const [A, B, C] = rows.map(([rowPointer, signal, index]): GadgetMatrix => ({
    rowPointer: Uint32Array.from(rowPointer),
    signal: Uint32Array.from(signal),
    coefficient: index.map((entry) => coefficients[entry]!),
  }));
  return { ...rest, rows: { A: A!, B: B!, C: C! } };
}

/**
 * Writes a compiled gadget; the file appears whole or not at all.
 *
 * @throws AppError 'disk-full' or 'workspace-unusable'
 */
export async function writeGadgetCache(path: string, compiled: CompiledGadget): Promise<void> {
  const indexOf = new Map<bigint, number>();
  const rows = [compiled.rows.A, compiled.rows.B, compiled.rows.C].map((matrix): Payload['rows'][number] => [
    [...matrix.rowPointer],
    [...matrix.signal],
    matrix.coefficient.map((value) => {
      const index = indexOf.get(value) ?? indexOf.size;
      indexOf.set(value, index);
      return index;
    }),
  ]);
  const table = [...indexOf.keys()].map((value) => value.toString(16));
  const payload: Payload = { ...compiled, table, rows };
  const body = JSON.stringify(payload);
  await makeFolder(dirname(path));
  await writeAtomic(path, `${hashTexts([body])}\n${body}`);
}
