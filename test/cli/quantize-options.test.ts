import { describe, expect, test } from 'vitest';
import { AppError } from '../../src-main/api/errors.ts';
import { quantizeLines } from '../../src-main/cli/commands/quantize.ts';
import { limitsOf } from '../../src-main/cli/limit-options.ts';
import { targetOf } from '../../src-main/cli/target-option.ts';

/** The error that these options are refused with. */
function refusal(run: () => unknown): AppError {
  try {
    run();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('--target', () => {
  test.each([
    [undefined, {}],
    ['error=1%', { targetError: 0.01 }],
    ['error=.005', { targetError: 0.005 }],
    ['agreement=99.5%', { targetAgreement: 0.995 }],
    ['agreement=1, error=2.%', { targetAgreement: 1, targetError: 0.02 }],
  ])('%s', (text, target) => {
    expect(targetOf(text)).toEqual(target);
  });

  test.each([
    ['', '""'],
    ['1%', '"1%"'],
    ['error=0', '"error=0"'],
    ['error=101%', '"error=101%"'],
    ['error=-1%', '"error=-1%"'],
    ['error=1e-3', '"error=1e-3"'],
    ['error=.', '"error=."'],
    ['accuracy=99%', '"accuracy=99%"'],
    ['error=1%,', '""'],
    ['error=1%,agreement', '"agreement"'],
  ])('%j is refused', (text, named) => {
    const error = refusal(() => targetOf(text));
    expect(error).toMatchObject({ code: 'option-invalid' });
    expect(error.message).toContain(named);
    expect(error.remedy).toContain('--target error=1%');
  });
});

test('limits are in seconds and gigabytes', () => {
  expect(limitsOf({})).toEqual({});
  expect(limitsOf({ maxTime: '90', maxMemory: '1.5' })).toEqual({ seconds: 90, bytes: 1.5e9 });
  for (const text of ['0', '-1', 'much', '8GB']) {
    expect(refusal(() => limitsOf({ maxMemory: text })).message).toMatch(/^--max-memory needs/);
    expect(refusal(() => limitsOf({ maxTime: text })).message).toMatch(/^--max-time needs/);
  }
});

describe('what quantize says', () => {
  type Result = Parameters<typeof quantizeLines>[0];
  const accuracy: Result['accuracy'] = {
    samples: 50,
    topOneAgreement: 0.98,
    floatAccuracy: 0.9,
    integerAccuracy: 0.88,
    largestError: 0.25,
    meanError: 0.0125,
    layers: [
      { layer: 'first', tensor: 'a', signalToNoiseDecibel: 41.26 },
      { layer: 'second one', tensor: 'b', signalToNoiseDecibel: null },
    ],
    saturation: [],
  };
  const lines = (changes: Partial<Result> = {}) =>
    quantizeLines({
      ...{ name: 'net', folder: '', reused: false, seconds: 1, recordHash: '' },
      ...{ activationBits: 8, weightBits: 6, layerWidths: [], tried: [], accuracy, samples: {}, like: null },
      ...changes,
    });

  test('widths, accuracy, error and noise', () => {
    expect(lines()).toEqual([
      'activations of 8 bits, weights of 6 bits',
      'accuracy on 50 samples: 90 % as floats, 88 % as integers',
      'same answer as the float network on 98 % of 50 samples',
      'output error: 0.0125 on average, 0.250 at most',
      'signal to rounding noise by layer (above 20 dB is good):',
      '  first       41.3 dB',
      '  second one  exact',
    ]);
  });

  test('no accuracy without labels, no agreement without classes', () => {
    const unlabelled = { ...accuracy, topOneAgreement: null, floatAccuracy: null, integerAccuracy: null };
    expect(lines({ accuracy: unlabelled }).slice(0, 2)).toEqual([
      'activations of 8 bits, weights of 6 bits',
      'output error: 0.0125 on average, 0.250 at most',
    ]);
  });

  test('layers that saturate, five at most, with share and sample', () => {
    const saturation = Array.from({ length: 7 }, (_, index) => ({
      ...{ layer: `layer${index}`, tensor: '', share: 0.5 / 9 ** index, sample: 10 + index },
    }));
    const text = lines({ accuracy: { ...accuracy, saturation } });
    const start = text.indexOf('values that did not fit their bits and stopped at the end of the range:');
    expect(text.slice(start + 1, start + 7)).toEqual([
      '  layer0  50 %          most on sample 10',
      '  layer1  5.56 %        most on sample 11',
      '  layer2  0.62 %        most on sample 12',
      '  layer3  0.07 %        most on sample 13',
      '  layer4  below 0.01 %  most on sample 14',
      'signal to rounding noise by layer (above 20 dB is good):',
    ]);
  });

  test('layers with widths of their own', () => {
    const layerWidths = [{ layer: 'second one', activationBits: 7, weightBits: 4 }];
    expect(lines({ layerWidths }).slice(0, 3)).toEqual([
      'activations of 8 bits, weights of 6 bits',
      'but for these layers, which take fewer:',
      '  second one  7-bit activations  4-bit weights',
    ]);
  });

  test('settings of a search that no other beats in both cost and error', () => {
    const setting = (activationBits: number, weightBits: number, constraints: number, error: number) => ({
      ...{ activationBits, weightBits, constraints, error, agreement: 1, ownWidths: 0 },
    });
    const tried = [
      setting(6, 4, 900, 0.05),
      setting(6, 5, 1000, 0.02),
      setting(7, 7, 1100, 0.03),
      setting(8, 8, 1200, 0.004),
      { ...setting(6, 4, 800, 0.06), ownWidths: 2 },
    ];
    expect(lines({ tried }).slice(0, 5)).toEqual([
      'what accuracy costs (the network alone, on the samples):',
      '  6-bit activations, 4-bit weights                     900 constraints    error 5 %    same answer 100 %',
      '  6-bit activations, 5-bit weights                     1,000 constraints  error 2 %    same answer 100 %',
      '  8-bit activations, 8-bit weights                     1,200 constraints  error 0.4 %  same answer 100 %',
      '  6-bit activations, 4-bit weights, 2 layers narrower  800 constraints    error 6 %    same answer 100 %',
    ]);
  });
});
