import { describe, expect, it } from 'vitest';
import { imageShape } from '../../src-renderer/wizard/5-prove/image-shape.ts';
import { inputWays } from '../../src-renderer/wizard/5-prove/input-ways.ts';
import { parseValues } from '../../src-renderer/wizard/5-prove/parse-values.ts';
import { pixelsToValues } from '../../src-renderer/wizard/5-prove/pixels-to-values.ts';

const PAIR = [{ name: 'pair', shape: [1, 2, 2] }];
const TWO = [
  { name: 'a', shape: [1, 2] },
  { name: 'b', shape: [1] },
];

describe('values as JSON', () => {
  it.each([
    ['[[1, 2], [3, 4]]'],
    ['[1, 2, 3, 4]'],
    ['{"pair": [[[1, 2], [3, 4]]]}'],
    ['{"inputs": {"pair": [1, 2, 3, 4]}}'],
  ])('of one input: %s', (text) => {
    expect(parseValues(text, PAIR)).toEqual({ values: { pair: [1, 2, 3, 4] } });
  });

  it('of several inputs, a single number too', () => {
    expect(parseValues('{"a": [1, -2.5], "b": 3}', TWO)).toEqual({ values: { a: [1, -2.5], b: [3] } });
  });

  it('of an input that is called "inputs"', () => {
    expect(parseValues('{"inputs": [1]}', [{ name: 'inputs', shape: [1] }])).toEqual({
      values: { inputs: [1] },
    });
  });

  it.each([
    ['[1, 2', 'no JSON'],
    ['7', 'Give an object'],
    ['null', 'Give an object'],
    ['{"pair": [1, 2, 3]}', '3 values where its shape [1, 2, 2] needs 4'],
    ['{"pair": [1, 2, 3, "4"]}', 'finite numbers'],
    ['{"pair": [1, 2, 3, 1e999]}', 'finite numbers'],
    ['{"pair": [1, 2, 3, 4], "other": []}', 'no input "other"'],
    ['{}', 'are missing'],
  ])('says what is wrong with %s', (text, problem) => {
    expect(parseValues(text, PAIR)).toEqual({ problem: expect.stringContaining(problem) as string });
  });

  it('does not guess which of several inputs a list is for', () => {
    expect(parseValues('[1, 2]', TWO)).toHaveProperty('problem');
  });
});

describe('what an input looks like', () => {
  it.each([
    [[1, 1, 28, 28], { height: 28, width: 28, channels: 1 }],
    [[1, 3, 32, 24], { height: 32, width: 24, channels: 3 }],
    [[1, 32, 24, 3], { height: 32, width: 24, channels: 3 }],
    [[28, 28], { height: 28, width: 28, channels: 1 }],
    [[1, 10], null],
    [[1, 5, 7, 9], null],
    [[1, 3, 8, 3], null],
    [[16], null],
  ])('%j', (shape, image) => {
    expect(imageShape(shape)).toEqual(image);
  });

  it('takes the declared order where both would do', () => {
    expect(imageShape([1, 3, 8, 3], 'NCHW')).toEqual({ height: 8, width: 3, channels: 3 });
    expect(imageShape([1, 3, 8, 3], 'NHWC')).toEqual({ height: 3, width: 8, channels: 3 });
  });

  it('offers the nearest way first', () => {
    expect(inputWays([{ name: 'image', shape: [1, 1, 28, 28] }], true).ways).toEqual([
      'draw',
      'sample',
      'image',
      'json',
    ]);
    expect(inputWays([{ name: 'image', shape: [1, 3, 224, 224] }], true).ways).toEqual([
      'sample',
      'image',
      'json',
    ]);
    expect(inputWays([{ name: 'features', shape: [1, 10] }], false).ways).toEqual(['form', 'json']);
    expect(inputWays([{ name: 'tokens', shape: [1, 512] }], false).ways).toEqual(['json']);
    expect(inputWays(TWO, true).ways).toEqual(['form', 'sample', 'json']);
  });
});

it('pixels become values as images of the model are read', () => {
  const values = pixelsToValues([0, 255, 51], { scale: 1 / 255, mean: [0.5], std: [0.25] });
  expect(values.map((value) => Number(value.toFixed(9)))).toEqual([-2, 2, -1.2]);
});
