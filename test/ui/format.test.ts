import { describe, expect, it } from 'vitest';
import { ago } from '../../src-renderer/format/ago.ts';
import { bytes } from '../../src-renderer/format/bytes.ts';
import { coins } from '../../src-renderer/format/coins.ts';
import { count } from '../../src-renderer/format/count.ts';
import { decimal } from '../../src-renderer/format/decimal.ts';
import { duration } from '../../src-renderer/format/duration.ts';
import { shortHash } from '../../src-renderer/format/short-hash.ts';
import { topClasses } from '../../src-renderer/format/top-classes.ts';

describe('figures as a person says them', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 KB'],
    [4_200_000, '4.2 MB'],
    [999_600, '1.0 MB'],
    [3.2e15, '3200 TB'],
  ])('%d bytes', (value, text) => expect(bytes(value)).toBe(text));

  it.each([
    [0.3456, '0.35 s'],
    [4.25, '4.3 s'],
    [12.4, '12 s'],
    [125, '2 min'],
    [7500, '2 h 5 min'],
  ])('%d seconds', (value, text) => expect(duration(value)).toBe(text));

  it.each([
    [0, '0'],
    [12.3061, '12.31'],
    [-0.0042, '-0.0042'],
    [1234.56, '1234.6'],
    [0.00000012, '1.2e-7'],
  ])('the value %d', (value, text) => expect(decimal(value)).toBe(text));

  it.each([
    ['0', '0 ETH'],
    ['1000000000000000000', '1 ETH'],
    ['1500000000000000000', '1.5 ETH'],
    ['420000000000000', '0.00042 ETH'],
    ['123456789', '0.000000000123 ETH'],
    ['12345678901234567890', '12.3456 ETH'],
  ])('%s wei', (value, text) => expect(coins(value)).toBe(text));

  it('thousands, hashes and times', () => {
    expect(count(125761)).toBe('125,761');
    expect(shortHash(`0x${'ab'.repeat(32)}`)).toBe('0xababab…abab');
    expect(shortHash('0x1234')).toBe('0x1234');
    const now = Date.UTC(2026, 0, 31, 12);
    expect(ago(now - 3000, now)).toBe('just now');
    expect(ago(now - 180_000, now)).toBe('3 min ago');
    expect(ago(now - 3 * 86_400_000, now)).toBe('28 Jan 2026');
  });
});

describe('the largest values of an output', () => {
  it('come first, with the names of their classes', () => {
    expect(topClasses([-1, 3, 1], ['cat', 'dog', 'bird'], 2)).toEqual([
      { index: 1, label: 'dog', value: 3, share: 1 },
      { index: 2, label: 'bird', value: 1, share: 0.5 },
    ]);
  });

  it('have numbers where names are missing, and keep their order where they are the same', () => {
    expect(topClasses([2, 2], ['only one'], 5).map(({ label, share }) => [label, share])).toEqual([
      ['0', 1],
      ['1', 1],
    ]);
  });
});
