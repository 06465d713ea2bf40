import { bn254 } from '@noble/curves/bn254.js';
import { concat, toBeHex } from 'ethers';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { connectChain } from '../../../src-main/engine/chain/connect-chain.ts';
import type { Network } from '../../../src-main/engine/chain/networks/network.ts';
import { findNetwork, networkOfChain } from '../../../src-main/engine/chain/networks/find-network.ts';
import { PRESETS } from '../../../src-main/engine/chain/networks/presets.ts';
import { DEPLOYMENT_PROXY } from '../../../src-main/engine/chain/plan-deployment.ts';
import { probeNetwork, requireSupported } from '../../../src-main/engine/chain/probe-network.ts';
import { ADDITION, MULTIPLICATION, PAIRINGS } from '../../../src-main/engine/chain/probe/known-answers.ts';
import type { NetworkProbe } from '../../../src-main/engine/chain/probe/network-probe.ts';
import { type LocalChain, startLocalChain } from '../../../src-main/engine/chain/start-local-chain.ts';
import { type Lie, type LyingNode, startLyingNode } from './support/lying-node.ts';

const LOCAL = findNetwork('local', PRESETS);
const ids = ['chain-id', 'in-sync', 'gas-limit', 'curve', 'pairing', 'opcodes', 'data-contract', 'proxy'];

let chain: LocalChain;
let node: LyingNode;

beforeAll(async () => {
  chain = await startLocalChain();
  node = await startLyingNode(chain.url);
});

afterEach(() => {
  node.lie = () => undefined;
});

afterAll(async () => {
  await node?.stop();
  await chain?.stop();
});

const states = ({ checks }: NetworkProbe) => Object.fromEntries(checks.map(({ id, state }) => [id, state]));
const failed = ({ checks }: NetworkProbe) => checks.filter(({ state }) => state !== 'ok').map(({ id }) => id);

async function probe(network: Network = LOCAL, lie: Lie = () => undefined): Promise<NetworkProbe> {
  const provider = await connectChain(node.url);
  node.lie = lie;
  try {
    return await probeNetwork(provider, network);
  } finally {
    provider.destroy();
  }
}

/** A lie about calls to one address. */
const about =
  (to: string, result: string): Lie =>
  ({ method, params }) =>
    method === 'eth_call' && (params[0] as { to?: string }).to === to ? { result } : undefined;

const precompile = (index: number) => toBeHex(index, 20);

test('the known answers are those of the curve', () => {
  const g1 = (k: bigint) => {
    const { x, y } = bn254.G1.Point.BASE.multiply(k).toAffine();
    return concat([toBeHex(x, 32), toBeHex(y, 32)]);
  };
  const g2 = (k: bigint) => {
    const { x, y } = bn254.G2.Point.BASE.multiply(k).toAffine();
    return concat([x.c1, x.c0, y.c1, y.c0].map((word) => toBeHex(word, 32)));
  };
  const r = bn254.fields.Fr.ORDER;
  expect(ADDITION).toEqual({ input: concat([g1(3n), g1(4n)]), output: g1(7n) });
  expect(MULTIPLICATION.output).toBe(g1(7n));
  for (const [last, product] of [
    [r - 16n, 1],
    [r - 15n, 0],
  ] as const) {
    const exponents: [bigint, bigint][] = [
      [2n, 7n],
      [3n, 11n],
      [5n, 13n],
      [last, 7n],
    ];
    const input = concat(exponents.flatMap(([a, b]) => [g1(a), g2(b)]));
    expect(PAIRINGS[1 - product]).toEqual({ input, output: toBeHex(product, 32) });
    expect(exponents.reduce((sum, [a, b]) => sum + a * b, 0n) % r === 0n).toBe(product === 1);
  }
});

describe('a probe', () => {
  test('finds everything on a local chain, and reports how far it is', async () => {
    const messages: string[] = [];
    const found = await probeNetwork(chain.provider, LOCAL, {
      onProgress: ({ message }) => messages.push(message),
    });
    expect(found.checks.map(({ id }) => id)).toEqual(ids);
    expect(failed(found)).toEqual([]);
    expect(found).toMatchObject({ supported: true, chainId: '31337' });
    expect(messages).toHaveLength(ids.length);
    expect(() => requireSupported(LOCAL, found)).not.toThrow();
  });

  test('sends nothing', async () => {
    const block = await chain.provider.getBlockNumber();
    node.asked.length = 0;
    await probe();
    expect(node.asked.filter((method) => /send|sign/i.test(method))).toEqual([]);
    expect(await chain.provider.getBlockNumber()).toBe(block);
  });

  test('is cancelled between two questions', async () => {
    const controller = new AbortController();
    controller.abort();
    await expect(probeNetwork(chain.provider, LOCAL, { signal: controller.signal })).rejects.toMatchObject({
      code: 'aborted',
    });
  });

  test.each([
    ['another chain', ['--chain-id', '5'], ['chain-id'], /chain 5, not 31337/],
    ['a chain before Cancun', ['--hardfork', 'shanghai'], ['opcodes'], /PUSH0, MCOPY and TLOAD/],
    ['a chain without the curve', ['--hardfork', 'homestead'], ['curve', 'pairing'], /precompile 8/],
    ['a chain of small blocks', ['--gas-limit', '7000000'], ['gas-limit'], /7,000,000 gas/],
    ['a chain of small contracts', ['--code-size-limit', '20000'], ['data-contract'], /24,576 bytes/],
  ] as const)('of %s says what it lacks', async (_, nodeArguments, lacking, words) => {
    const other = await startLocalChain({ nodeArguments });
    try {
      const found = await probeNetwork(other.provider, LOCAL);
      expect(failed(found)).toEqual(expect.arrayContaining([...lacking]));
      expect(states(found)).toMatchObject(Object.fromEntries(lacking.map((id) => [id, 'failed'])));
      expect(found.supported).toBe(false);
      expect(() => requireSupported(LOCAL, found)).toThrow(words);
    } finally {
      await other.stop();
    }
  });

  test.each([
    ['empty answers of the pairing', about(precompile(8), '0x'), 'pairing', /nothing came back/],
    ['a pairing that is always one', about(precompile(8), toBeHex(1, 32)), 'pairing', /wrong answer/],
    ['a pairing that is never one', about(precompile(8), toBeHex(0, 32)), 'pairing', /wrong answer/],
    ['sums that are wrong', about(precompile(6), MULTIPLICATION.input), 'curve', /precompile 6/],
    ['products that are wrong', about(precompile(7), '0x'), 'curve', /precompile 7/],
  ] as const)('of a node with %s', async (_, lie, lacking, words) => {
    const found = await probe(LOCAL, lie);
    expect(failed(found)).toEqual([lacking]);
    expect(() => requireSupported(LOCAL, found)).toThrow(words);
  });

  test('needs no state overrides, no creation without an address, but one of the ways', async () => {
    const refuses =
      (isRefused: (params: unknown[]) => boolean): Lie =>
      ({ method, params }) =>
        method === 'eth_call' && isRefused(params)
          ? { error: { code: -32602, message: 'too many arguments, want at most 2' } }
          : undefined;
    const isOverride = (params: unknown[]) => params.length > 2;
    const isCreation = (params: unknown[]) => !(params[0] as { to?: string }).to;
    const isProxy = (params: unknown[]) => (params[0] as { to?: string }).to === DEPLOYMENT_PROXY;
    expect(failed(await probe(LOCAL, refuses(isOverride)))).toEqual([]);
    expect(
      failed(
        await probe(
          LOCAL,
          refuses((it) => isOverride(it) || isCreation(it)),
        ),
      ),
    ).toEqual([]);
    const none = await probe(
      LOCAL,
      refuses((it) => isOverride(it) || isCreation(it) || isProxy(it)),
    );
    expect(states(none)).toMatchObject({ opcodes: 'unknown', 'data-contract': 'unknown' });
    expect(none.supported).toBe(true);
  });

  test('of a node that lags behind: a public network has to be up to date, a private one may be quiet', async () => {
    const public_ = findNetwork('sepolia', PRESETS);
    const lie: Lie = ({ method }) =>
      method === 'eth_chainId' ? { result: toBeHex(public_.chainId) } : undefined;
    const old: Lie = async (question, earlier) => {
      if (question.method !== 'eth_getBlockByNumber') return lie(question, earlier);
      return { result: { number: '0x1', timestamp: '0x65000000', gasLimit: '0x1c9c380' } };
    };
    node.lie = lie;
    expect(states(await probe(public_, old))).toMatchObject({ 'chain-id': 'ok', 'in-sync': 'failed' });
    node.lie = lie;
    const loading: Lie = (question, earlier) =>
      question.method === 'eth_syncing' ? { result: { currentBlock: '0x1' } } : lie(question, earlier);
    expect(states(await probe(public_, loading))).toMatchObject({ 'in-sync': 'failed' });
    node.lie = lie;
    const private_ = { ...networkOfChain(424242n, PRESETS), chainId: public_.chainId + 1n };
    expect(states(await probe(private_, old))).toMatchObject({ 'in-sync': 'unknown', 'chain-id': 'failed' });
  });

  test('of a node that turns into one of another chain is refused', async () => {
    const lie: Lie = ({ method }, earlier) =>
      method === 'eth_chainId' && earlier > startedAt ? { result: '0x1' } : undefined;
    const startedAt = node.asked.filter((method) => method === 'eth_chainId').length + 1;
    await expect(probe(LOCAL, lie)).rejects.toMatchObject({ code: 'chain-mismatch' });
  });

  test.each([
    ['hangs up', 'hang-up'],
    ['turns into a web page', { raw: '<html>' }],
    ['has no block', { result: null }],
  ] as const)('of a node that %s half-way ends as unreachable', async (_, answer) => {
    await expect(
      probe(LOCAL, ({ method }) => (method === 'eth_getBlockByNumber' ? answer : undefined)),
    ).rejects.toMatchObject({ code: 'chain-unreachable' });
  });

  test('of a chain without the proxy does not count it as lacking, unless it cannot come there', async () => {
    const code = await chain.provider.getCode(DEPLOYMENT_PROXY);
    try {
      await chain.provider.send('anvil_setCode', [DEPLOYMENT_PROXY, '0x']);
      const missing = await probe();
      expect(states(missing)).toMatchObject({ proxy: 'unknown' });
      expect(missing.supported).toBe(true);
      await chain.provider.send('anvil_setCode', [DEPLOYMENT_PROXY, '0x00']);
      const other = await probe();
      expect(failed(other)).toEqual(['proxy']);
      expect(() => requireSupported(LOCAL, other)).toThrow('other code');
    } finally {
      await chain.provider.send('anvil_setCode', [DEPLOYMENT_PROXY, code]);
    }
  });
});
