import { ContractFactory, type Contract } from 'ethers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startLocalChain, type LocalChain } from '../../src-main/engine/chain/start-local-chain.ts';
import { computeInputCommitment, packValues } from '../../sdk/src/index.ts';
import { compileDoubles } from '../contracts/support/compile-doubles.ts';
import { read, refusal } from '../contracts/support/contract-calls.ts';
import { Random } from '../support/random.ts';

const ROUNDS = Number(process.env.TEST_ROUNDS ?? 15);

let chain: LocalChain;
let packer: Contract;

beforeAll(async () => {
  chain = await startLocalChain();
  const { abi, bytecode } = (await compileDoubles('InputPacker')).InputPacker!;
  packer = (await new ContractFactory(abi, bytecode, chain.account(0)).deploy()) as Contract;
  await packer.waitForDeployment();
});

afterAll(async () => {
  await chain?.stop();
});

const rangeOf = (bits: number, signed: boolean): [bigint, bigint] =>
  signed ? [-(1n << BigInt(bits - 1)), (1n << BigInt(bits - 1)) - 1n] : [0n, (1n << BigInt(bits)) - 1n];

test('a contract packs and commits as the sdk does, whatever the widths', async () => {
  const random = new Random(Number(process.env.TEST_SEED ?? Date.now() % 1e9));
  process.stdout.write(`public input: TEST_ROUNDS=${ROUNDS} TEST_SEED=${random.seed}\n`);
  for (let round = 0; round < ROUNDS; round++) {
    const [bits, signed, count] = [random.integer(1, 248), random.boolean(), random.integer(1, 70)];
    const [low, high] = rangeOf(bits, signed);
    const values = Array.from({ length: count }, () =>
      random.boolean(0.2) ? random.pick([low, high]) : random.bigint(low, high),
    );
    const expected = packValues(values, { count, bits, signed });
    const words = await read<bigint[]>(packer, 'pack', values, bits, signed);
    expect(Array.from(words), `${count} of ${bits} bits, signed ${signed}`).toEqual(expected);
    const layout = {
      inputs: [{ name: 'x', mode: 'public' as const, count, bits, signed }],
      outputs: { count: 1, bits: 1, signed: false },
    };
    expect(await read(packer, 'commitmentOf', expected)).toBe(computeInputCommitment(layout, expected));

    const at = random.integer(0, count - 1);
    for (const outside of [low - 1n, high + 1n, -(1n << 255n), (1n << 255n) - 1n]) {
      const call = read(packer, 'pack', values.with(at, outside), bits, signed);
      expect(await refusal(call, packer), `${outside} in ${bits} bits`).toBe('InputValueOutOfRange');
    }
  }
});
