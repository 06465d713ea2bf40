import { expect, test } from 'vitest';
import { createTimeLeft } from '../../../src-main/engine/jobs/time-left.ts';

/** What is told at each second of a piece of work. */
function tell(fractions: readonly (number | undefined)[], stage: (index: number) => string = () => 'a') {
  let clock = 100;
  const timeLeft = createTimeLeft(() => clock);
  return fractions.map((fraction, index) => {
    clock = 100 + index;
    return timeLeft({ stage: stage(index), message: '', fraction });
  });
}

const steady = (seconds: number) => Array.from({ length: seconds + 1 }, (_, index) => index / seconds);

test('steady work: right, once anything is said', () => {
  const told = tell(steady(100));
  expect(told.slice(0, 2)).toEqual([undefined, undefined]);
  told.slice(2, 100).forEach((left, index) => expect(left).toBeCloseTo(100 - (index + 2), 3));
  expect(told[100]).toBe(0);
});

test('nothing is said without fractions, at the very beginning, or of work that only began', () => {
  expect(tell([undefined, undefined, undefined])).toEqual([undefined, undefined, undefined]);
  expect(tell([0, 0.001, 0.002, 0.003, 0.004])).toEqual(Array(5).fill(undefined));
});

test('work that slows down to a half: the estimate follows without a jump', () => {
  const fractions = Array.from({ length: 91 }, (_, at) => (at <= 30 ? at / 60 : 0.5 + (at - 30) / 120));
  const told = tell(fractions);
  expect(told[30]).toBeCloseTo(30, 1);
  for (let at = 4; at < 90; at++) expect(Math.abs(told[at]! - told[at - 1]!)).toBeLessThan(4);
  expect(Math.abs(told[70]! - 20)).toBeLessThan(6);
  expect(Math.abs(told[85]! - 5)).toBeLessThan(2.5);
});

test('work that stands still is not promised to end soon', () => {
  const told = tell([...steady(100).slice(0, 51), ...Array<number>(60).fill(0.5)]);
  expect(told[50]).toBeCloseTo(50, 1);
  expect(told[110]).toBeGreaterThan(80);
});

test('another stage, or a fraction that runs backwards, starts anew', () => {
  const fractions = [...steady(10).slice(0, 10), ...steady(10)];
  const told = tell(fractions, (index) => (index < 10 ? 'a' : 'b'));
  expect(told[9]).toBeDefined();
  expect(told.slice(10, 12)).toEqual([undefined, undefined]);
  expect(told[15]).toBeCloseTo(5, 1);
  expect(tell(fractions).slice(10, 12)).toEqual([undefined, undefined]);
});
