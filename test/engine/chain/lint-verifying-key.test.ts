import { bn254 } from '@noble/curves/bn254.js';
import { describe, expect, test } from 'vitest';
import { decodeVerifyingKey } from '../../../src-main/engine/chain/decode-verifying-key.ts';
import { encodeVerifyingKey } from '../../../src-main/engine/chain/encode-verifying-key.ts';
import { lintVerifyingKey } from '../../../src-main/engine/chain/lint-verifying-key.ts';
import type { StatementLayout } from '../../../src-main/engine/chain/statement-layout.ts';
import type { VerificationKey } from '../../../src-main/engine/proofs/groth16/prover/groth16-types.ts';
import { appErrorOf } from '../groth16/app-error.ts';

const { G1, G2 } = bn254;
type Point1 = VerificationKey['vk_alpha_1'];
type Point2 = VerificationKey['vk_beta_2'];

const g1 = (scalar: bigint): Point1 => {
  const { x, y } = G1.Point.BASE.multiply(scalar).toAffine();
  return [String(x), String(y), '1'];
};
const g2 = (scalar: bigint): Point2 => {
  const { x, y } = G2.Point.BASE.multiply(scalar).toAffine();
  return [
    [String(x.c0), String(x.c1)],
    [String(y.c0), String(y.c1)],
    ['1', '0'],
  ];
};
const negative = ([x, y]: Point1): Point1 => [x, String(bn254.fields.Fp.ORDER - BigInt(y)), '1'];

const layout: StatementLayout = {
  inputs: [
    { name: 'a', mode: 'committed', count: 784, bits: 8, signed: false },
    { name: 'b', mode: 'public', count: 40, bits: 8, signed: true },
  ],
  outputs: { count: 10, bits: 16, signed: true },
};
const SIGNALS = 1 + 1 + 2 + 1;
const transcriptHash = `0x${'5'.repeat(64)}`;
const sound: VerificationKey = {
  protocol: 'groth16',
  curve: 'bn128',
  nPublic: SIGNALS,
  vk_alpha_1: g1(11n),
  vk_beta_2: g2(12n),
  vk_gamma_2: g2(1n),
  vk_delta_2: g2(13n),
  IC: Array.from({ length: SIGNALS + 1 }, (_, index) => g1(100n + BigInt(index))),
};
const bytesOf = (key: VerificationKey) => encodeVerifyingKey(key, layout, transcriptHash).key;
const bytes = bytesOf(sound);
const lint = (key: Uint8Array, expected = {}) => lintVerifyingKey(key, expected);
const reason = async (key: Uint8Array, expected = {}) =>
  (await appErrorOf(lint(key, expected), 'key-invalid')).message;

describe('the lint of a verifying key', () => {
  test('reads what encodeVerifyingKey wrote', async () => {
    const { key, vkHash } = encodeVerifyingKey(sound, layout, transcriptHash);
    const decoded = await lint(key, { layout, transcriptHash, vkHash });
    expect(decoded).toEqual({
      layout: {
        inputs: layout.inputs.map(({ mode, count, bits, signed }) => ({ mode, count, bits, signed })),
        outputs: layout.outputs,
      },
      transcriptHash,
      verificationKey: sound,
      vkHash,
    });
  });

  test.each([
    ['gamma equals delta', { vk_delta_2: g2(1n) }, 'gamma equals delta'],
    ['beta equals gamma', { vk_beta_2: g2(1n) }, 'beta equals gamma or delta'],
    ['beta equals delta', { vk_beta_2: g2(13n) }, 'beta equals gamma or delta'],
    ['delta is the generator', { vk_gamma_2: g2(7n), vk_delta_2: g2(1n) }, 'delta is the generator'],
    ['beta is the generator', { vk_gamma_2: g2(7n), vk_beta_2: g2(1n) }, 'beta is the generator'],
    ['alpha is the generator', { vk_alpha_1: g1(1n) }, 'alpha is the generator'],
    ['alpha is minus the generator', { vk_alpha_1: negative(g1(1n)) }, 'alpha is the generator'],
    ['two IC points are equal', { IC: sound.IC.with(4, sound.IC[2]!) }, 'IC points 2 and 4'],
    ['two IC points are opposite', { IC: sound.IC.with(4, negative(sound.IC[0]!)) }, 'IC points 0 and 4'],
    ['a point is off the curve', { vk_alpha_1: ['5', '7', '1'] as Point1 }, 'alpha is not a point'],
  ])('%s', async (_name, change, words) => {
    expect(await reason(bytesOf({ ...sound, ...change }))).toContain(words);
  });

  test('infinity, where the encoding would write zeros', async () => {
    const zeroed = bytes.slice();
    zeroed.fill(0, zeroed.length - 64);
    expect(await reason(zeroed)).toContain(`IC point ${SIGNALS}`);
    const noDelta = bytes.slice();
    noDelta.fill(0, noDelta.length - 64 * (SIGNALS + 1) - 128, noDelta.length - 64 * (SIGNALS + 1));
    expect(await reason(noDelta)).toContain('beta, gamma or delta');
  });

  test('another count of IC points than the header asks for, and every cut', async () => {
    expect(await reason(bytes.subarray(0, -64))).toContain(`asks for ${SIGNALS + 1} IC points`);
    expect(await reason(Buffer.concat([bytes, bytes.subarray(-64)]))).toContain('IC points');
    for (let length = 0; length < 60; length++) await reason(bytes.subarray(0, length));
    for (const [at, value] of [
      [0, 2],
      [1, 0],
      [2, 2],
      [7, 0],
      [7, 249],
      [8, 2],
    ] as const) {
      const changed = bytes.slice();
      changed[at] = value;
      expect(() => decodeVerifyingKey(changed)).toThrow('refused');
    }
  });

  test('the key of another header, transcript or hash', async () => {
    const swapped = { ...layout, inputs: [layout.inputs[1]!, layout.inputs[0]!] };
    expect(await reason(bytes, { layout: swapped })).toContain('another statement');
    const unsigned = { ...layout, outputs: { ...layout.outputs, signed: false } };
    expect(await reason(bytes, { layout: unsigned })).toContain('another statement');
    expect(await reason(bytes, { transcriptHash: `0x${'6'.repeat(64)}` })).toContain('another transcript');
    expect(await reason(bytes, { vkHash: `0x${'6'.repeat(64)}` })).toContain('another hash');
  });
});
