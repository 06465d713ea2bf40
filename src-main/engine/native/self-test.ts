import { BASE_FIELD, SCALAR_FIELD } from '../proofs/bn254.ts';
import type { NativeAddon } from './addon.ts';
import { packNumbers, toBytes, unpackNumbers } from './number-bytes.ts';

/**
 * Enough for buckets, batches and vector lanes to come into play. Few of the points differ, since each that crosses the
 * bridge is checked to be in its group; the whole test takes about a hundredth of a second.
 */
const G1_POINTS = { count: 300, distinct: 50 };
const G2_POINTS = { count: 40, distinct: 5 };
const NTT_POWER = 9;

const MONTGOMERY = 2n ** 256n;
const G1_GENERATOR = [1n, 2n];
const G2_GENERATOR = [
  10857046999023057135944570762232829481370756359578518086990519993285655852781n,
  11559732032986387107991004021392285783925812861821192530917403151452391805634n,
  8495653923123431417604973247489272438418190587263600148770280649306958101930n,
  4082367875863433681332203403145435568316851327593401208105741076214120093531n,
];

/**
 * Does the add-on compute? Field, points, multi-scalar multiplication, transform and pairing are held against each other and
 * against integers, so that a miscompiled build, or a processor that does not do what it says, makes no proof.
 *
 * @returns what is wrong, or undefined
 */
export async function findNativeFault(addon: NativeAddon): Promise<string | undefined> {
  try {
    if (!fieldsAgree(addon)) return 'it multiplies wrongly in a field';
    if (!pairingsAgree(addon)) return 'its pairing is wrong';
    for (const [group, generator, count] of [
      [1, G1_GENERATOR, G1_POINTS],
      [2, G2_GENERATOR, G2_POINTS],
    ] as const) {
      if (!(await sumsAgree(addon, group, generator, count)))
        return `its multi-scalar multiplication in G${group} is wrong`;
    }
    if (!(await transformsAgree(addon))) return 'its number-theoretic transform is wrong';
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function fieldsAgree(addon: NativeAddon): boolean {
  return [['q', BASE_FIELD] as const, ['r', SCALAR_FIELD] as const].every(([name, modulus]) => {
    const [a, b] = [...scalars(2)].map((value) => value % modulus) as [bigint, bigint];
    const apply = (operation: '+' | '-' | '*' | 'i') =>
      unpackNumbers(addon.field(name, operation, toBytes(a), toBytes(b)))[0]!;
    return (
      apply('+') === (a + b) % modulus &&
      apply('-') === (a - b + modulus) % modulus &&
      apply('*') === (a * b) % modulus &&
      (apply('i') * a) % modulus === 1n
    );
  });
}

/** e(a G, b H) e(-ab G, H) = 1, and not with another number. */
function pairingsAgree(addon: NativeAddon): boolean {
  const [a, b] = [...scalars(2)] as [bigint, bigint];
  const g1 = packNumbers(G1_GENERATOR);
  const g2 = packNumbers(G2_GENERATOR);
  const left1 = addon.multiplyPoint(1, g1, toBytes(a));
  const left2 = addon.multiplyPoint(2, g2, toBytes(b));
  const right = (scalar: bigint) => addon.multiplyPoint(1, g1, toBytes(SCALAR_FIELD - scalar));
  const holds = (point: Uint8Array) =>
    addon.pairingCheck(Buffer.concat([left1, point]), Buffer.concat([left2, g2]));
  const product = (a * b) % SCALAR_FIELD;
  return holds(right(product)) && !holds(right(product - 1n));
}

/** The sum of s_i P_i is (sum of s_i (1 + i mod n)) G for P_i = (1 + i mod n) G, n distinct points. */
async function sumsAgree(
  addon: NativeAddon,
  group: 1 | 2,
  generator: readonly bigint[],
  { count, distinct }: { count: number; distinct: number },
): Promise<boolean> {
  const one = packNumbers(generator);
  const points: Uint8Array[] = [];
  for (let index = 0; index < count; index++) {
    if (index === 0) points.push(one);
    else if (index < distinct) points.push(addon.addPoints(group, points[index - 1]!, one));
    else points.push(points[index % distinct]!);
  }
  const factors = [...scalars(count)];
  const sum = await addon.msm(
    group,
    scaled(Buffer.concat(points), MONTGOMERY, BASE_FIELD),
    packNumbers(factors),
  ).promise;
  const total = factors.reduce(
    (all, factor, index) => (all + factor * BigInt(1 + (index % distinct))) % SCALAR_FIELD,
    0n,
  );
  const expected = scaled(addon.multiplyPoint(group, one, toBytes(total)), MONTGOMERY, BASE_FIELD);
  return Buffer.compare(sum, expected) === 0;
}

/** Horner's rule at three points of the domain, and the way back. */
async function transformsAgree(addon: NativeAddon): Promise<boolean> {
  const size = 2 ** NTT_POWER;
  const values = [...scalars(size)];
  const coefficients = packNumbers(values);
  const transformed = await addon.ntt(coefficients, false).promise;
  const back = await addon.ntt(transformed, true).promise;
  if (Buffer.compare(back, coefficients) !== 0) return false;
  const results = unpackNumbers(transformed);
  const root = power(5n, (SCALAR_FIELD - 1n) / BigInt(size));
  return [0, 1, size - 3].every((index) => {
    const x = power(root, BigInt(index));
    return results[index] === values.reduceRight((sum, value) => (sum * x + value) % SCALAR_FIELD, 0n);
  });
}

/** Scalars below r that look random and are always the same. */
function* scalars(count: number): Generator<bigint> {
  let value = 0x2545f4914f6cdd1dn;
  for (let index = 0; index < count; index++) {
    value = power(value + BigInt(index), 7n);
    yield value;
  }
}

function scaled(bytes: Uint8Array, factor: bigint, modulus: bigint): Uint8Array {
  return packNumbers(unpackNumbers(bytes).map((value) => (value * factor) % modulus));
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let square = base % SCALAR_FIELD, rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % SCALAR_FIELD;
    square = (square * square) % SCALAR_FIELD;
  }
  return result;
}
