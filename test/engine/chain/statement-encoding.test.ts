import fc from 'fast-check';
import { getBytes, hexlify, id, keccak256 } from 'ethers';
import { describe, expect, test } from 'vitest';
import { computeInputCommitment } from '../../../src-main/engine/chain/compute-input-commitment.ts';
import { GROTH16_PROOF_SYSTEM_ID } from '../../../src-main/engine/chain/domains.ts';
import { encodeProofPoints } from '../../../src-main/engine/chain/encode-proof.ts';
import { encodeVerifyingKey } from '../../../src-main/engine/chain/encode-verifying-key.ts';
import { packValues, unpackValues } from '../../../src-main/engine/chain/pack-values.ts';
import {
  elementsFor,
  signalCount,
  type PackedValues,
  type StatementLayout,
} from '../../../src-main/engine/chain/statement-layout.ts';
import { BASE_FIELD } from '../../../src-main/engine/proofs/bn254.ts';

const SEED = 7992;

const packed = fc
  .record({
    count: fc.integer({ min: 1, max: 60 }),
    bits: fc.integer({ min: 1, max: 248 }),
    signed: fc.boolean(),
  })
  .chain((layout) => {
    const limit = 1n << BigInt(layout.bits);
    const min = layout.signed ? -limit / 2n : 0n;
    const value = fc.bigInt({ min, max: min + limit - 1n });
    return fc.tuple(
      fc.constant<PackedValues>(layout),
      fc.array(value, { minLength: layout.count, maxLength: layout.count }),
    );
  });

describe('packing', () => {
  test('is undone by unpacking and keeps every element below 2^248', () => {
    fc.assert(
      fc.property(packed, ([layout, values]) => {
        const elements = packValues(values, layout);
        expect(elements).toHaveLength(elementsFor(layout.count, layout.bits));
        expect(elements.every((element) => element >= 0n && element < 1n << 248n)).toBe(true);
        expect(unpackValues(elements, layout)).toEqual(values);
      }),
      { seed: SEED, numRuns: 200 },
    );
  });

  test('puts value i at bit b*i, signed values offset by 2^(b-1)', () => {
    expect(packValues([1n, 2n, 3n], { count: 3, bits: 8, signed: false })).toEqual([0x030201n]);
    expect(packValues([-128n, 0n, 127n], { count: 3, bits: 8, signed: true })).toEqual([0xff8000n]);
    expect(packValues([1n, 1n, 1n], { count: 3, bits: 100, signed: false })).toEqual([1n + (1n << 100n), 1n]);
    expect(packValues([5n], { count: 1, bits: 248, signed: false })).toEqual([5n]);
    expect(elementsFor(31, 8)).toBe(1);
    expect(elementsFor(32, 8)).toBe(2);
    expect(elementsFor(2, 125)).toBe(2);
  });

  test('refuses wrong counts and values outside their bits', () => {
    const layout = { count: 2, bits: 8, signed: true };
    for (const values of [[1n], [1n, 2n, 3n], [128n, 0n], [0n, -129n]]) {
      expect(() => packValues(values, layout)).toThrow(expect.objectContaining({ code: 'input-invalid' }));
    }
    expect(() => packValues([-1n], { count: 1, bits: 8, signed: false })).toThrow(
      /unsigned 8 bits|8 unsigned bits/,
    );
    for (const elements of [[], [0n, 0n], [1n << 16n], [-1n]]) {
      expect(() => unpackValues(elements, layout)).toThrow(
        expect.objectContaining({ code: 'input-invalid' }),
      );
    }
  });
});

describe('a statement', () => {
  const committed = { name: 'a', mode: 'committed' as const, count: 784, bits: 8, signed: false };
  const open = { name: 'b', mode: 'public' as const, count: 40, bits: 16, signed: true };
  const outputs = { count: 10, bits: 16, signed: true };

  test('counts ctx, each input and the outputs', () => {
    expect(signalCount({ inputs: [committed], outputs })).toBe(3);
    expect(signalCount({ inputs: [open, committed], outputs })).toBe(1 + 3 + 1 + 1);
  });

  test('is committed to by the one signal of a single committed input, otherwise by a hash', () => {
    expect(BigInt(computeInputCommitment({ inputs: [committed], outputs }, [9n]))).toBe(9n);
    const one = computeInputCommitment({ inputs: [{ ...open, count: 1 }], outputs }, [9n]);
    const two = computeInputCommitment({ inputs: [committed, committed], outputs }, [9n, 10n]);
    expect(BigInt(one)).not.toBe(9n);
    expect(two).not.toBe(one);
    expect(two).toMatch(/^0x[0-9a-f]{64}$/);
  });

  test('belongs to the proof system that ERC-7992 names groth16-bn254-v1', () => {
    expect(GROTH16_PROOF_SYSTEM_ID).toBe('0x0550d137');
  });
});

describe('the bytes of a verifying key', () => {
  const layout: StatementLayout = {
    inputs: [{ name: 'x', mode: 'public', count: 2, bits: 9, signed: true }],
    outputs: { count: 3, bits: 16, signed: false },
  };
  const snarkjsKey = {
    protocol: 'groth16',
    curve: 'bn128',
    nPublic: 3,
    vk_alpha_1: ['1', '2', '1'],
    vk_beta_2: [
      ['3', '4'],
      ['5', '6'],
      ['1', '0'],
    ],
    vk_gamma_2: [
      ['7', '8'],
      ['9', '10'],
      ['1', '0'],
    ],
    vk_delta_2: [
      ['11', '12'],
      ['13', '14'],
      ['1', '0'],
    ],
    IC: [15, 17, 19, 21].map((x) => [String(x), String(x + 1), '1']),
  };
  const transcript = id('transcript');

  test('are header, transcript hash and points, imaginary parts first', () => {
    const { key, vkHash } = encodeVerifyingKey(snarkjsKey, layout, transcript);
    expect(vkHash).toBe(keccak256(key));
    expect(hexlify(key.subarray(0, 15))).toBe(
      `0x01${'01'}${'00'}${'00000002'}${'09'}${'01'}${'00000003'}${'10'}${'00'}`,
    );
    expect(key.subarray(15, 47)).toEqual(getBytes(transcript));
    const words: bigint[] = [];
    for (let offset = 47; offset < key.length; offset += 32)
      words.push(BigInt(hexlify(key.subarray(offset, offset + 32))));
    expect(words).toEqual(
      [1, 2, 4, 3, 6, 5, 8, 7, 10, 9, 12, 11, 14, 13, 15, 16, 17, 18, 19, 20, 21, 22].map(BigInt),
    );
  });

  test('are refused for another curve, another number of signals, infinity and coordinates of q or more', () => {
    for (const change of [
      { curve: 'bls12381' },
      { protocol: 'plonk' },
      { nPublic: 4 },
      { IC: snarkjsKey.IC.slice(1) },
      { vk_alpha_1: ['0', '1', '0'] },
      { vk_alpha_1: [String(BASE_FIELD), '2', '1'] },
      {
        vk_delta_2: [
          ['x', '12'],
          ['13', '14'],
          ['1', '0'],
        ],
      },
      { vk_gamma_2: undefined },
    ]) {
      expect(
        () => encodeVerifyingKey({ ...snarkjsKey, ...change }, layout, transcript),
        Object.keys(change)[0],
      ).toThrow(expect.objectContaining({ code: 'key-invalid' }));
    }
    expect(() => encodeVerifyingKey('no key', layout, transcript)).toThrow(
      expect.objectContaining({ code: 'key-invalid' }),
    );
  });

  test('are refused for a layout or transcript hash that the format cannot hold', () => {
    expect(() => encodeVerifyingKey(snarkjsKey, layout, '0x12')).toThrow(
      expect.objectContaining({ code: 'option-invalid' }),
    );
    for (const outputs of [
      { ...layout.outputs, bits: 0 },
      { ...layout.outputs, bits: 249 },
      { ...layout.outputs, bits: 1.5 },
      { ...layout.outputs, count: 0 },
      { ...layout.outputs, count: 2 ** 32 },
    ]) {
      expect(
        () => encodeVerifyingKey(snarkjsKey, { ...layout, outputs }, transcript),
        JSON.stringify(outputs),
      ).toThrow(expect.objectContaining({ code: 'option-invalid' }));
    }
  });
});

describe('the points of a proof', () => {
  const proof = {
    protocol: 'groth16',
    curve: 'bn128',
    pi_a: ['1', '2', '1'],
    pi_b: [
      ['3', '4'],
      ['5', '6'],
      ['1', '0'],
    ],
    pi_c: ['7', '8', '1'],
  };

  test('are put into the order of EIP-197', () => {
    expect(encodeProofPoints(proof)).toEqual([1n, 2n, 4n, 3n, 6n, 5n, 7n, 8n]);
  });

  test('are all zeros where they are infinity', () => {
    const infinity = [
      ['0', '0'],
      ['1', '0'],
      ['0', '0'],
    ];
    expect(encodeProofPoints({ ...proof, pi_a: ['0', '1', '0'] }).slice(0, 3)).toEqual([0n, 0n, 4n]);
    expect(encodeProofPoints({ ...proof, pi_b: infinity })).toEqual([1n, 2n, 0n, 0n, 0n, 0n, 7n, 8n]);
    expect(encodeProofPoints({ ...proof, pi_c: ['0', '1', '0'] }).slice(5)).toEqual([5n, 0n, 0n]);
  });

  test('are refused where they are no Groth16 proof', () => {
    for (const change of [
      { protocol: 'fflonk' },
      { pi_a: ['1', '2'] },
      { pi_c: ['0', '0', '1'] },
      { pi_c: ['1', '1', '0'] },
      { pi_b: [['0', '0'], ['0', '0'], proof.pi_b[2]] },
      { pi_b: null },
    ]) {
      expect(() => encodeProofPoints({ ...proof, ...change })).toThrow(
        expect.objectContaining({ code: 'proof-invalid' }),
      );
    }
  });
});
