import { expect, test } from 'vitest';
import type { GraphValue } from '../../../src-main/engine/graph/float-graph.ts';
import { hashSamples } from '../../../src-main/engine/pipeline/2-quantize/samples/hash-samples.ts';
import { readSamples } from '../../../src-main/engine/pipeline/2-quantize/samples.ts';
import { appErrorOf } from '../groth16/app-error.ts';

const INPUTS: GraphValue[] = [
  { name: 'reals', shape: [1, 500], elementType: 'float' },
  { name: 'tokens', shape: [300], elementType: 'integer' },
  { name: 'mask', shape: [300], elementType: 'boolean' },
];
const draw = (count: number, low: number, high: number, inputs = INPUTS) =>
  readSamples({ random: { count, low, high } }, inputs);

test('random samples fill their range, suit the element type, and say that they are random', async () => {
  const samples = await draw(3, -2, 5);
  expect(samples.origin).toMatchObject({ kind: 'random', count: 3, isLabelled: false, low: -2, high: 5 });
  const values = (name: string) => samples.inputs.get(name)!.flatMap((sample) => [...sample]);
  const reals = values('reals');
  expect(reals).toHaveLength(1500);
  expect(Math.min(...reals)).toBeGreaterThanOrEqual(-2);
  expect(Math.min(...reals)).toBeLessThan(-1.9);
  expect(Math.max(...reals)).toBeLessThan(5);
  expect(Math.max(...reals)).toBeGreaterThan(4.9);
  expect(Math.abs(reals.reduce((sum, value) => sum + value, 0) / reals.length - 1.5)).toBeLessThan(0.2);
  expect([...new Set(values('tokens'))].sort((a, b) => a - b)).toEqual([-2, -1, 0, 1, 2, 3, 4, 5]);
  expect(new Set(values('mask'))).toEqual(new Set([0, 1]));
});

test('they are equal in every run', async () => {
  const [first, second] = [await draw(2, 0, 1), await draw(2, 0, 1)];
  expect(first).toEqual(second);
  expect(hashSamples(first)).toBe(hashSamples(second));
});

test('other samples, labels or origins have another hash', async () => {
  const samples = await draw(2, 0, 1);
  const changed = new Map(samples.inputs);
  changed.set('reals', [samples.inputs.get('reals')![0]!, samples.inputs.get('reals')![0]!]);
  const hashes = [
    samples,
    { ...samples, inputs: changed },
    { ...samples, labels: [0, 1] },
    { ...samples, origin: { ...samples.origin!, kind: 'json' as const } },
    { ...samples, inputs: new Map([...samples.inputs].map(([name, values]) => [`${name}_`, values])) },
  ].map(hashSamples);
  expect(new Set(hashes).size).toBe(hashes.length);
});

test('an empty range, and more than memory holds, are refused', async () => {
  await appErrorOf(draw(1, 1, 1), 'samples-invalid');
  await appErrorOf(draw(1, 2, 1), 'samples-invalid');
  const large: GraphValue[] = [{ name: 'x', shape: [2 ** 20], elementType: 'float' }];
  expect((await appErrorOf(draw(1000, 0, 1, large), 'samples-invalid')).remedy).toMatch(/take 128 at most/);
});
