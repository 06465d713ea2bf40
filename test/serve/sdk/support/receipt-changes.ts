import type { Random } from '../../../support/random.ts';

export type Place = readonly (string | number)[];

/** The place of every value in a JSON value, lists and objects included. */
export function placesOf(value: unknown, place: Place = []): Place[] {
  const own = place.length === 0 ? [] : [place];
  if (typeof value !== 'object' || value === null) return own;
  const entries: [string | number, unknown][] = Array.isArray(value)
    ? value.map((item: unknown, index) => [index, item])
    : Object.entries(value);
  return [...own, ...entries.flatMap(([name, item]) => placesOf(item, [...place, name]))];
}

/** Changes the value at a place; says how. */
export function randomChange(root: unknown, place: Place, random: Random): string {
  const parent = place.slice(0, -1).reduce<unknown>((value, name) => (value as never)[name], root) as Record<
    string | number,
    unknown
  >;
  const name = place.at(-1)!;
  const value = parent[name];
  const [how, change] = random.pick(changesOf(value, random));
  const changed = change();
  if (changed === undefined) delete parent[name];
  else parent[name] = changed;
  return isSameNumber(value, changed) ? 'another spelling' : how;
}

function isSameNumber(value: unknown, changed: unknown): boolean {
  const numbers = [value, changed].filter((text) => typeof text === 'string' && /^-?\d+$/.test(text));
  return numbers.length === 2 && BigInt(value as string) === BigInt(changed as string);
}

type Change = readonly [how: string, change: () => unknown];

function changesOf(value: unknown, random: Random): Change[] {
  const always: Change[] = [
    ['left out', () => undefined],
    ['null', () => null],
    ['another type', () => (typeof value === 'string' ? 7 : 'seven')],
  ];
  if (typeof value === 'string') return [...always, ...textChanges(value, random)];
  if (typeof value === 'number') {
    return [
      ...always,
      ['one more', () => value + 1],
      ['negative', () => -value - 1],
      ['half', () => value / 2 + 0.1],
    ];
  }
  if (typeof value === 'boolean') return [...always, ['the reverse', () => !value]];
  if (Array.isArray(value)) {
    return [
      ...always,
      ['one less', () => value.slice(1)],
      ['the first twice', () => [value[0], ...(value as unknown[])]],
      ['turned round', () => (isPalindrome(value) ? [] : value.toReversed())],
    ];
  }
  return [...always, ['one more field', () => ({ ...(value as object), more: 1 })], ['empty', () => ({})]];
}

function textChanges(value: string, random: Random): Change[] {
  const at = random.integer(0, Math.max(0, value.length - 1));
  const other = value[at] === '1' ? '2' : '1';
  const changes: Change[] = [
    ['empty', () => ''],
    ['a character', () => value.slice(0, at) + other + value.slice(at + 1)],
    ['a space behind', () => `${value} `],
    ['a zero before', () => `0${value}`],
    ['a minus before', () => `-${value}`],
  ];
  if (/^-?\d+$/.test(value)) {
    changes.push(
      ['plus one', () => String(BigInt(value) + 1n)],
      ['plus r', () => String(BigInt(value) + SCALAR_FIELD)],
      ['plus q', () => String(BigInt(value) + BASE_FIELD)],
      ['2^256', () => String(1n << 256n)],
      ['zero', () => (value === '0' ? '1' : '0')],
    );
  }
  if (/^0x[0-9a-fA-F]{40}$/.test(value)) {
    changes.push(
      ['another spelling', () => value.toLowerCase()],
      ['a wrong checksum', () => `0x${swapCase(value.slice(2))}`],
    );
  }
  if (/^0x[0-9a-f]{64}$/.test(value)) changes.push(['capitals', () => `0x${value.slice(2).toUpperCase()}`]);
  return changes;
}

/** The first letter in the other case, or one digit changed where there is no letter. */
function swapCase(digits: string): string {
  const at = digits.search(/[a-f]/i);
  if (at < 0) return `1${digits.slice(1)}`;
  const letter = digits[at]!;
  const swapped = letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase();
  return digits.slice(0, at) + swapped + digits.slice(at + 1);
}

function isPalindrome(values: readonly unknown[]): boolean {
  return JSON.stringify(values) === JSON.stringify(values.toReversed());
}

const SCALAR_FIELD = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;
const BASE_FIELD = 21888242871839275222246405745257275088696311157297823662689037894645226208583n;
