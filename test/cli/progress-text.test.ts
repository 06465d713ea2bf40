import { expect, test } from 'vitest';
import { progressText } from '../../src-main/cli/text.ts';

test.each<[string, number | undefined, number | undefined]>([
  ['Keys', undefined, undefined],
  ['Keys 0 %', 0, undefined],
  ['Keys 42 %', 0.429, undefined],
  ['Keys 42 %, about 8 s left', 0.42, 7.2],
  ['Keys 42 %, about 45 s left', 0.42, 41],
  ['Keys 42 %, about 60 s left', 0.42, 59.5],
  ['Keys 42 %, about 3 min left', 0.42, 121],
  ['Keys 42 %, about 1.5 h left', 0.42, 5400],
  ['Keys 100 %', 1, 0],
])('%s', (text, fraction, secondsLeft) => {
  expect(progressText({ stage: 'setup', message: 'Keys', fraction, secondsLeft })).toBe(text);
});
