import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { GraphValue } from '../../../src-main/engine/graph/float-graph.ts';
import { readSamples, sampleAt } from '../../../src-main/engine/pipeline/2-quantize/samples.ts';
import { temporaryFolder } from '../../circuits/support/temporary-folder.ts';
import { appErrorOf } from '../groth16/app-error.ts';

const root = temporaryFolder();
const ONE: GraphValue[] = [{ name: 'x', shape: [1, 2, 2], elementType: 'float' }];
const TWO: GraphValue[] = [...ONE, { name: 'y', shape: [3], elementType: 'float' }];
let files = 0;

async function read(content: unknown, inputs = ONE) {
  const path = join(root, `samples-${files++}.json`);
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return readSamples(path, inputs);
}

const file = (x: unknown, rest: object = {}) => ({ format: 'proofpress-samples-1', inputs: { x }, ...rest });

describe('accepted forms', () => {
  test('the file of the examples, with labels, shape, scale and bytes', async () => {
    const samples = await read(
      file(
        { shape: [1, 2, 2], scale: 0.5, encoding: 'base64-u8', data: ['AAECAw==', '/wAAAA=='] },
        { labels: [3, 0] },
      ),
    );
    expect(samples).toMatchObject({ count: 2, labels: [3, 0] });
    expect(sampleAt(samples, 0).get('x')).toEqual(Float64Array.of(0, 0.5, 1, 1.5));
    expect(sampleAt(samples, 1).get('x')).toEqual(Float64Array.of(127.5, 0, 0, 0));
  });

  test.each<[string, unknown]>([
    ['numbers, flat', file({ data: [[1, 2, 3, 4]] })],
    [
      'numbers, nested',
      file({
        data: [
          [
            [
              [1, 2],
              [3, 4],
            ],
          ],
        ],
      }),
    ],
    ['another shape of as many elements', file({ shape: [4], data: [[1, 2, 3, 4]] })],
    ['one sample as input_data', { input_data: [[1, 2, 3, 4]] }],
    [
      'input_data beside other fields',
      {
        input_shapes: [[4]],
        input_data: [
          [
            [
              [1, 2],
              [3, 4],
            ],
          ],
        ],
        output_data: [[1]],
      },
    ],
    ['a bare list of samples', [[1, 2, 3, 4]]],
    [
      'a bare list of nested samples',
      [
        [
          [
            [1, 2],
            [3, 4],
          ],
        ],
      ],
    ],
  ])('%s', async (_, content) => {
    const samples = await read(content);
    expect(samples.count).toBe(1);
    expect(sampleAt(samples, 0).get('x')).toEqual(Float64Array.of(1, 2, 3, 4));
  });

  test('several inputs', async () => {
    for (const content of [
      {
        input_data: [
          [1, 2, 3, 4],
          [5, 6, 7],
        ],
      },
      { format: 'proofpress-samples-1', inputs: { y: { data: [[5, 6, 7]] }, x: { data: [[1, 2, 3, 4]] } } },
    ]) {
      const samples = await read(content, TWO);
      expect(sampleAt(samples, 0).get('y')).toEqual(Float64Array.of(5, 6, 7));
    }
  });

  const FOUR = [1, 2, 3, 4];
  const NESTED = [
    [5, 6],
    [7, 8],
  ];
  test.each<[string, unknown]>([
    ['an entry a sample', { input_data: [FOUR, NESTED] }],
    ['a list of samples in the entry of the input', { input_data: [[FOUR, [NESTED]]] }],
    ['an object a sample', [{ input_data: [FOUR] }, { input_data: [NESTED] }]],
  ])('several samples as input_data: %s', async (_, content) => {
    const samples = await read(content);
    expect(samples.origin).toMatchObject({ kind: 'json', count: 2, isLabelled: false });
    expect(samples.inputs.get('x')).toEqual([Float64Array.of(1, 2, 3, 4), Float64Array.of(5, 6, 7, 8)]);
  });

  test('several samples of several inputs as input_data', async () => {
    const samples = await read(
      {
        input_data: [
          [FOUR, NESTED],
          [
            [1, 2, 3],
            [4, 5, 6],
          ],
        ],
      },
      TWO,
    );
    expect(samples.count).toBe(2);
    expect(sampleAt(samples, 1).get('y')).toEqual(Float64Array.of(4, 5, 6));
    const objects = await read([{ input_data: [FOUR, [1, 2, 3]] }, { input_data: [NESTED, [4, 5, 6]] }], TWO);
    expect(objects.inputs).toEqual(samples.inputs);
  });

  test('a bare list of numbers, for a network that takes one', async () => {
    const samples = await read([1, 2, 3], [{ name: 'x', shape: [1], elementType: 'float' }]);
    expect(samples.count).toBe(3);
  });
});

describe('refused', () => {
  const nested = (depth: number) => `${'['.repeat(depth)}1${']'.repeat(depth)}`;
  test.each<[string, unknown, RegExp]>([
    ['an empty file', '', /not valid JSON/],
    ['no JSON', 'x,y\n1,2', /not valid JSON/],
    ['NaN, which JSON has not', '[[1,2,3,NaN]]', /not valid JSON/],
    ['cut short', '{"input_data": [[1, 2', /not valid JSON/],
    ['null', null, /unknown form/],
    ['a number', 5, /unknown form/],
    ['an unknown format', { format: 'other', inputs: {} }, /unknown form/],
    ['no sample in a list', [], /holds no sample/],
    ['no sample in a file', file({ data: [] }), /holds no sample/],
    ['no input_data', { input_data: [] }, /0 inputs/],
    ['a second sample that is too short', { input_data: [[1, 2, 3, 4], [1]] }, /1 values .*sample 1/],
    ['too few values', [[1, 2, 3]], /3 values where shape \[1, 2, 2\] needs 4 \(x, sample 0\)/],
    [
      'too many values',
      [
        [1, 2, 3, 4],
        [1, 2, 3, 4, 5],
      ],
      /5 values .*sample 1/,
    ],
    ['a list of numbers where each sample has four', [1, 2, 3, 4], /1 values/],
    ['another shape', file({ shape: [5], data: [[1, 2, 3, 4]] }), /shape \[5\] for "x"/],
    ['a shape of zero', file({ shape: [0], data: [[]] }), /unknown form/],
    ['null among the values', [[1, 2, 3, null]], /null, which is no finite number/],
    ['a string among the values', [[1, 2, 3, '4']], /"4", which is no finite number/],
    ['an object among the values', [[1, 2, 3, {}]], /no finite number/],
    ['a number too large for a double', '[[1, 2, 3, 1e999]]', /no finite number/],
    ['very deep nesting', `[${nested(5000)}]`, /values where|no finite number/],
    ['very deep nesting among enough values', `[[1,2,3,${nested(5000)}]]`, /no finite number/],
    ['too few labels', file({ data: [[1, 2, 3, 4]] }, { labels: [] }), /1 samples but 0 labels/],
    ['too many labels', file({ data: [[1, 2, 3, 4]] }, { labels: [1, 2] }), /1 samples but 2 labels/],
    ['labels that are no classes', file({ data: [[1, 2, 3, 4]] }, { labels: [-1] }), /unknown form/],
    ['a scale of zero', file({ scale: 0, data: [[1, 2, 3, 4]] }), /unknown form/],
    [
      'numbers said to be bytes',
      file({ encoding: 'base64-u8', data: [[1, 2, 3, 4]] }),
      /not encoded as it says/,
    ],
    ['bytes said to be numbers', file({ data: ['AAECAw=='] }), /not encoded as it says/],
    ['too few bytes', file({ encoding: 'base64-u8', data: ['AAEC'] }), /3 values/],
    [
      'an input without data',
      { format: 'proofpress-samples-1', inputs: { z: { data: [[1]] } } },
      /nothing for the input "x"/,
    ],
  ])('%s', async (_, content, message) => {
    const error = await appErrorOf(read(content), 'samples-invalid');
    expect(error.message).toMatch(message);
  });

  test('inputs with different counts, and a bare list for two inputs', async () => {
    const uneven = {
      format: 'proofpress-samples-1',
      inputs: {
        x: { data: [[1, 2, 3, 4]] },
        y: {
          data: [
            [1, 2, 3],
            [1, 2, 3],
          ],
        },
      },
    };
    expect((await appErrorOf(read(uneven, TWO), 'samples-invalid')).message).toMatch(
      /different sample counts/,
    );
    expect((await appErrorOf(read([[1]], TWO), 'samples-invalid')).message).toMatch(/several inputs/);
  });

  test('a missing file, or a folder without images', async () => {
    await mkdir(join(root, 'folder.json'));
    await appErrorOf(readSamples(join(root, 'missing.json'), ONE), 'file-unreadable');
    await appErrorOf(readSamples(join(root, 'folder.json'), ONE), 'samples-invalid');
  });

  test('data for other than all inputs', async () => {
    for (const content of [{ input_data: [[1, 2, 3, 4]] }, [{ input_data: [[1, 2, 3, 4]] }]])
      expect((await appErrorOf(read(content, TWO), 'samples-invalid')).message).toMatch(/1 inputs, .* has 2/);
  });
});
