import { concat, getBytes, hexlify, toBeHex } from 'ethers';
import { bn254 } from '@noble/curves/bn254.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { VERIFIER } from '../../src-main/engine/chain/contract-bindings.ts';
import { deployContracts } from '../../src-main/engine/chain/deploy-contracts.ts';
import { startLocalChain, type LocalChain } from '../../src-main/engine/chain/start-local-chain.ts';
import { Random } from '../support/random.ts';
import { toWordsG1, toWordsG2 } from './support/bn254-points.ts';
import { contractErrorOf } from './support/contract-error.ts';

const ROUNDS = Number(process.env.TEST_ROUNDS ?? 400);
const SEED = Number(process.env.TEST_SEED ?? Date.now() % 2 ** 31);
process.stdout.write(`key headers: TEST_ROUNDS=${ROUNDS} TEST_SEED=${SEED}\n`);

const TOGETHER = 50;
const MAXIMUM_KEY_BYTES = 24_575;

const wordsOf = (words: readonly bigint[]): string => concat(words.map((word) => toBeHex(word, 32)));
const g1 = (scalar: bigint): string => wordsOf(toWordsG1(bn254.G1.Point.BASE.multiply(scalar)));
const g2 = (scalar: bigint): string => wordsOf(toWordsG2(bn254.G2.Point.BASE.multiply(scalar)));
const FIXED_POINTS = concat([g1(2n), g2(3n), g2(4n), g2(5n)]);
const IC_POINT = g1(6n);

let chain: LocalChain;

beforeAll(async () => {
  chain = await startLocalChain();
});

afterAll(async () => {
  await chain?.stop();
});

interface Values {
  count: number;
  bits: number;
  signed: number;
}

interface Header {
  version: number;
  inputCount: number;
  inputs: (Values & { mode: number })[];
  outputs: Values;
}

/** Mostly what the format allows, and each field now and then at or beyond its limits. */
function randomHeader(random: Random): Header {
  const or = (usual: number, ...odd: number[]): number => (random.boolean(0.97) ? usual : random.pick(odd));
  const values = (): Values => ({
    count: or(random.integer(1, 40), 0, 2 ** 32 - 1, 2 ** 31, 65_536),
    bits: or(random.integer(1, 248), 0, 249, 255, 124, 125),
    signed: or(random.integer(0, 1), 2, 128, 255),
  });
  const inputs = Array.from({ length: random.pick([1, 1, 2, 3, 9]) }, () => ({
    mode: or(random.integer(0, 1), 2, 255),
    ...values(),
  }));
  return {
    version: or(1, 0, 2, 255),
    inputCount: or(inputs.length, 0, inputs.length + 1, inputs.length - 1, 255),
    inputs,
    outputs: values(),
  };
}

const encodeValues = ({ count, bits, signed }: Values): string =>
  concat([toBeHex(count, 4), toBeHex(bits, 1), toBeHex(signed, 1)]);

const encodeHeader = ({ version, inputCount, inputs, outputs }: Header, transcriptHash: string): string =>
  concat([
    toBeHex(version, 1),
    toBeHex(inputCount, 1),
    ...inputs.flatMap((input) => [toBeHex(input.mode, 1), encodeValues(input)]),
    encodeValues(outputs),
    transcriptHash,
  ]);

/** What the format says of these bytes, read as IGroth16Verifier describes them. */
function expectedVerdict(bytes: Uint8Array): string {
  const at = (offset: number, length: number): number =>
    [...bytes.subarray(offset, offset + length)].reduce((value, byte) => value * 256 + byte, 0);
  const valuesAt = (offset: number): Values & { valid: boolean; elements: number } => {
    const [count, bits, signed] = [at(offset, 4), at(offset + 4, 1), at(offset + 5, 1)];
    return {
      count,
      bits,
      signed,
      valid: count > 0 && bits > 0 && bits <= 248 && signed <= 1,
      elements: Math.ceil(count / Math.floor(248 / bits)),
    };
  };
  if (bytes.length < 2 || bytes[0] !== 1) return 'KeyHeaderInvalid(0)';
  if (bytes[1] === 0) return 'KeyHeaderInvalid(1)';
  const header = 40 + 7 * bytes[1]!;
  if (bytes.length < header) return `KeyLengthMismatch(${header}, ${bytes.length})`;
  let signals = 1;
  let offset = 2;
  for (; offset < 2 + 7 * bytes[1]!; offset += 7) {
    const values = valuesAt(offset + 1);
    if (bytes[offset]! > 1 || !values.valid) return `KeyHeaderInvalid(${offset})`;
    signals += bytes[offset] === 1 ? 1 : values.elements;
  }
  const outputs = valuesAt(offset);
  if (!outputs.valid) return `KeyHeaderInvalid(${offset})`;
  const expected = header + 448 + 64 * (signals + outputs.elements + 1);
  return bytes.length === expected ? 'stored' : `KeyLengthMismatch(${expected}, ${bytes.length})`;
}

async function verdict(verifier: string, bytes: Uint8Array): Promise<string> {
  const data = VERIFIER.abi.encodeFunctionData('storeKey', [hexlify(bytes)]);
  try {
    await chain.provider.call({ to: verifier, data });
    return 'stored';
  } catch (error) {
    const { name, args } = contractErrorOf(error, VERIFIER.abi);
    return `${name}(${args.join(', ')})`;
  }
}

test('every header is taken or refused as the format says, with the contract’s own error', async () => {
  const { verifier } = (await deployContracts(chain.account(0))).addresses;
  const random = new Random(SEED);
  const transcriptHash = toBeHex(1, 32);
  const seen = new Set<string>();
  for (let round = 0; round < ROUNDS; round += TOGETHER) {
    const keys = Array.from({ length: TOGETHER }, () => {
      const header = encodeHeader(randomHeader(random), transcriptHash);
      const start = getBytes(concat([header, FIXED_POINTS]));
      const asked = Number(/^KeyLengthMismatch\((\d+),/.exec(expectedVerdict(start))?.[1] ?? 0);
      const points = Math.floor((Math.min(asked, MAXIMUM_KEY_BYTES) - start.length) / 64);
      const off = random.boolean(0.9) ? 0 : random.pick([-1, 1]);
      return getBytes(concat([start, ...Array<string>(Math.max(0, points + off)).fill(IC_POINT)]));
    });
    const verdicts = await Promise.all(keys.map((bytes) => verdict(verifier, bytes)));
    verdicts.forEach((said, index) => {
      expect(said, `TEST_SEED=${SEED}: ${hexlify(keys[index]!.slice(0, 100))}`).toBe(
        expectedVerdict(keys[index]!),
      );
      seen.add(said.split('(')[0]!);
    });
  }
  expect([...seen].sort()).toEqual(['KeyHeaderInvalid', 'KeyLengthMismatch', 'stored']);
});
