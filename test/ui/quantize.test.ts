import { describe, expect, it } from 'vitest';
import { answerRows } from '../../src-renderer/wizard/2-quantize/answer-rows.ts';
import { bitsProblem, numbersProblem } from '../../src-renderer/wizard/2-quantize/choice-problems.ts';
import { costFrontier, evenMarks, powerMarks } from '../../src-renderer/wizard/2-quantize/cost-frontier.ts';

const setting = (constraints: number, error: number) => ({
  activationBits: 8,
  weightBits: 6,
  constraints,
  error,
  agreement: 1,
  ownWidths: 0,
});

describe('what accuracy costs', () => {
  it('is said by the settings that no other beats', () => {
    const [cheap, exact, beaten, middle] = [
      setting(100, 0.1),
      setting(300, 0.001),
      setting(250, 0.05),
      setting(200, 0.02),
    ];
    expect(costFrontier([exact, beaten, cheap, middle])).toEqual([cheap, middle, exact]);
    expect(costFrontier([])).toEqual([]);
  });

  it('has round marks within the axis', () => {
    expect(powerMarks(0.0015, 0.06)).toEqual([0.002, 0.005, 0.01, 0.02, 0.05]);
    expect(evenMarks(500, 1500, 4)).toEqual([500, 1000, 1500]);
  });
});

describe('answers side by side', () => {
  it('show the largest of either, and whether the first is the same', () => {
    const same = answerRows({ name: 'y', float: [0, 3, 1, 2], integer: [0.1, 2.9, 1.2, 1.9] }, []);
    expect(same.isSame).toBe(true);
    expect(same.rows.map(({ label }) => label)).toEqual(['1', '3', '2']);
    const other = answerRows({ name: 'y', float: [5, 4, 3, 2], integer: [4, 3, 2, 9] }, [
      'cat',
      'dog',
      'cow',
      'hen',
    ]);
    expect(other.isSame).toBe(false);
    expect(other.rows.at(-1)).toEqual({ label: 'hen', float: 2, integer: 9 });
  });

  it('of a single value never differ in their class', () => {
    expect(answerRows({ name: 'y', float: [0.2], integer: [0.3] }, []).isSame).toBe(true);
  });
});

describe('fields of the quantization', () => {
  it('take widths from 2 to 32', () => {
    for (const text of ['2', '8', '32']) expect(bitsProblem(text, false)).toBeUndefined();
    for (const text of ['', '1', '33', '8.5', 'x']) expect(bitsProblem(text, false)).toBeDefined();
    expect(bitsProblem('', true)).toBeUndefined();
  });

  it('take numbers about pixels', () => {
    expect(numbersProblem('0.485, 0.456,0.406', 'several')).toBeUndefined();
    expect(numbersProblem('0,5', 'one')).toBeDefined();
    expect(numbersProblem('0', 'positive')).toBeDefined();
    expect(numbersProblem('', 'positive')).toBeUndefined();
    expect(numbersProblem('a', 'several')).toBeDefined();
  });
});
