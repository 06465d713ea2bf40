import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encode as encodeJpeg } from 'jpeg-js';
import { describe, expect, test } from 'vitest';
import { samplesReading } from '../../../src-main/api/contract.ts';
import type { GraphValue } from '../../../src-main/engine/graph/float-graph.ts';
import { readSamples, sampleAt } from '../../../src-main/engine/pipeline/2-quantize/samples.ts';
import { temporaryFolder } from '../../circuits/support/temporary-folder.ts';
import { appErrorOf } from '../groth16/app-error.ts';
import { expectNoCrash, png } from './sample-files.ts';

const root = temporaryFolder();
let files = 0;

const input = (...shape: number[]): GraphValue[] => [{ name: 'x', shape, elementType: 'float' }];
/** Pixels as they are. */
const RAW = { scale: 1 };

async function read(bytes: Buffer, inputs: GraphValue[], pixels: object = RAW, name = 'a.png') {
  const path = join(root, `${files++}-${name}`);
  await writeFile(path, bytes);
  return readSamples(path, inputs, samplesReading.parse({ pixels }));
}

async function valuesOf(...args: Parameters<typeof read>): Promise<number[]> {
  return [...sampleAt(await read(...args), 0).get('x')!];
}

/** Two pixels in two rows: red, green; blue, a grey. */
const COLOURS = [
  [255, 0, 0, 0, 255, 0],
  [0, 0, 255, 10, 20, 30],
];
const colours = png([2, 2], 'rgb', COLOURS);

describe('pixels', () => {
  test('stand channel by channel, or pixel by pixel, as the shape says', async () => {
    const planar = [255, 0, 0, 10, 0, 255, 0, 20, 0, 0, 255, 30];
    expect(await valuesOf(colours, input(1, 3, 2, 2))).toEqual(planar);
    expect(await valuesOf(colours, input(3, 2, 2))).toEqual(planar);
    expect(await valuesOf(colours, input(1, 2, 2, 3))).toEqual(COLOURS.flat());
    expect(await valuesOf(colours, input(2, 2, 3))).toEqual(COLOURS.flat());
  });

  test('are grey for an input of one channel: 0.299 red, 0.587 green, 0.114 blue', async () => {
    const greys = [76, 150, 29, 18];
    for (const shape of [
      [1, 1, 2, 2],
      [1, 2, 2, 1],
      [1, 2, 2],
      [2, 2, 1],
      [2, 2],
    ])
      expect(await valuesOf(colours, input(...shape))).toEqual(greys);
  });

  test('are scaled to 0..1, then normalised by channel or for all', async () => {
    const shape = input(1, 2, 2, 3);
    const unit = await valuesOf(colours, shape, {});
    COLOURS.flat().forEach((value, index) => expect(unit[index]).toBeCloseTo(value / 255, 12));
    const all = await valuesOf(colours, shape, { mean: [0.5], std: [0.25] });
    COLOURS.flat().forEach((value, index) => expect(all[index]).toBeCloseTo((value / 255 - 0.5) / 0.25, 12));
    const [mean, std] = [
      [1, 2, 3],
      [2, 4, 8],
    ];
    const each = await valuesOf(colours, shape, { scale: 1, mean, std });
    COLOURS.flat().forEach((value, index) =>
      expect(each[index]).toBeCloseTo((value - mean[index % 3]!) / std[index % 3]!, 12),
    );
  });

  test('a shape that leaves the layout open takes the one that is asked for', async () => {
    const square = png(
      [3, 3],
      'rgb',
      Array.from({ length: 3 }, (_, row) => Array.from({ length: 9 }, (_, at) => 9 * row + at)),
    );
    const inputs = input(1, 3, 3, 3);
    expect((await valuesOf(square, inputs, { ...RAW, layout: 'NHWC' })).slice(0, 3)).toEqual([0, 1, 2]);
    expect((await valuesOf(square, inputs, { ...RAW, layout: 'NCHW' })).slice(0, 3)).toEqual([0, 3, 6]);
    const error = await appErrorOf(read(square, inputs), 'samples-invalid');
    expect(error.remedy).toMatch(/--pixel-layout/);
  });
});

describe('kinds of PNG', () => {
  const grey = input(2, 3);
  const rgb = input(1, 2, 3, 3);
  test.each<[string, Buffer, GraphValue[], number[]]>([
    [
      'grey of 8 bits',
      png([3, 2], 'grey', [
        [0, 128, 255],
        [1, 2, 3],
      ]),
      grey,
      [0, 128, 255, 1, 2, 3],
    ],
    [
      'grey of 1 bit',
      png([3, 2], 'grey', [[0b10100000], [0b01000000]], { depth: 1 }),
      grey,
      [255, 0, 255, 0, 255, 0],
    ],
    [
      'grey of 2 bits',
      png([3, 2], 'grey', [[0b00011011], [0b11000100]], { depth: 2 }),
      grey,
      [0, 85, 170, 255, 0, 85],
    ],
    [
      'grey of 4 bits',
      png(
        [3, 2],
        'grey',
        [
          [0x0f, 0x10],
          [0xa5, 0x20],
        ],
        { depth: 4 },
      ),
      grey,
      [0, 255, 17, 170, 85, 34],
    ],
    [
      'grey of 16 bits',
      png(
        [3, 2],
        'grey',
        [
          [0, 9, 128, 255, 255, 0],
          [1, 0, 2, 0, 3, 0],
        ],
        { depth: 16 },
      ),
      grey,
      [0, 128, 255, 1, 2, 3],
    ],
    [
      'grey with opacity',
      png([3, 2], 'greyAlpha', [
        [1, 0, 2, 9, 3, 255],
        [4, 1, 5, 2, 6, 3],
      ]),
      grey,
      [1, 2, 3, 4, 5, 6],
    ],
    [
      'grey as colour',
      png([3, 2], 'grey', [
        [1, 2, 3],
        [4, 5, 6],
      ]),
      rgb,
      [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5, 5, 6, 6, 6],
    ],
    [
      'colour with opacity',
      png([3, 2], 'rgbAlpha', [
        [1, 2, 3, 0, 4, 5, 6, 0, 7, 8, 9, 0],
        [9, 8, 7, 1, 6, 5, 4, 1, 3, 2, 1, 1],
      ]),
      rgb,
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 8, 7, 6, 5, 4, 3, 2, 1],
    ],
    [
      'a palette of 2 bits',
      png([3, 2], 'palette', [[0b00011000], [0b10010000]], {
        depth: 2,
        palette: [1, 2, 3, 4, 5, 6, 7, 8, 9],
      }),
      rgb,
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 7, 8, 9, 4, 5, 6, 1, 2, 3],
    ],
  ])('%s', async (_, bytes, inputs, values) => {
    expect(await valuesOf(bytes, inputs)).toEqual(values);
  });

  test('interlaced', async () => {
    // Passes 1, 6 and 7 of Adam7 are those that a picture of 2 by 2 has.
    const bytes = png([2, 2], 'grey', [[1], [2], [3, 4]], { interlace: 1 });
    expect(await valuesOf(bytes, input(2, 2))).toEqual([1, 2, 3, 4]);
    const packed = png([2, 2], 'grey', [[0], [0], [0]], { interlace: 1, depth: 1 });
    expect((await appErrorOf(read(packed, input(2, 2)), 'samples-invalid')).message).toMatch(/interlaced/);
  });
});

test('a JPEG, by its content, whatever it is called', async () => {
  const data = Buffer.from(Array.from({ length: 64 }, () => [200, 100, 50, 255]).flat());
  const jpeg = encodeJpeg({ width: 8, height: 8, data }, 100).data;
  for (const name of ['a.jpg', 'a.JPEG', 'a.png']) {
    const values = await valuesOf(jpeg, input(1, 8, 8, 3), RAW, name);
    [200, 100, 50].forEach((value, channel) => expect(Math.abs(values[channel]! - value)).toBeLessThan(4));
  }
});

describe('resizing', () => {
  const ramp = png([4, 2], 'grey', [
    [0, 40, 80, 120],
    [100, 140, 180, 220],
  ]);

  test('shrinks by a triangle over all pixels that it covers', async () => {
    // By hand, for a width of 4 to 2: shares 3/7, 3/7, 1/7 from the border inwards.
    const first = (3 * 0 + 3 * 40 + 80) / 7;
    const second = (40 + 3 * 80 + 3 * 120) / 7;
    const values = await valuesOf(ramp, input(2, 2));
    [first, second, first + 100, second + 100].forEach((value, index) =>
      expect(values[index]).toBeCloseTo(value, 10),
    );
  });

  test('enlarges by going straight from pixel to pixel', async () => {
    const values = await valuesOf(
      png([2, 2], 'grey', [
        [0, 100],
        [0, 100],
      ]),
      input(2, 4),
    );
    [0, 25, 75, 100, 0, 25, 75, 100].forEach((value, index) => expect(values[index]).toBeCloseTo(value, 10));
    const tall = await valuesOf(
      png([2, 2], 'grey', [
        [0, 0],
        [100, 100],
      ]),
      input(4, 2),
    );
    [0, 0, 25, 25, 75, 75, 100, 100].forEach((value, index) => expect(tall[index]).toBeCloseTo(value, 10));
  });

  test('keeps an even area even', async () => {
    const even = png(
      [7, 5],
      'grey',
      Array.from({ length: 5 }, () => Array<number>(7).fill(99)),
    );
    for (const value of await valuesOf(even, input(3, 11))) expect(value).toBeCloseTo(99, 10);
  });
});

describe('a folder', () => {
  const dot = (value: number) =>
    png([2, 2], 'grey', [
      [value, value],
      [value, value],
    ]);
  const folder = async (entries: Record<string, Buffer>) => {
    const path = join(root, `folder-${files++}`);
    for (const [name, bytes] of Object.entries(entries)) {
      await mkdir(join(path, name, '..'), { recursive: true });
      await writeFile(join(path, name), bytes);
    }
    return path;
  };
  const firsts = (samples: Awaited<ReturnType<typeof readSamples>>) =>
    samples.inputs.get('x')!.map(([first]) => first);
  const reading = samplesReading.parse({ pixels: RAW });

  test('is read in the order of names, numbers by their size; other files are passed over', async () => {
    const path = await folder({
      'a10.png': dot(3),
      'a9.PNG': dot(2),
      'a1.png': dot(1),
      'notes.txt': Buffer.from('text'),
      '.hidden.png': Buffer.from('no image'),
    });
    const samples = await readSamples(path, input(2, 2), reading);
    expect(firsts(samples)).toEqual([1, 2, 3]);
    expect(samples.origin).toEqual({ kind: 'images', count: 3, isLabelled: false, reading });
  });

  test('of folders has a class for each, in the order of names', async () => {
    const path = await folder({ 'dog/1.png': dot(5), 'cat/2.png': dot(7), 'cat/1.png': dot(6) });
    const samples = await readSamples(path, input(2, 2), reading);
    expect(firsts(samples)).toEqual([6, 7, 5]);
    expect(samples.labels).toEqual([0, 0, 1]);
  });

  test('is refused without images, and where one of them is none, by its name', async () => {
    const empty = await folder({ 'notes.txt': Buffer.from('text') });
    await appErrorOf(readSamples(empty, input(2, 2)), 'samples-invalid');
    const broken = await folder({ 'a.png': dot(1), 'b.png': Buffer.from('GIF89a') });
    const error = await appErrorOf(readSamples(broken, input(2, 2)), 'samples-invalid');
    expect(error.message).toMatch(/b\.png" is neither a PNG nor a JPEG/);
  });
});

describe('refused', () => {
  test.each([[[1, 784]], [[1, 4, 8, 8]], [[2, 3, 8, 8]], [[10]], [[1, 1, 1, 3, 3]]])(
    'an input of shape %j',
    async (shape) => {
      const error = await appErrorOf(read(colours, input(...shape)), 'samples-invalid');
      expect(error.message).toMatch(/does not tell how an image fills it/);
    },
  );

  test('two inputs', async () => {
    const two = [...input(2, 2), { ...input(2, 2)[0]!, name: 'y' }];
    expect((await appErrorOf(read(colours, two), 'samples-invalid')).message).toMatch(/several inputs/);
  });

  test('means or deviations for another number of channels', async () => {
    await appErrorOf(read(colours, input(1, 3, 2, 2), { mean: [1, 2] }), 'option-invalid');
    await appErrorOf(read(colours, input(2, 2), { std: [1, 2, 3] }), 'option-invalid');
  });

  test('more pixels than memory is taken for', async () => {
    const huge = Buffer.from(colours);
    huge.writeUInt32BE(100_000, 16);
    huge.writeUInt32BE(100_000, 20);
    expect((await appErrorOf(read(huge, input(2, 2)), 'samples-invalid')).message).toMatch(/megapixels/);
  });

  test('damaged files are refused or read, and never end in a bug', async () => {
    const reading = (path: string) => readSamples(path, input(2, 2));
    await expectNoCrash(root, 'a.png', colours, reading);
    const data = Buffer.from(Array.from({ length: 64 }, (_, at) => [4 * at, 255 - at, at, 255]).flat());
    await expectNoCrash(root, 'a.jpg', encodeJpeg({ width: 8, height: 8, data }, 50).data, reading);
  });
});
