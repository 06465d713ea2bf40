import { describe, expect, it } from 'vitest';
import type { LogLine } from '../../src-main/api/studio-calls.ts';
import { logText, matchesLog } from '../../src-renderer/format/log-text.ts';

const LINE: LogLine = {
  number: 7,
  time: Date.UTC(2026, 0, 2, 3, 4, 5),
  level: 'warn',
  source: 'serving',
  message: 'Too many requests',
  details: { status: 429 },
};
const ALL = { level: 'debug', source: '', search: '' } as const;

describe('a line of the log', () => {
  it('has all of it as text', () => {
    expect(logText(LINE)).toBe('2026-01-02T03:04:05.000Z WARN  serving: Too many requests {"status":429}');
  });

  it.each([
    [{}, true],
    [{ level: 'warn' as const }, true],
    [{ level: 'error' as const }, false],
    [{ source: 'serving' }, true],
    [{ source: 'studio' }, false],
    [{ search: 'REQUESTS many' }, true],
    [{ search: '429' }, true],
    [{ search: 'many proofs' }, false],
    [{ search: '   ' }, true],
  ])('fits the filter %j: %s', (part, fits) => {
    expect(matchesLog(LINE, { ...ALL, ...part })).toBe(fits);
  });
});
