import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { zipSync, type Zippable } from 'fflate';
import { describe, expect, test } from 'vitest';
import type { GraphValue } from '../../../src-main/engine/graph/float-graph.ts';
import { readSamples, sampleAt } from '../../../src-main/engine/pipeline/2-quantize/samples.ts';
import { temporaryFolder } from '../../circuits/support/temporary-folder.ts';
import { appErrorOf } from '../groth16/app-error.ts';
import { expectNoCrash, npy } from './sample-files.ts';

const root = temporaryFolder();
const ONE: GraphValue[] = [{ name: 'x', shape: [1, 2, 3], elementType: 'float' }];
const TWO: GraphValue[] = [...ONE, { name: 'y', shape: [2], elementType: 'float' }];
let files = 0;

async function read(name: string, bytes: Uint8Array, inputs = ONE) {
  const path = join(root, `${files++}-${name}`);
  await writeFile(path, bytes);
  return readSamples(path, inputs);
}

const refusal = async (name: string, bytes: Uint8Array, inputs = ONE) =>
  (await appErrorOf(read(name, bytes, inputs), 'samples-invalid')).message;

const SIX = [1, 2, 3, 4, 5, 6];
const npz = (arrays: Record<string, Uint8Array>, level: 0 | 6 = 6) =>
  zipSync(
    Object.fromEntries(Object.entries(arrays).map(([name, bytes]) => [`${name}.npy`, bytes])) as Zippable,
    {
      level,
    },
  );

describe('a .npy file', () => {
  test.each<[string, ArrayBufferView]>([
    ['<f4', Float32Array.from(SIX)],
    ['<f8', Float64Array.from(SIX)],
    ['|i1', Int8Array.from(SIX)],
    ['|u1', Uint8Array.from(SIX)],
    ['<i2', Int16Array.from(SIX)],
    ['<u2', Uint16Array.from(SIX)],
    ['<i4', Int32Array.from(SIX)],
    ['<u4', Uint32Array.from(SIX)],
    ['<i8', BigInt64Array.from(SIX, BigInt)],
    ['<u8', BigUint64Array.from(SIX, BigInt)],
    ['>i2', new Uint8Array([0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6])],
    ['>f4', swapped(Float32Array.from(SIX))],
  ])('of %s', async (type, data) => {
    const samples = await read('a.npy', npy(type, [1, 2, 3], data));
    expect(samples.origin).toMatchObject({ kind: 'numpy', count: 1, isLabelled: false });
    expect(sampleAt(samples, 0).get('x')).toEqual(Float64Array.from(SIX));
  });

  test('keeps signs and fractions', async () => {
    const values = [-1.5, 0, 1e-3, -128, 127, 3];
    const samples = await read('a.npy', npy('<f8', [6], Float64Array.from(values)));
    expect(sampleAt(samples, 0).get('x')).toEqual(Float64Array.from(values));
    const bytes = await read('a.npy', npy('|i1', [6], Int8Array.of(-1, -128, 127, 0, 1, 2)));
    expect([...sampleAt(bytes, 0).get('x')!]).toEqual([-1, -128, 127, 0, 1, 2]);
  });

  test('of booleans', async () => {
    const samples = await read('a.npy', npy('|b1', [6], Uint8Array.of(0, 1, 1, 0, 0, 1)));
    expect([...sampleAt(samples, 0).get('x')!]).toEqual([0, 1, 1, 0, 0, 1]);
  });

  test.each([2, 3])('of version %i', async (version) => {
    const samples = await read('a.npy', npy('<f4', [6], Float32Array.from(SIX), { version }));
    expect(sampleAt(samples, 0).get('x')).toEqual(Float64Array.from(SIX));
  });

  test('in Fortran order, of two samples', async () => {
    // Row-major 0..11 as (2, 2, 3); the first axis varies fastest in the file.
    const stored = [0, 6, 3, 9, 1, 7, 4, 10, 2, 8, 5, 11];
    const samples = await read('a.npy', npy('|u1', [2, 2, 3], Uint8Array.from(stored), { order: 'True' }));
    expect([...sampleAt(samples, 0).get('x')!]).toEqual([0, 1, 2, 3, 4, 5]);
    expect([...sampleAt(samples, 1).get('x')!]).toEqual([6, 7, 8, 9, 10, 11]);
  });

  test.each<[number, number[]]>([
    [2, [2, 2, 3]],
    [2, [2, 1, 2, 3]],
    [2, [2, 6]],
    [1, [2, 3]],
    [1, [1, 6]],
    [1, [6]],
  ])('holds %i samples in shape %j', async (count, shape) => {
    const data = Float32Array.from({ length: 6 * count }, (_, index) => index);
    const samples = await read('a.npy', npy('<f4', shape, data));
    expect(samples.count).toBe(count);
    expect([...sampleAt(samples, count - 1).get('x')!]).toEqual([...data.subarray(-6)]);
  });

  test('of numbers, for a network that takes one', async () => {
    const inputs: GraphValue[] = [{ name: 'x', shape: [1, 1], elementType: 'float' }];
    const samples = await read('a.npy', npy('<f4', [3], Float32Array.of(7, 8, 9)), inputs);
    expect(samples.inputs.get('x')).toEqual([Float64Array.of(7), Float64Array.of(8), Float64Array.of(9)]);
  });

  test.each<[string, Buffer, RegExp]>([
    ['no array', Buffer.from('{"a": 1}'), /does not begin as a NumPy array/],
    ['an empty file', Buffer.alloc(0), /does not begin/],
    ['a version to come', npy('<f4', [6], Float32Array.from(SIX), { version: 4 }), /version 4/],
    ['Python objects', npy('|O', [6], Float32Array.from(SIX)), /Python objects/],
    ['records', npy("[('a', '<f4')]", [6], Float32Array.from(SIX)), /records/],
    ['half floats', npy('<f2', [6], Uint16Array.from(SIX)), /"<f2"; convert/],
    ['complex numbers', npy('<c8', [3], Float32Array.from(SIX)), /"<c8"/],
    ['text', npy('<U1', [6], Uint32Array.from(SIX)), /"<U1"/],
    ['too little data', npy('<f4', [7], Float32Array.from(SIX)), /24 bytes .* needs 28/],
    ['too much data', npy('<f4', [5], Float32Array.from(SIX)), /24 bytes .* needs 20/],
    ['a shape of immense size', npy('<f4', [1e9, 1e9], Float32Array.from(SIX)), /too many/],
    ['no sample', npy('<f4', [0, 2, 3], new Float32Array(0)), /holds no sample/],
    ['a single number', npy('<f4', [], Float32Array.of(1)), /shape \(\) .* \(N, 2, 3\)/],
    ['axes in another order', npy('<f4', [1, 3, 2], Float32Array.from(SIX)), /\(1, 3, 2\) .*\(N, 2, 3\)/],
    ['another size', npy('<f4', [2, 3, 3], new Float32Array(18)), /\(2, 3, 3\)/],
    ['NaN', npy('<f4', [2, 6], Float32Array.of(...SIX, 1, 2, NaN, 4, 5, 6)), /NaN.*\(x, sample 1\)/],
    ['infinity', npy('<f8', [6], Float64Array.of(1, 2, 3, -Infinity, 5, 6)), /-Infinity/],
  ])('is refused: %s', async (_, bytes, message) => {
    expect(await refusal('a.npy', bytes)).toMatch(message);
  });

  test('is refused for a network with two inputs, and where it is missing', async () => {
    expect(await refusal('a.npy', npy('<f4', [6], Float32Array.from(SIX)), TWO)).toMatch(/several inputs/);
    await appErrorOf(readSamples(join(root, 'missing.npy'), ONE), 'file-unreadable');
  });
});

describe('a .npz file', () => {
  const x = npy('<f4', [2, 2, 3], Float32Array.from([...SIX, 7, 8, 9, 10, 11, 12]));
  const y = npy('<i8', [2, 2], BigInt64Array.of(1n, 2n, 3n, 4n));
  const labels = npy('<i8', [2], BigInt64Array.of(3n, 0n));

  test.each([0, 6] as const)(
    'has arrays by the names of inputs, and labels (compression %i)',
    async (level) => {
      const samples = await read('a.npz', npz({ y, x, labels, unused: Buffer.from('no array') }, level), TWO);
      expect(samples).toMatchObject({
        count: 2,
        labels: [3, 0],
        origin: { kind: 'numpy', isLabelled: true },
      });
      expect([...sampleAt(samples, 1).get('x')!]).toEqual([7, 8, 9, 10, 11, 12]);
      expect([...sampleAt(samples, 1).get('y')!]).toEqual([3, 4]);
    },
  );

  test('may have any name for its only array', async () => {
    expect((await read('a.npz', npz({ arr_0: x }))).count).toBe(2);
    expect(await read('a.npz', npz({ arr_0: x, labels }))).toMatchObject({ count: 2, labels: [3, 0] });
  });

  test('an input may be called labels', async () => {
    const inputs: GraphValue[] = [{ name: 'labels', shape: [1], elementType: 'integer' }];
    const samples = await read('a.npz', npz({ labels }), inputs);
    expect(samples.labels).toBeUndefined();
    expect(samples.inputs.get('labels')).toEqual([Float64Array.of(3), Float64Array.of(0)]);
  });

  const huge = npz({ x: Buffer.alloc(100) });
  // The size after unpacking, in the central directory.
  huge.set([0xff, 0xff, 0xff, 0x7f], Buffer.from(huge).lastIndexOf('PK\x01\x02', undefined, 'latin1') + 24);

  test.each<[string, Uint8Array, RegExp]>([
    ['an array missing', npz({ x }), /no array "y", only "x"/],
    ['nothing', npz({}), /no array "x", only none/],
    ['no zip', Buffer.from('PK no zip'), /no complete zip/],
    ['an array that is none', npz({ x: Buffer.from('text'), y }), /the array for "x" does not begin/],
    [
      'inputs of different counts',
      npz({ x, y: npy('<f4', [1, 2], Float32Array.of(1, 2)) }),
      /different sample counts/,
    ],
    [
      'labels of another count',
      npz({ x, y, labels: npy('<i4', [1], Int32Array.of(1)) }),
      /2 samples but 1 labels/,
    ],
    [
      'labels that are fractions',
      npz({ x, y, labels: npy('<f4', [2], Float32Array.of(1, 0.5)) }),
      /no class numbers/,
    ],
    ['negative labels', npz({ x, y, labels: npy('<i4', [2], Int32Array.of(1, -1)) }), /no class numbers/],
    ['labels in a table', npz({ x, y, labels: npy('<i4', [2, 2], new Int32Array(4)) }), /not one a sample/],
    ['what would unpack to gigabytes', huge, /unpacks to more than/],
  ])('is refused: %s', async (_, bytes, message) => {
    expect(await refusal('a.npz', bytes, TWO)).toMatch(message);
  });
});

test('damaged files are refused or read, and never end in a bug', async () => {
  const x = npy('<f4', [6], Float32Array.from(SIX));
  const reading = (path: string) => readSamples(path, ONE);
  await expectNoCrash(root, 'a.npy', x, reading);
  await expectNoCrash(root, 'a.npz', Buffer.from(npz({ x })), reading);
});

function swapped(values: Float32Array): Uint8Array {
  return Uint8Array.from(Buffer.from(values.buffer).swap32());
}
