import { describe, expect, test } from 'vitest';
import { samplesReading } from '../../src-main/api/contract.ts';
import { AppError } from '../../src-main/api/errors.ts';
import { originText, readingOf, sourceOf } from '../../src-main/cli/samples-options.ts';

describe('sources', () => {
  test.each([
    ['samples.npz', 'samples.npz'],
    ['./random', './random'],
    ['random.json', 'random.json'],
    ['random', { random: { count: 32, low: 0, high: 1 } }],
    ['random:5', { random: { count: 5, low: 0, high: 1 } }],
    ['random:5:-1:0.5', { random: { count: 5, low: -1, high: 0.5 } }],
  ])('%s', (text, source) => {
    expect(sourceOf(text, '--samples')).toEqual(source);
  });

  test.each([
    'random:',
    'random:0',
    'random:x',
    'random:5:1',
    'random:5:a:b',
    'random:5:0:',
    'random:5:0:1:2',
  ])('%s is refused', (text) => {
    expect(() => sourceOf(text, '--samples')).toThrow(AppError);
  });
});

test('how images are read', () => {
  expect(
    readingOf({
      labelColumn: 'class',
      pixelScale: '1/127.5',
      pixelMean: '0.485, 0.456,-0.4',
      pixelStd: '2',
      pixelLayout: 'NHWC',
    }),
  ).toEqual({
    labelColumn: 'class',
    pixels: { scale: 1 / 127.5, mean: [0.485, 0.456, -0.4], std: [2], layout: 'NHWC' },
  });
  expect(readingOf({})).toEqual({ labelColumn: undefined, pixels: {} });
});

test.each([
  { pixelScale: '0' },
  { pixelScale: '1/0' },
  { pixelScale: '1/2/3' },
  { pixelStd: '1,0,1' },
  { pixelStd: '-1' },
  { pixelMean: '' },
  { pixelMean: '1,,2' },
  { pixelMean: 'NaN' },
])('refused: %j', (options) => {
  expect(() => readingOf(options)).toThrow(AppError);
});

test('random samples are called that', () => {
  const reading = samplesReading.parse({});
  expect(originText({ kind: 'random', count: 1000, isLabelled: false, low: -1, high: 1, reading })).toMatch(
    /^1,000 random samples from -1 to 1/,
  );
  expect(originText({ kind: 'numpy', count: 3, isLabelled: true, reading })).toBe('3 samples (NumPy)');
});
