import { Transaction, Wallet, concat, getBytes, hexlify, id, parseUnits, toQuantity } from 'ethers';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { connectChain } from '../../../src-main/engine/chain/connect-chain.ts';
import { REGISTRY } from '../../../src-main/engine/chain/contract-bindings.ts';
import { plannedContracts } from '../../../src-main/engine/chain/deploy-contracts.ts';
import { GROTH16_PROOF_SYSTEM_ID } from '../../../src-main/engine/chain/domains.ts';
import { encodeVerifyingKey } from '../../../src-main/engine/chain/encode-verifying-key.ts';
import type { Network, NetworkKind } from '../../../src-main/engine/chain/networks/network.ts';
import { findNetwork } from '../../../src-main/engine/chain/networks/find-network.ts';
import { PRESETS } from '../../../src-main/engine/chain/networks/presets.ts';
import { DEPLOYMENT_PROXY, DEPLOYMENT_SALT } from '../../../src-main/engine/chain/plan-deployment.ts';
import {
  quoteFees,
  requireFunds,
  type FeeQuote,
  type TransactionToQuote,
} from '../../../src-main/engine/chain/quote-fees.ts';
import { type LocalChain, startLocalChain } from '../../../src-main/engine/chain/start-local-chain.ts';
import type { StatementLayout } from '../../../src-main/engine/chain/statement-layout.ts';
import { compileDoubles } from '../../contracts/support/compile-doubles.ts';
import { makeTrapdoorKey } from '../../contracts/support/trapdoor-key.ts';
import { type Lie, type LyingNode, startLyingNode } from './support/lying-node.ts';

const LOCAL = findNetwork('local', PRESETS);
const like = (kind: NetworkKind): Network => ({ ...LOCAL, kind, title: kind });

const layout: StatementLayout = {
  inputs: [{ name: 'x', mode: 'committed', count: 10, bits: 8, signed: true }],
  outputs: { count: 40, bits: 16, signed: true },
};

let chain: LocalChain;
let node: LyingNode;
let payer: string;

beforeAll(async () => {
  chain = await startLocalChain();
  node = await startLyingNode(chain.url);
  payer = await chain.account(0).getAddress();
});

afterEach(() => {
  node.lie = () => undefined;
});

afterAll(async () => {
  await node?.stop();
  await chain?.stop();
});

/** The three contracts and a model with a key of so many signals. */
function publication(outputs = 40): TransactionToQuote[] {
  const ofModel = { ...layout, outputs: { ...layout.outputs, count: outputs } };
  const signals = 2 + Math.ceil(outputs / 15);
  const { key, vkHash } = encodeVerifyingKey(
    makeTrapdoorKey({ signals, seed: outputs }).key,
    ofModel,
    id('transcript'),
  );
  const commitment = {
    modelHash: id('model'),
    circuitHash: id('circuit'),
    vkHash,
    proofSystemId: GROTH16_PROOF_SYSTEM_ID,
    uri: 'https://models.example/credit',
  };
  const contracts = plannedContracts().filter(({ name }) => name !== 'market');
  return [
    ...contracts.map(({ name, address, creationCode, runtimeCode }) => ({
      purpose: `deploy the ${name}`,
      to: DEPLOYMENT_PROXY,
      data: concat([DEPLOYMENT_SALT, creationCode]),
      leaves: { address, code: runtimeCode(31337n) },
    })),
    {
      purpose: 'register the model',
      to: contracts.at(-1)!.address,
      data: REGISTRY.abi.encodeFunctionData('registerModelWithKey', [commitment, hexlify(key)]),
    },
  ];
}

async function quote(
  network: Network,
  transactions: readonly TransactionToQuote[],
  lie: Lie = () => undefined,
  from = payer,
): Promise<FeeQuote> {
  const provider = await connectChain(node.url);
  node.lie = lie;
  try {
    return await quoteFees(provider, network, from, transactions);
  } finally {
    provider.destroy();
  }
}

/** Puts a contract at the address where a rollup has its own. */
async function place(double: string, address: string): Promise<void> {
  const doubles = await compileDoubles('FeeOracles', new URL('doubles/', import.meta.url));
  const deployed = await chain.account(9).sendTransaction({ data: doubles[double]!.bytecode });
  const { contractAddress } = (await deployed.wait())!;
  await chain.provider.send('anvil_setCode', [address, await chain.provider.getCode(contractAddress!)]);
}

const noOverrides: Lie = ({ method, params }) =>
  method === 'eth_estimateGas' && params.length > 2
    ? { error: { code: -32602, message: 'too many arguments' } }
    : undefined;

describe('a quote', () => {
  test('before anything is there is what the receipts say afterwards, also from figures alone', async () => {
    const transactions = publication();
    const quoted = await quote(LOCAL, transactions);
    const figures = await quote(LOCAL, transactions, noOverrides);
    expect(quoted.transactions.map(({ isEstimated }) => isEstimated)).toEqual([true, true, true, true]);
    // The first one builds on nothing, so nothing has to be pretended.
    expect(figures.transactions.map(({ isEstimated }) => isEstimated)).toEqual([true, false, false, false]);
    let paid = 0n;
    for (const [index, { to, data, purpose }] of transactions.entries()) {
      const { maxFeePerGas, maxPriorityFeePerGas } = quoted.price;
      const sent = await chain.account(0).sendTransaction({ to, data, maxFeePerGas, maxPriorityFeePerGas });
      const receipt = (await sent.wait())!;
      paid += receipt.fee;
      const share = (found: FeeQuote) => Number(found.transactions[index]!.gas) / Number(receipt.gasUsed);
      process.stdout.write(
        `${purpose}: ${receipt.gasUsed} gas, quoted ${share(quoted).toFixed(3)}, figures ${share(figures).toFixed(3)}\n`,
      );
      expect(share(quoted), purpose).toBeGreaterThanOrEqual(0.99);
      expect(share(quoted), purpose).toBeLessThan(1.06);
      expect(share(figures), purpose).toBeGreaterThanOrEqual(0.97);
      expect(share(figures), purpose).toBeLessThan(1.15);
      expect(receipt.fee).toBeLessThanOrEqual(quoted.transactions[index]!.maximum!);
    }
    expect(paid).toBeLessThan(quoted.maximum!);
    expect(Number(quoted.expected) / Number(paid)).toBeLessThan(1.3);
    expect(quoted.needed).toBeLessThanOrEqual(quoted.maximum!);
    expect(quoted.needed).toBeGreaterThan(quoted.expected!);
  });

  test('of a registration without a node’s estimate fits long keys, too', async () => {
    for (const outputs of [75, 1500, 4500]) {
      const [model] = publication(outputs).slice(-1);
      const pretending = {
        purpose: 'nothing',
        to: payer,
        data: '0x',
        leaves: { address: payer, code: '0x00' },
      };
      const { transactions } = await quote(LOCAL, [pretending, model!], noOverrides);
      expect(transactions[1]!.isEstimated).toBe(false);
      const gas = Number(await chain.provider.estimateGas({ from: payer, ...model }));
      process.stdout.write(
        `register with ${outputs} outputs: ${gas}, ${Number(transactions[1]!.gas) / gas}\n`,
      );
      expect(Number(transactions[1]!.gas) / gas).toBeGreaterThan(0.98);
      expect(Number(transactions[1]!.gas) / gas).toBeLessThan(1.15);
    }
  });

  test('sends and signs nothing', async () => {
    node.asked.length = 0;
    await quote(LOCAL, publication(15).slice(-1));
    expect(node.asked.filter((method) => /send|sign/i.test(method))).toEqual([]);
  });

  test('of an account without coins says so, and one that has enough passes', async () => {
    const poor = new Wallet(id('nobody')).address;
    const transactions = publication(30).slice(-1);
    const empty = await quote(LOCAL, transactions, undefined, poor);
    expect(empty.balance).toBe(0n);
    expect(() => requireFunds(empty, LOCAL)).toThrow(/is empty .*ETH are needed/);
    await chain.provider.send('anvil_setBalance', [poor, toQuantity(empty.needed - 1n)]);
    const nearly = await quote(LOCAL, transactions, undefined, poor);
    if (nearly.needed === empty.needed) expect(() => requireFunds(nearly, LOCAL)).toThrow('holds');
    await chain.provider.send('anvil_setBalance', [poor, toQuantity(2n * empty.needed)]);
    requireFunds(await quote(LOCAL, transactions, undefined, poor), LOCAL);
  });

  test('names what would fail, and what has no room', async () => {
    const [model] = publication(45).slice(-1);
    const garbled = { ...model!, data: model!.data.slice(0, 200) };
    await expect(quote(LOCAL, [garbled])).rejects.toMatchObject({ code: 'chain-refused' });
    const full: Lie = ({ method }) =>
      method === 'eth_estimateGas' ? { result: toQuantity(17_000_000n) } : undefined;
    await expect(quote(like('l1'), [model!], full)).rejects.toMatchObject({
      code: 'network-unsupported',
      message: expect.stringMatching(/17,000,000 gas.*16,777,216/),
    });
  });

  test('on a chain without EIP-1559 takes the price of gas', async () => {
    const legacy = await startLocalChain({ nodeArguments: ['--hardfork', 'berlin'] });
    try {
      const plain = [{ purpose: 'pay', to: payer, data: '0x', value: 1n }];
      const found = await quoteFees(legacy.provider, LOCAL, payer, plain);
      expect(found.price).toMatchObject({ baseFee: 0n, maxPriorityFeePerGas: null });
      expect(found.transactions[0]!.expected).toBe(21_000n * found.price.maxFeePerGas + 1n);
    } finally {
      await legacy.stop();
    }
  });
});

describe('a rollup charges for data', () => {
  const model = () => publication(60).at(-1)!;
  const calldataGas = (data: string) =>
    getBytes(data).reduce((gas, byte) => gas + (byte === 0 ? 4n : 16n), 0n);
  const close = (found: bigint, wanted: bigint) =>
    expect(Math.abs(Number(found - wanted)) / Number(wanted)).toBeLessThan(0.03);

  /** What is really signed and sent. */
  async function signed({ price, transactions }: FeeQuote): Promise<Transaction> {
    const { to, data } = model();
    const wallet = new Wallet(id('any'));
    const { maxFeePerGas, maxPriorityFeePerGas } = price;
    const gasLimit = transactions[0]!.gas!;
    const fees = { type: 2, maxFeePerGas, maxPriorityFeePerGas };
    return Transaction.from(
      await wallet.signTransaction({ chainId: 31337, nonce: 3, to, data, gasLimit, ...fees }),
    );
  }

  test('on the OP stack through its oracle, with and without an operator’s fee', async () => {
    await place('OpStackOracle', '0x420000000000000000000000000000000000000F');
    const found = await quote(like('op-stack'), [model()]);
    const [one] = found.transactions;
    const { unsignedSerialized } = await signed(found);
    const gas = calldataGas(unsignedSerialized) + 68n * 16n;
    const scaled = 16n * 1368n * parseUnits('20', 'gwei') + 810949n * parseUnits('3', 'gwei');
    close(one!.data, (gas * scaled) / 16_000_000n);
    expect(one!.expected).toBe(one!.execution! + one!.data);
    await place('OpStackOracleWithOperatorFee', '0x420000000000000000000000000000000000000F');
    const later = await quote(like('op-stack'), [model()]);
    expect(later.transactions[0]!.data - one!.data).toBe(2n * later.transactions[0]!.gas! + 7n);
    await chain.provider.send('anvil_setCode', ['0x420000000000000000000000000000000000000F', '0x']);
    await expect(quote(like('op-stack'), [model()]), 'no oracle').rejects.toMatchObject({
      code: 'chain-refused',
    });
  });

  test('on Scroll by the length of the signed transaction', async () => {
    await place('ScrollOracle', '0x5300000000000000000000000000000000000002');
    const found = await quote(like('scroll'), [model()]);
    const length = BigInt(getBytes((await signed(found)).serialized).length);
    const wanted =
      (230759955285n * parseUnits('20', 'gwei') + 417565260n * length * parseUnits('3', 'gwei')) / 10n ** 9n;
    close(found.transactions[0]!.data, wanted);
  });

  test('on Arbitrum within the gas', async () => {
    await place('ArbitrumNodeInterface', '0x00000000000000000000000000000000000000C8');
    const found = await quote(like('arbitrum'), [model()]);
    const plain = await quote(LOCAL, [model()]);
    const [one] = found.transactions;
    expect(one!.gas).toBe(plain.transactions[0]!.gas);
    expect(one!.expected).toBe(plain.transactions[0]!.expected);
    const price = one!.expected! / one!.gas!;
    expect(one!.data).toBe((calldataGas(model().data) / 2n) * price);
    expect(one!.execution! + one!.data).toBe(one!.expected);
  });

  test('on Linea and ZKsync as their nodes estimate it', async () => {
    const asNode =
      (method: string, answer: (gas: string) => unknown): Lie =>
      async (question) => {
        if (question.method !== method) return undefined;
        const [call] = question.params;
        const gas = (await chain.provider.send('eth_estimateGas', [call])) as string;
        return { result: answer(gas) };
      };
    const linea = asNode('linea_estimateGas', (gasLimit) => ({
      gasLimit,
      baseFeePerGas: '0x7',
      priorityFeePerGas: toQuantity(parseUnits('0.05', 'gwei')),
    }));
    const onLinea = (await quote(like('linea'), [model()], linea)).transactions[0]!;
    expect(onLinea.expected).toBe(onLinea.gas! * (7n + parseUnits('0.05', 'gwei')));
    const zksync = asNode('zks_estimateFee', (gas) => ({
      gas_limit: toQuantity(3n * BigInt(gas)),
      gas_per_pubdata_limit: '0xc350',
      max_fee_per_gas: toQuantity(parseUnits('0.05', 'gwei')),
      max_priority_fee_per_gas: '0x0',
    }));
    const found = await quote(like('zksync'), [model()], zksync);
    expect(found.transactions[0]!.gas).toBeGreaterThan(3n * 21_000n);
    expect(found.expected).toBeGreaterThan(0n);
    // There no node pretends, and figures of Ethereum say nothing.
    const first = { ...model(), leaves: { address: payer, code: '0x00' } };
    const all = await quote(like('zksync'), [first, model()], zksync);
    expect(all.transactions.map(({ gas }) => gas === null)).toEqual([false, true]);
    expect([all.expected, all.maximum]).toEqual([null, null]);
  });

  test('garbage from a node is no price', async () => {
    for (const method of ['linea_estimateGas', 'zks_estimateFee']) {
      const lie: Lie = (question) => (question.method === method ? { result: { gas: 1 } } : undefined);
      const kind = method.startsWith('linea') ? 'linea' : 'zksync';
      await expect(quote(like(kind), [model()], lie)).rejects.toMatchObject({ code: 'chain-unreachable' });
    }
  });
});

test('on Polygon no less is offered than validators take', async () => {
  const polygon = await startLocalChain({ nodeArguments: ['--chain-id', '137'] });
  try {
    const { maxPriorityFeePerGas } = await polygon.provider.getFeeData();
    expect(maxPriorityFeePerGas).toBe(parseUnits('25', 'gwei'));
    const plain = [{ purpose: 'pay', to: payer, data: '0x' }];
    const { price } = await quoteFees(polygon.provider, findNetwork('polygon', PRESETS), payer, plain);
    expect(price.maxFeePerGas).toBeGreaterThan(parseUnits('25', 'gwei'));
  } finally {
    await polygon.stop();
  }
});
