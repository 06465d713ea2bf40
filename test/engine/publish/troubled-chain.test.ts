import { setTimeout as sleep } from 'node:timers/promises';
import { JsonRpcSigner } from 'ethers';
import { expect, test } from 'vitest';
import { connectChain } from '../../../src-main/engine/chain/connect-chain.ts';
import { PROXY_CODE } from '../../../src-main/engine/chain/deploy-proxy.ts';
import { DEPLOYMENT_PROXY } from '../../../src-main/engine/chain/plan-deployment.ts';
import { appErrorOf } from '../groth16/app-error.ts';
import { publishBench } from './support/publish-bench.ts';
import type { Fate } from './support/rpc-proxy.ts';

const bench = publishBench();

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end; await sleep(10)) if (await isSo()) return;
  throw new Error('what was waited for did not happen');
}

const stateOf = async (step: number) => (await bench.record())?.steps[step]?.state;

test('a connection that breaks again and again, before and after the node has heard', async () => {
  const broken: Fate[] = ['break-before', 'break-after'];
  bench.proxy.decide = (_request, index) => (index % 5 === 3 ? broken[(index / 5) & 1]! : 'pass');
  await bench.expectPublished(await bench.publish(), 4);
});

test('a node that is gone for good is waited for, and then said to be gone; the next run goes on', async () => {
  let sent = 0;
  bench.proxy.decide = ({ method }) =>
    (method === 'eth_sendRawTransaction' && sent++ > 0) || sent > 1 ? 'break-after' : 'pass';
  await appErrorOf(bench.publish({ pace: { retryMilliseconds: 500 } }), 'chain-unreachable');
  bench.proxy.decide = () => 'pass';
  const result = await bench.publish();
  expect(result.resumed).toBe(true);
  await bench.expectPublished(result, 4);
});

test('a node that is slow, and one that never answers one question', async () => {
  let hangs = 1;
  bench.proxy.decide = async ({ method }): Promise<Fate> => {
    await sleep(20);
    if (method === 'eth_sendRawTransaction' && hangs-- > 0) await sleep(3_000);
    return 'pass';
  };
  await bench.expectPublished(await bench.publish({ pace: { callMilliseconds: 1_000 } }), 4);
});

test('a node that is behind: old counts, missing receipts, contracts that are not there yet', async () => {
  const seen = new Map<string, number>();
  bench.proxy.decide = ({ method, params }) => {
    const key = method + JSON.stringify(params);
    const looks = (seen.get(key) ?? 0) + 1;
    seen.set(key, looks);
    if (method === 'eth_getTransactionReceipt' && looks <= 2) return { result: null };
    if (method === 'eth_getCode' && looks === 2) return { result: '0x' };
    return 'pass';
  };
  await bench.expectPublished(await bench.publish({ pace: { agreeingLooks: 5 } }), 4);
});

test('answers that are none', async () => {
  let answers = 0;
  bench.proxy.decide = ({ method }) =>
    method === 'eth_getTransactionReceipt' && answers++ < 3 ? { result: 'garbage' } : 'pass';
  await bench.expectPublished(await bench.publish(), 4);
});

test('a reorganization that takes the steps away while they are confirmed: they come again, each once', async () => {
  const publishing = bench.publish({ pace: { confirmations: 3 } });
  await until(async () => (await stateOf(3)) === 'mined');
  await bench.node('anvil_reorg', 3, []);
  expect(await bench.chain.provider.getTransactionCount(bench.chain.account(0))).toBeLessThan(4);
  await until(async () => (await bench.chain.provider.getTransactionCount(bench.chain.account(0))) === 4);
  for (let i = 0; i < 3; i++) await bench.node('evm_mine');
  const result = await publishing;
  await bench.expectPublished(result, 4);
  for (const { transactionHash, blockHash, blockNumber } of result.steps) {
    const receipt = await bench.chain.provider.getTransactionReceipt(transactionHash!);
    expect(receipt).toMatchObject({ blockHash, blockNumber });
  }
});

test('a reorganization between two runs: what is missing is sent again, the same', async () => {
  const first = await bench.publish();
  await bench.node('anvil_reorg', 2, []);
  const second = await bench.publish();
  await bench.expectPublished(second, 4);
  expect(second.steps.map(({ transactionHash }) => transactionHash)).toEqual(
    first.steps.map(({ transactionHash }) => transactionHash),
  );
  expect(second.publication).toEqual(first.publication);
});

test('as many blocks as the network wants go by before it is done', async () => {
  const publishing = bench.publish({ pace: { confirmations: 5 } });
  await until(async () => (await stateOf(3)) === 'mined');
  await sleep(100);
  expect(await bench.record()).toMatchObject({ state: 'open' });
  for (let i = 0; i < 4; i++) await bench.node('evm_mine');
  await bench.expectPublished(await publishing, 4);
});

test('a cancel stops the waiting, and the next run finds the transaction', async () => {
  await bench.node('evm_setAutomine', false);
  const controller = new AbortController();
  const publishing = bench.publish({ work: { signal: controller.signal } });
  publishing.catch(() => undefined);
  await until(async () => (await stateOf(0)) === 'sent');
  controller.abort();
  await appErrorOf(publishing, 'aborted');
  await bench.node('evm_setAutomine', true);
  await bench.node('evm_mine');
  await bench.expectPublished(await bench.publish(), 4);
});

test('a chain that began anew is published on anew', async () => {
  const first = await bench.publish();
  await bench.node('anvil_reset');
  await bench.node('anvil_setCode', DEPLOYMENT_PROXY, PROXY_CODE);
  const second = await bench.publish();
  expect(second.publication.modelId).toBe(first.publication.modelId);
  expect(second.alreadyRegistered).toBe(false);
  await bench.expectPublished(second, 4);
});

test('two runs at once: the second hears of the first, which is not disturbed', async () => {
  await bench.node('evm_setAutomine', false);
  const publishing = bench.publish();
  await until(async () => (await stateOf(0)) === 'sent');
  const error = await appErrorOf(bench.publish(), 'workspace-unusable');
  expect(error.message).toMatch(/Another process is publishing the model "credit"/);
  await bench.node('evm_setAutomine', true);
  await bench.node('evm_mine');
  await bench.expectPublished(await publishing, 4);
});

/** The node's own unlocked account: it signs and sends at once, as wallets do. */
async function nodeSigner(): Promise<JsonRpcSigner> {
  const provider = await connectChain(bench.proxy.url, { pollingInterval: 50 });
  return new JsonRpcSigner(provider, await bench.chain.account(0).getAddress());
}

test('a signer that sends by itself', async () => {
  const signer = await nodeSigner();
  const result = await bench.publish({ signer });
  await bench.expectPublished(result, 4);
  const [attempt] = (await bench.record()).steps[0]!.transactions;
  expect(attempt).toMatchObject({
    nonce: 0,
    state: 'mined',
    raw: null,
    hash: result.steps[0]!.transactionHash,
  });
});

test('a signer that sends by itself and whose answers are lost: the nonce tells what it has done', async () => {
  const signer = await nodeSigner();
  let requests = 0;
  bench.proxy.decide = ({ method }) =>
    method === 'eth_sendTransaction'
      ? (['break-after', 'pass', 'break-before'] as const)[requests++ % 3]!
      : 'pass';
  const result = await bench.publish({ signer });
  await bench.expectPublished(result, 4);
});

test('a signer that refuses: nothing is sent, and the next run asks again', async () => {
  const signer = await nodeSigner();
  bench.proxy.decide = ({ method }) =>
    method === 'eth_sendTransaction'
      ? { error: { code: 4001, message: 'User denied transaction signature' } }
      : 'pass';
  await appErrorOf(bench.publish({ signer }), 'aborted');
  expect((await bench.record()).steps[0]).toMatchObject({
    state: 'planned',
    transactions: [{ state: 'dropped' }],
  });
  bench.proxy.decide = () => 'pass';
  await bench.expectPublished(await bench.publish({ signer }), 4);
});
