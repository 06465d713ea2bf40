import { Wallet, id } from 'ethers';
import { expect, test } from 'vitest';
import { callContract } from '../../../src-main/engine/chain/call-contract.ts';
import { REGISTRY } from '../../../src-main/engine/chain/contract-bindings.ts';
import { publishBench } from './support/publish-bench.ts';
import { appErrorOf } from '../groth16/app-error.ts';

const bench = publishBench();

test('deploys what is missing and registers the model; a second run sends nothing', async () => {
  const first = await bench.publish();
  expect(first).toMatchObject({ alreadyRegistered: false, resumed: false });
  expect(first.deployGas).toBeGreaterThan(1_000_000);
  expect(first.publication.registerGas).toBeGreaterThan(100_000);
  await bench.expectPublished(first, 4);
  const record = await bench.record();
  expect(record).toMatchObject({ state: 'done', modelId: first.publication.modelId });
  for (const [nonce, { transactions, ...step }] of record.steps.entries()) {
    expect(step).toMatchObject({ state: 'confirmed', found: false, blockNumber: nonce + 1 });
    expect(transactions).toMatchObject([{ nonce, state: 'mined', hash: step.transactionHash }]);
  }

  bench.proxy.methods.length = 0;
  const second = await bench.publish();
  expect(second).toMatchObject({ alreadyRegistered: true, resumed: false, deployGas: 0 });
  expect(second.publication).toEqual(first.publication);
  await bench.expectPublished(second, 4);
  expect(bench.proxy.methods).not.toContain('eth_sendRawTransaction');
});

test('another model of the same account finds the contracts, and its key, there', async () => {
  await bench.publish();
  const other = await bench.publish({ model: 'mnist' });
  expect(other).toMatchObject({ alreadyRegistered: false, deployGas: 0 });
  await bench.expectPublished(other, 5);
});

test('what others deployed is found, and told apart from what this journal sent', async () => {
  await bench.publish({ signer: bench.chain.account(3) });
  const result = await bench.publish();
  expect(result).toMatchObject({ alreadyRegistered: false, deployGas: 0 });
  expect(result.steps.map(({ found }) => found)).toEqual([true, true, true, false]);
  await bench.expectPublished(result, 1);
});

test('an account without funds hears how much is needed, and nothing is sent', async () => {
  const poor = new Wallet(id('a poor account'), bench.chain.provider);
  const error = await appErrorOf(bench.publish({ signer: poor }), 'chain-refused');
  expect(error.message).toMatch(
    /has 0\.0 of the chain's coin, and up to 0\.\d+ may be needed to deploy the verifier/,
  );
  expect(error.remedy).toContain('funds');
  expect(await bench.record()).toMatchObject({ state: 'open', problem: error.message });
  expect(bench.proxy.methods).not.toContain('eth_sendRawTransaction');
});

test('a chain without the deployment proxy gets it on demand, and is refused otherwise', async () => {
  await bench.node('anvil_setCode', '0x4e59b44847b379578588920cA78FbF26c0B4956C', '0x');
  const error = await appErrorOf(bench.publish(), 'network-unsupported');
  expect(error.message).toMatch(/deployment proxy/);
  expect(error.remedy).toMatch(/--deploy-proxy.*0\.01 /);
  const result = await bench.publish({ deployProxy: true });
  // Its own transaction is sent by the one sender whose key nobody has.
  await bench.expectPublished(result, 5);
  expect(result.steps.map(({ purpose }) => purpose).slice(0, 2)).toEqual([
    'pay for the deployment proxy',
    'deploy the deployment proxy',
  ]);
  expect(await bench.publish()).toMatchObject({ alreadyRegistered: true });
});

test('a chain that does not take the proxy’s transaction is not paid anything', async () => {
  await bench.node('anvil_setCode', '0x4e59b44847b379578588920cA78FbF26c0B4956C', '0x');
  await bench.node('anvil_setNonce', '0x3fAB184622Dc19b6109349B94811493BF2a45362', '0x1');
  const error = await appErrorOf(bench.publish({ deployProxy: true }), 'network-unsupported');
  expect(error.message).toMatch(/used up/);
  expect(bench.proxy.methods).not.toContain('eth_sendRawTransaction');
});

test('a new version becomes the successor of the old one, which stays registered', async () => {
  const { modelId: replaces, registry } = (await bench.publish()).publication;
  const successorOf = async (id: string) =>
    (await callContract(bench.chain.provider, registry, REGISTRY.abi, 'successorOf', [BigInt(id)]))[0];
  const result = await bench.publish({ model: 'credit-2', replaces });
  await bench.expectPublished(result, 6);
  expect(result.steps.at(-1)).toMatchObject({ purpose: 'name it as the successor', found: false });
  expect(await successorOf(replaces)).toBe(BigInt(result.publication.modelId));
  expect(result.publication.registerGas).toBeGreaterThan(100_000);

  const again = await bench.publish({ model: 'credit-2', replaces });
  expect(again.alreadyRegistered).toBe(true);
  await bench.expectPublished(again, 6);
  const other = await appErrorOf(bench.publish({ model: 'credit-3', replaces }), 'chain-refused');
  expect(other.message).toMatch(/has another successor already/);
  expect(
    await bench.chain.provider.getTransactionCount(bench.chain.account(0)),
    'nothing is registered',
  ).toBe(6);
});
