import { bn254 } from '@noble/curves/bn254.js';
import { concat, getBytes, hexlify, id, keccak256, toBeHex, type Signer } from 'ethers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AppError } from '../../src-main/api/errors.ts';
import { callContract, sendTransaction } from '../../src-main/engine/chain/call-contract.ts';
import { VERIFIER } from '../../src-main/engine/chain/contract-bindings.ts';
import { deployContracts } from '../../src-main/engine/chain/deploy-contracts.ts';
import { encodeVerifyingKey } from '../../src-main/engine/chain/encode-verifying-key.ts';
import { startLocalChain, type LocalChain } from '../../src-main/engine/chain/start-local-chain.ts';
import { BASE_FIELD } from '../../src-main/engine/proofs/bn254.ts';
import { makeTestSetup, type TestCircuit, type TestSetup } from './support/groth16-setup.ts';

const LAYOUT = {
  inputs: [{ name: 'x', mode: 'committed' as const, count: 4, bits: 8, signed: false }],
  outputs: { count: 10, bits: 16, signed: true },
};
/** Where things stand in a key with one graph input. */
const OUTPUTS = 9;
const ALPHA = 47;
const BETA = ALPHA + 64;
const GAMMA = BETA + 128;
const DELTA = GAMMA + 128;
const IC = DELTA + 128;

const { Fp, Fp2 } = bn254.fields;

let chain: LocalChain;
let setup: TestSetup;
let circuit: TestCircuit;
let owner: Signer;
let verifier: string;
let key: Uint8Array;

const word = (value: bigint): string => toBeHex(value, 32);
const g1 = (scalar: bigint): string => {
  const { x, y } = bn254.G1.Point.BASE.multiply(scalar).toAffine();
  return concat([word(x), word(y)]);
};
const g2 = (point: { x: { c0: bigint; c1: bigint }; y: { c0: bigint; c1: bigint } }): string =>
  concat([point.x.c1, point.x.c0, point.y.c1, point.y.c0].map(word));

function patched(offset: number, bytes: string | number[]): Uint8Array {
  const copy = key.slice();
  copy.set(typeof bytes === 'string' ? getBytes(bytes) : bytes, offset);
  return copy;
}

/** The verifier's error when it is asked to store these bytes, with its arguments, or `stored`. */
async function verdict(bytes: Uint8Array): Promise<string> {
  try {
    const [vkHash] = await callContract(chain.provider, verifier, VERIFIER.abi, 'storeKey', [hexlify(bytes)]);
    expect(vkHash).toBe(keccak256(bytes));
    return 'stored';
  } catch (error) {
    if (error instanceof AppError) return /(\w+\(.*?\))\.$/.exec(error.message)?.[1] ?? error.message;
    throw error;
  }
}

beforeAll(async () => {
  [chain, setup] = await Promise.all([startLocalChain(), makeTestSetup()]);
  owner = chain.account(0);
  verifier = (await deployContracts(owner)).addresses.verifier;
  circuit = await setup.circuit(3);
  key = encodeVerifyingKey(circuit.key, LAYOUT, id('transcript')).key;
});

afterAll(async () => {
  await chain?.stop();
  await setup?.dispose();
});

describe('a verifying key', () => {
  test('is stored once, under the hash of its bytes, as code that nobody can run', async () => {
    const vkHash = keccak256(key);
    await expect(callContract(chain.provider, verifier, VERIFIER.abi, 'keyOf', [vkHash])).rejects.toThrow(
      'UnknownKey',
    );
    const data = VERIFIER.abi.encodeFunctionData('storeKey', [hexlify(key)]);
    const first = await sendTransaction(owner, { to: verifier, data }, {});
    expect(first.logs).toHaveLength(1);
    const second = await sendTransaction(chain.account(1), { to: verifier, data }, {});
    expect(second.logs).toHaveLength(0);
    process.stdout.write(`storeKey: ${first.gasUsed} gas, again: ${second.gasUsed} gas\n`);

    const [stored] = await callContract(chain.provider, verifier, VERIFIER.abi, 'keyOf', [vkHash]);
    expect(stored).toBe(hexlify(key));
    const [pointer] = await callContract(chain.provider, verifier, VERIFIER.abi, 'keyPointer', [vkHash]);
    expect(await chain.provider.getCode(pointer as string)).toBe(concat(['0x00', key]));
  });

  test('is refused while its phase 2 is unfinished, or where two of its G2 points are equal or opposite', async () => {
    expect(await verdict(encodeVerifyingKey(circuit.unfinishedKey, LAYOUT, id('transcript')).key)).toBe(
      'KeyForgeable()',
    );
    const offsets = [BETA, GAMMA, DELTA];
    for (const from of offsets) {
      for (const to of offsets.filter((offset) => offset !== from)) {
        expect(await verdict(patched(to, hexlify(key.slice(from, from + 128))))).toBe('KeyForgeable()');
      }
    }
    const { x, y } = bn254.G2.Point.BASE.multiply(5n).negate().toAffine();
    const opposite = patched(DELTA, g2({ x, y }));
    opposite.set(getBytes(g2(bn254.G2.Point.BASE.multiply(5n).toAffine())), GAMMA);
    expect(await verdict(opposite)).toBe('KeyForgeable()');
  });

  test('is refused with a point at infinity', async () => {
    const zeroes = (length: number): number[] => new Array<number>(length).fill(0);
    for (const offset of [ALPHA, IC, IC + 64, IC + 128, IC + 192]) {
      expect(await verdict(patched(offset, zeroes(64)))).toBe(`KeyPointAtInfinity(${offset})`);
    }
    for (const offset of [BETA, GAMMA, DELTA]) {
      expect(await verdict(patched(offset, zeroes(128)))).toBe(`KeyPointAtInfinity(${offset})`);
    }
  });

  test('is refused with a G1 point off the curve or with a coordinate of q or more', async () => {
    const { x, y } = bn254.G1.Point.BASE.multiply(7n).toAffine();
    for (const offset of [ALPHA, IC, IC + 64, IC + 128, IC + 192]) {
      expect(await verdict(patched(offset, g1(7n)))).toBe('stored');
      for (const bad of [
        [x, y + 1n],
        [x + 1n, y],
        [x + BASE_FIELD, y],
        [x, y + BASE_FIELD],
        [0n, 1n],
      ]) {
        expect(await verdict(patched(offset, concat(bad.map(word))))).toBe(`KeyPointInvalid(${offset})`);
      }
    }
  });

  test('is refused with a G2 point off the curve, outside the subgroup or with a coordinate of q or more', async () => {
    // A point of the twist y^2 = x^3 + 3 / (9 + u) with a small x: the subgroup has about one point in 2^254 of them.
    const b = Fp2.div(Fp2.create({ c0: 3n, c1: 0n }), Fp2.create({ c0: 9n, c1: 1n }));
    let outside: string | undefined;
    for (let c0 = 1n; outside === undefined; c0++) {
      const x = Fp2.create({ c0, c1: 0n });
      const square = Fp2.add(Fp2.mul(Fp2.sqr(x), x), b);
      try {
        outside = g2({ x, y: Fp2.sqrt(square) });
      } catch {
        continue; // not a square: no point has this x
      }
    }
    const { x, y } = bn254.G2.Point.BASE.multiply(11n).toAffine();
    for (const offset of [BETA, GAMMA, DELTA]) {
      expect(await verdict(patched(offset, g2({ x, y })))).toBe('stored');
      expect(await verdict(patched(offset, outside))).toBe('KeySubgroupInvalid()');
      expect(await verdict(patched(offset, g2({ x, y: { c0: Fp.add(y.c0, 1n), c1: y.c1 } })))).toBe(
        'KeySubgroupInvalid()',
      );
      expect(await verdict(patched(offset, g2({ x: { c0: x.c0 + BASE_FIELD, c1: x.c1 }, y })))).toBe(
        'KeySubgroupInvalid()',
      );
      // snarkjs's order of the coordinates instead of the precompile's
      expect(await verdict(patched(offset, concat([x.c0, x.c1, y.c0, y.c1].map(word))))).toBe(
        'KeySubgroupInvalid()',
      );
    }
  });

  test('is refused with any other length', async () => {
    const { length } = key;
    for (const size of [length - 1, length - 64, length + 1, length + 64]) {
      const bytes = new Uint8Array(size);
      bytes.set(key.subarray(0, size));
      expect(await verdict(bytes)).toBe(`KeyLengthMismatch(${length}, ${size})`);
    }
    expect(await verdict(key.slice(0, 46))).toBe('KeyLengthMismatch(47, 46)');
    expect(await verdict(new Uint8Array([1]))).toBe('KeyHeaderInvalid(0)');
    expect(await verdict(new Uint8Array())).toBe('KeyHeaderInvalid(0)');
  });

  test('is refused with a header that breaks the format', async () => {
    for (const [offset, bytes, expected] of [
      [0, [0], 'KeyHeaderInvalid(0)'],
      [0, [2], 'KeyHeaderInvalid(0)'],
      [1, [0], 'KeyHeaderInvalid(1)'],
      [2, [2], 'KeyHeaderInvalid(2)'],
      [3, [0, 0, 0, 0], 'KeyHeaderInvalid(2)'],
      [7, [0], 'KeyHeaderInvalid(2)'],
      [7, [249], 'KeyHeaderInvalid(2)'],
      [8, [2], 'KeyHeaderInvalid(2)'],
      [OUTPUTS, [0, 0, 0, 0], `KeyHeaderInvalid(${OUTPUTS})`],
      [OUTPUTS + 4, [0], `KeyHeaderInvalid(${OUTPUTS})`],
      [OUTPUTS + 4, [249], `KeyHeaderInvalid(${OUTPUTS})`],
      [OUTPUTS + 5, [2], `KeyHeaderInvalid(${OUTPUTS})`],
      // 10 values of 125 bits take ten elements instead of one
      [OUTPUTS + 4, [125], `KeyLengthMismatch(${751 + 9 * 64}, 751)`],
      [
        OUTPUTS,
        [255, 255, 255, 255],
        `KeyLengthMismatch(${751 + 64 * (Math.ceil((2 ** 32 - 1) / 15) - 1)}, 751)`,
      ],
    ] as [number, number[], string][]) {
      expect(await verdict(patched(offset, bytes))).toBe(expected);
    }
    // 15 values of 16 bits take one element still
    expect(await verdict(patched(OUTPUTS, [0, 0, 0, 15]))).toBe('stored');
    expect(await verdict(patched(OUTPUTS, [0, 0, 0, 16]))).toBe('KeyLengthMismatch(815, 751)');
  });

  test('is refused when no contract can hold it', async () => {
    const count = 376;
    const header = patched(OUTPUTS, [0, 0, count >> 8, count & 255]).slice(0, IC);
    header[OUTPUTS + 4] = 248;
    const point = getBytes(g1(3n));
    const points = new Uint8Array(64 * (count + 3));
    for (let offset = 0; offset < points.length; offset += 64) points.set(point, offset);
    const large = getBytes(concat([header, points]));
    expect(large.length).toBeGreaterThan(24_575);
    expect(await verdict(large)).toBe('KeyNotStored()');
    const shorter = patched(OUTPUTS, [0, 0, 1, 0x74]).slice(0, IC);
    shorter[OUTPUTS + 4] = 248;
    expect(await verdict(getBytes(concat([shorter, points.slice(0, 64 * (0x174 + 3))])))).toBe('stored');
  });
});
