import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { expect } from 'vitest';
import { AppError } from '../../../src-main/api/errors.ts';

/** Files of samples, written byte by byte as their formats say. */

/** An array as numpy.save writes it. */
export function npy(
  descr: string,
  shape: readonly number[],
  data: ArrayBufferView,
  { order = 'False', version = 1 }: { order?: string; version?: number } = {},
): Buffer {
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = `{'descr': ${descr.startsWith('[') ? descr : `'${descr}'`}, 'fortran_order': ${order}, 'shape': (${sizes}), }`;
  const start = version === 1 ? 10 : 12;
  const header = `${text.padEnd(Math.ceil((start + text.length + 1) / 64) * 64 - start - 1)}\n`;
  const prefix = Buffer.alloc(start);
  prefix.write('\x93NUMPY', 'latin1');
  prefix[6] = version;
  if (version === 1) prefix.writeUInt16LE(header.length, 8);
  else prefix.writeUInt32LE(header.length, 8);
  return Buffer.concat([prefix, Buffer.from(header), bytesOf(data)]);
}

function bytesOf(data: ArrayBufferView): Buffer {
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
}

/** PNG colour types. */
export const COLOUR = { grey: 0, rgb: 2, palette: 3, greyAlpha: 4, rgbAlpha: 6 } as const;

/** @param rows packed bytes of every row */
export function png(
  [width, height]: readonly [number, number],
  colour: keyof typeof COLOUR,
  rows: readonly (readonly number[])[],
  { depth = 8, interlace = 0, palette }: { depth?: number; interlace?: number; palette?: number[] } = {},
): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([depth, COLOUR[colour], 0, 0, interlace], 8);
  const lines = Buffer.from(rows.flatMap((row) => [0, ...row]));
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    ...(palette ? [chunk('PLTE', Buffer.from(palette))] : []),
    chunk('IDAT', deflateSync(lines)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

/** Every prefix of a file, and the file with each byte changed. */
function* damaged(bytes: Buffer): Generator<Buffer> {
  for (let length = 0; length < bytes.length; length++) yield bytes.subarray(0, length);
  for (let index = 0; index < bytes.length; index++) {
    const copy = Buffer.from(bytes);
    copy[index]! ^= 0xff;
    yield copy;
  }
}

/** Reads a file cut short everywhere and changed everywhere: it is refused for a reason, or read. */
export async function expectNoCrash(
  folder: string,
  name: string,
  bytes: Buffer,
  read: (path: string) => Promise<unknown>,
): Promise<void> {
  const path = join(folder, `damaged-${name}`);
  let refused = 0;
  for (const content of damaged(bytes)) {
    await writeFile(path, content);
    try {
      await read(path);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      refused += 1;
    }
  }
  // Every prefix at least.
  expect(refused).toBeGreaterThanOrEqual(bytes.length);
}
