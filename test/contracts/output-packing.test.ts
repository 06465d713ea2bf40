import { id, type Signer } from 'ethers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AppError } from '../../src-main/api/errors.ts';
import { checkInference } from '../../src-main/engine/chain/check-inference.ts';
import type { ContractAddresses } from '../../src-main/engine/chain/contract-bindings.ts';
import { deployContracts } from '../../src-main/engine/chain/deploy-contracts.ts';
import type { ProvenInference } from '../../src-main/engine/chain/inference-arguments.ts';
import { packValues } from '../../src-main/engine/chain/pack-values.ts';
import { startLocalChain, type LocalChain } from '../../src-main/engine/chain/start-local-chain.ts';
import type { PackedValues, StatementLayout } from '../../src-main/engine/chain/statement-layout.ts';
import { Random } from '../support/random.ts';
import { registerTrapdoorModel } from './support/trapdoor-model.ts';

const SEED = Number(process.env.TEST_SEED ?? Date.now() % 2 ** 31);
process.stdout.write(`output packing: TEST_SEED=${SEED}\n`);
const random = new Random(SEED);

const LAYOUTS: PackedValues[] = [
  { count: 10, bits: 16, signed: true },
  { count: 20, bits: 31, signed: false },
  { count: 9, bits: 62, signed: true },
  { count: 250, bits: 1, signed: false },
  { count: 3, bits: 124, signed: true },
  { count: 2, bits: 248, signed: true },
];

let chain: LocalChain;
let owner: Signer;
let addresses: ContractAddresses;

beforeAll(async () => {
  chain = await startLocalChain();
  owner = chain.account(0);
  ({ addresses } = await deployContracts(owner));
});

afterAll(async () => {
  await chain?.stop();
});

/** What packing without a look at ranges makes of values: words of 256 bits, sums that carry into the next value. */
function packBlindly(values: readonly bigint[], { bits, signed }: PackedValues): bigint[] {
  const perElement = Math.floor(248 / bits);
  const offset = signed ? 1n << BigInt(bits - 1) : 0n;
  const elements: bigint[] = [];
  values.forEach((value, index) => {
    const element = Math.floor(index / perElement);
    const shifted = (value + offset) << BigInt(bits * (index % perElement));
    elements[element] = BigInt.asUintN(256, (elements[element] ?? 0n) + shifted);
  });
  return elements;
}

/** Other vectors of int256 with the same blind packing. */
function aliases(values: readonly bigint[], layout: PackedValues): bigint[][] {
  const { bits } = layout;
  const perElement = Math.floor(248 / bits);
  const carry = 1n << BigInt(bits);
  const shiftOf = (index: number): bigint => BigInt(bits * (index % perElement));
  const found: bigint[][] = [];
  values.forEach((value, index) => {
    const isLast = index % perElement === perElement - 1 || index === values.length - 1;
    if (!isLast) {
      // 2^bits of this value are one of the next.
      const next = values[index + 1]!;
      found.push(values.with(index, value + carry).with(index + 1, next - 1n));
      found.push(values.with(index, value - carry).with(index + 1, next + 1n));
    }
    // What is shifted beyond the word is lost.
    if (shiftOf(index) > 0n) {
      const beyond = 1n << (256n - shiftOf(index));
      found.push(values.with(index, value + beyond), values.with(index, value - beyond));
    }
  });
  return found.filter((vector) => vector.every((value) => value === BigInt.asIntN(256, value)));
}

async function verdict(inference: ProvenInference, consumer: string): Promise<string> {
  try {
    await checkInference(chain.provider, addresses.registry, inference, { consumer, offChain: false });
    return 'accepted';
  } catch (error) {
    if (error instanceof AppError) return error.message;
    throw error;
  }
}

describe.each(LAYOUTS)('$count outputs of $bits bits, signed $signed', (outputs) => {
  test('have one vector for their signals: others that pack to the same are refused', async () => {
    const layout: StatementLayout = {
      inputs: [{ name: 'x', mode: 'committed', count: 4, bits: 8, signed: false }],
      outputs,
    };
    const model = await registerTrapdoorModel(owner, addresses, layout, JSON.stringify(outputs));
    const limit = 1n << BigInt(outputs.bits);
    const low = outputs.signed ? -limit / 2n : 0n;
    const output = Array.from({ length: outputs.count }, () => random.bigint(low, low + limit - 1n));
    const consumer = await owner.getAddress();
    const inference = model.prove({
      context: { requestId: id('request'), payee: consumer, deadline: 0n },
      consumer,
      inputSignals: [7n],
      output,
    });
    expect(packBlindly(output, outputs)).toEqual(packValues(output, outputs));
    expect(await verdict(inference, consumer)).toBe('accepted');

    const vectors = aliases(output, outputs).filter(
      (_, index, all) => index % Math.ceil(all.length / 60) === 0,
    );
    expect(vectors.length > 0).toBe(outputs.bits < 248);
    for (const vector of vectors) {
      expect(packBlindly(vector, outputs)).toEqual(packValues(output, outputs));
    }
    const verdicts = await Promise.all(
      vectors.map((vector) => verdict({ ...inference, output: vector }, consumer)),
    );
    for (const said of verdicts) expect(said).toContain('OutputValueOutOfRange');
  });
});
