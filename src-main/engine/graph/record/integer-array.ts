import { z } from 'zod';

/** Integers in little-endian two's complement, base64, in the narrowest width that holds all of them. */
export const integerArray = z.object({ type: z.enum(['i8', 'i16', 'i32', 'i64']), data: z.string() });
export type IntegerArray = z.infer<typeof integerArray>;

const WIDTHS = [
  { type: 'i8', bytes: 1, limit: 2 ** 7 },
  { type: 'i16', bytes: 2, limit: 2 ** 15 },
  { type: 'i32', bytes: 4, limit: 2 ** 31 },
  { type: 'i64', bytes: 8, limit: 2 ** 63 },
] as const;

export function encodeIntegers(values: ArrayLike<number>): IntegerArray {
  let largest = 0;
  for (let index = 0; index < values.length; index++) largest = Math.max(largest, Math.abs(values[index]!));
  const { type, bytes } = WIDTHS.find(({ limit }) => largest < limit)!;
  const buffer = Buffer.alloc(values.length * bytes);
  const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.length);
  for (let index = 0; index < values.length; index++) write(view, bytes, index * bytes, values[index]!);
  return { type, data: buffer.toString('base64') };
}

export function decodeIntegers({ type, data }: IntegerArray): Float64Array {
  const buffer = Buffer.from(data, 'base64');
  const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.length);
  const { bytes } = WIDTHS.find((width) => width.type === type)!;
  const values = new Float64Array(Math.floor(buffer.length / bytes));
  for (let index = 0; index < values.length; index++) values[index] = read(view, bytes, index * bytes);
  return values;
}

function write(view: DataView, bytes: 1 | 2 | 4 | 8, at: number, value: number): void {
  if (bytes === 1) view.setInt8(at, value);
  else if (bytes === 2) view.setInt16(at, value, true);
  else if (bytes === 4) view.setInt32(at, value, true);
  else view.setBigInt64(at, BigInt(value), true);
}

function read(view: DataView, bytes: 1 | 2 | 4 | 8, at: number): number {
  if (bytes === 1) return view.getInt8(at);
  if (bytes === 2) return view.getInt16(at, true);
  if (bytes === 4) return view.getInt32(at, true);
  return Number(view.getBigInt64(at, true));
}
