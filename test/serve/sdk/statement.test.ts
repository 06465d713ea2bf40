import { readFileSync } from 'node:fs';
import { getAddress, hexlify, id } from 'ethers';
import { describe, expect, test } from 'vitest';
import {
  commitInput,
  computeContext,
  computeInputCommitment,
  computeModelId,
  computeStatementId,
  decodePublicInput,
  drawSalt,
  packValues,
  ProofpressError,
  quantizeInput,
  unpackValues,
  type PackedValues,
} from '../../../sdk/src/index.ts';
import { keyForm } from '../../../sdk/src/groth16/snarkjs-forms.ts';
import { encodeVerifyingKey } from '../../../sdk/src/statement/encode-verifying-key.ts';
import { toChecksumAddress } from '../../../sdk/src/encoding/address.ts';
import { poseidon16 } from '../../../sdk/src/statement/poseidon.ts';
import * as engineContext from '../../../src-main/engine/chain/compute-context.ts';
import * as engineCommitment from '../../../src-main/engine/chain/compute-input-commitment.ts';
import * as engineModelId from '../../../src-main/engine/chain/compute-model-id.ts';
import * as engineStatementId from '../../../src-main/engine/chain/compute-statement-id.ts';
import * as engineKey from '../../../src-main/engine/chain/encode-verifying-key.ts';
import * as enginePacking from '../../../src-main/engine/chain/pack-values.ts';
import { signalCount, type StatementLayout } from '../../../src-main/engine/chain/statement-layout.ts';
import { quantizeInput as engineQuantize } from '../../../src-main/engine/graph/quantize-input.ts';
import { rational } from '../../../src-main/engine/graph/rational.ts';
import { SCALAR_FIELD } from '../../../src-main/engine/proofs/bn254.ts';
import { poseidon16 as enginePoseidon } from '../../../src-main/engine/proofs/groth16/gadgets/poseidon.ts';
import { makeTrapdoorKey } from '../../contracts/support/trapdoor-key.ts';
import { Random } from '../../support/random.ts';
import { forgeModel } from './support/trapdoor-receipt.ts';

const random = new Random(Number(process.env.TEST_SEED ?? Date.now() % 2 ** 31));
const ROUNDS = Number(process.env.TEST_ROUNDS ?? 100);
process.stdout.write(`sdk, statement: TEST_SEED=${random.seed} TEST_ROUNDS=${ROUNDS}\n`);

const word = () => random.bigint(0n, (1n << 256n) - 1n);
const hash = () => id(String(word()));
const address = () => getAddress(hash().slice(0, 42));
const packed = (): PackedValues => ({
  count: random.integer(1, 80),
  bits: random.pick([1, 2, 7, 8, 16, 31, 124, 125, 248]),
  signed: random.boolean(),
});
const valuesOf = ({ count, bits, signed }: PackedValues) => {
  const offset = signed ? 1n << BigInt(bits - 1) : 0n;
  return Array.from({ length: count }, () => random.bigint(0n, (1n << BigInt(bits)) - 1n) - offset);
};

describe('commitments', () => {
  const { vectors } = JSON.parse(
    readFileSync(new URL('../../../circuits/vectors/input-commitment.json', import.meta.url), 'utf8'),
  ) as {
    vectors: {
      note: string;
      count: number;
      bits: number;
      salt: string;
      elements: string[];
      commitment: string;
    }[];
  };

  test.each(vectors)('are those of the circuits: $note', ({ count, bits, salt, elements, commitment }) => {
    const layout = { count, bits, signed: false };
    expect(commitInput(unpackValues(elements.map(BigInt), layout), layout, BigInt(salt))).toBe(
      BigInt(commitment),
    );
  });

  test('hash as circomlib does, whose constants the engine has', () => {
    for (const values of [
      new Array<bigint>(16).fill(0n),
      new Array<bigint>(16).fill(SCALAR_FIELD - 1n),
      Array.from({ length: 16 }, () => random.bigint(0n, SCALAR_FIELD - 1n)),
    ])
      expect(poseidon16(values)).toBe(enginePoseidon(values));
  });

  test('refuse a salt that is no field element, and draw those that are', () => {
    const layout = { count: 1, bits: 8, signed: false };
    for (const salt of [-1n, SCALAR_FIELD])
      expect(() => commitInput([1n], layout, salt)).toThrow(/no element of the scalar field/);
    const salts = Array.from({ length: 50 }, drawSalt);
    expect(salts.every((salt) => salt >= 0n && salt < SCALAR_FIELD)).toBe(true);
    expect(new Set(salts).size).toBe(50);
    expect(salts.some((salt) => salt > SCALAR_FIELD / 2n)).toBe(true);
  });
});

describe('as the engine has it', () => {
  test('packing', () => {
    for (let round = 0; round < ROUNDS; round++) {
      const layout = packed();
      const values = valuesOf(layout);
      const elements = packValues(values, layout);
      expect(elements).toEqual(enginePacking.packValues(values, layout));
      expect(unpackValues(elements, layout)).toEqual(values);
      const at = random.integer(0, layout.count - 1);
      const limit = 1n << BigInt(layout.bits - (layout.signed ? 1 : 0));
      expect(() => packValues(values.with(at, limit), layout)).toThrow(ProofpressError);
      expect(() => packValues(values.slice(1), layout)).toThrow(ProofpressError);
      expect(() => unpackValues(elements.with(-1, 1n << 248n), layout)).toThrow(/beyond its values/);
    }
  });

  test('integers of real inputs', () => {
    for (let round = 0; round < ROUNDS; round++) {
      const scale = rational(random.bigint(1n, 10n ** 12n), random.bigint(1n, 10n ** 14n));
      const { bits, signed } = { bits: random.integer(1, 20), signed: random.boolean() };
      const port = { name: 'x', shape: [2, 3], bits, signed, scale };
      const deviation = 10 ** random.integer(-8, 8);
      const reals = [
        ...random.normals(4, deviation),
        0,
        -0.5 * (Number(scale.numerator) / Number(scale.denominator)),
      ];
      const text = `${scale.numerator}/${scale.denominator}`;
      const integers = quantizeInput({ ...port, scale: text }, reals);
      expect(integers.map(Number)).toEqual([...engineQuantize(port, reals)]);
    }
  });

  test('contexts, model ids, commitments of several inputs, statement ids', () => {
    for (let round = 0; round < ROUNDS; round++) {
      const context = {
        chainId: random.bigint(0n, 10n ** 6n),
        router: address(),
        modelId: word(),
        requestId: hash(),
        consumer: random.boolean() ? address() : address().toLowerCase(),
        payee: address(),
        deadline: random.bigint(0n, 2n ** 64n),
      };
      expect(computeContext(context)).toBe(engineContext.computeContext(context));
      const identity = {
        chainId: random.bigint(0n, 10n ** 6n),
        registry: address(),
        owner: address(),
        modelHash: hash(),
        circuitHash: hash(),
        vkHash: hash(),
      };
      expect(BigInt(computeModelId(identity))).toBe(engineModelId.computeModelId(identity));
      const layout: StatementLayout = {
        inputs: Array.from({ length: random.integer(1, 2) }, () => ({
          name: 'x',
          mode: random.pick(['public', 'committed'] as const),
          ...packed(),
        })),
        outputs: packed(),
      };
      const signals = Array.from({ length: random.integer(1, 3) }, word);
      const commitment = computeInputCommitment(layout, signals);
      expect(commitment).toBe(engineCommitment.computeInputCommitment(layout, signals));
      const output = valuesOf(layout.outputs);
      expect(computeStatementId(context, commitment, output)).toBe(
        engineStatementId.computeStatementId(context, commitment, output),
      );
    }
  });

  test('the bytes of keys', () => {
    for (const inputs of [1, 3]) {
      const layout: StatementLayout = {
        inputs: Array.from({ length: inputs }, (_, index) => ({
          name: `x${index}`,
          mode: random.pick(['public', 'committed'] as const),
          ...packed(),
        })),
        outputs: packed(),
      };
      const { key } = makeTrapdoorKey({ signals: signalCount(layout), seed: random.seed });
      const transcriptHash = hash();
      const expected = engineKey.encodeVerifyingKey(key, layout, transcriptHash);
      const { bytes, vkHash } = encodeVerifyingKey(keyForm(key, 'key'), layout, transcriptHash);
      expect([hexlify(bytes), vkHash]).toEqual([hexlify(expected.key), expected.vkHash]);
    }
  });

  test('checksums of addresses', () => {
    for (let round = 0; round < ROUNDS; round++) {
      const spelled = address();
      expect(toChecksumAddress(spelled.toLowerCase())).toBe(spelled);
    }
  });
});

describe('what a caller gets wrong', () => {
  test('is said of inputs', () => {
    const port = { name: 'x', shape: [1, 2], bits: 8, signed: true, scale: '1/16' };
    expect(() => quantizeInput(port, [1])).toThrow('Input "x" has 1 values; its shape [1, 2] takes 2.');
    for (const odd of [NaN, Infinity, -Infinity])
      expect(() => quantizeInput(port, [1, odd])).toThrow(`Value 1 of input "x" is ${odd}.`);
    expect(quantizeInput(port, [1e300, -1e300])).toEqual([127n, -128n]);
  });

  test('is said of addresses and numbers', () => {
    const context = {
      chainId: 1n,
      router: address(),
      modelId: 1n,
      requestId: hash(),
      consumer: address(),
      payee: address(),
      deadline: 0n,
    };
    const refuse = (changes: object) =>
      expect(() => computeContext({ ...context, ...changes })).toThrow(ProofpressError);
    refuse({ router: '0x12' });
    refuse({ router: '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92267' });
    refuse({ deadline: -1n });
    refuse({ deadline: 1n << 256n });
  });
});

test('a public input is read out of its receipt, a committed one is not', () => {
  const model = forgeModel(
    {
      inputs: [
        { name: 'open', mode: 'public', count: 3, bits: 8, signed: true },
        { name: 'hidden', mode: 'committed', count: 3, bits: 8, signed: true },
      ],
      outputs: { count: 1, bits: 8, signed: true },
    },
    'decode',
  );
  const layout = model.layout.inputs[0]!;
  const receipt = model.prove({ inputSignals: [...packValues([-128n, 0n, 5n], layout), 7n] });
  expect(decodePublicInput(receipt, 'open')).toEqual({
    integers: [-128n, 0n, 5n],
    reals: [-8, 0, 0.3125],
  });
  for (const name of ['hidden', 'other', 'constructor'])
    expect(() => decodePublicInput(receipt, name)).toThrow(/shows no values/);
});
