import { setTimeout as sleep } from 'node:timers/promises';
import { Transaction, type TransactionLike } from 'ethers';
import { expect, test } from 'vitest';
import type { JournalTransaction } from '../../../src-main/engine/store/journal/journal-types.ts';
import { publishBench } from './support/publish-bench.ts';
import { appErrorOf } from '../groth16/app-error.ts';

const bench = publishBench();
const GWEI = 10n ** 9n;

/** What the journal knows of the transactions of a step. */
async function transactionsOf(step: number): Promise<JournalTransaction[]> {
  return (await bench.record())?.steps[step]?.transactions ?? [];
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end; await sleep(10)) if (await isSo()) return;
  throw new Error('what was waited for did not happen');
}

const isSent = (step: number) => async () => (await transactionsOf(step)).at(-1)?.state === 'sent';

/** Publishes on a chain that mines nothing by itself until `trouble` is over. */
async function publishThrough(
  trouble: () => Promise<void>,
  options: Parameters<typeof bench.publish>[0] = {},
) {
  await bench.node('evm_setAutomine', false);
  const publishing = bench.publish(options);
  publishing.catch(() => undefined);
  await trouble();
  await bench.node('evm_setAutomine', true);
  await bench.node('evm_mine');
  return publishing;
}

/** A block in which gas costs at least so much. */
async function mineAt(baseFee: bigint): Promise<void> {
  await bench.node('anvil_setNextBlockBaseFeePerGas', `0x${baseFee.toString(16)}`);
  await bench.node('evm_mine');
  await sleep(20);
}

/** A transfer of the publishing account to itself. */
async function transfer(nonce: number, fees: TransactionLike = {}): Promise<string> {
  const { provider } = bench.chain;
  const account = bench.chain.account(0);
  const raw = await account.signTransaction({
    type: 2,
    chainId: 31337,
    nonce,
    to: await account.getAddress(),
    gasLimit: 21_000,
    maxFeePerGas: 100n * GWEI,
    maxPriorityFeePerGas: 50n * GWEI,
    ...fees,
  });
  return provider.send('eth_sendRawTransaction', [raw]) as Promise<string>;
}

test('a transaction that the node forgot is sent again, the same', async () => {
  const result = await publishThrough(async () => {
    await until(isSent(0));
    const [{ hash }] = (await transactionsOf(0)) as [JournalTransaction];
    await bench.node('anvil_dropTransaction', hash);
    await until(async () => (await bench.chain.provider.getTransaction(hash!)) !== null);
  });
  await bench.expectPublished(result, 4);
  expect(await transactionsOf(0)).toMatchObject([{ nonce: 0, state: 'mined' }]);
});

test('a transaction that waits while blocks go by is replaced by one with higher fees, within bounds', async () => {
  const result = await publishThrough(async () => {
    await until(isSent(0));
    // Blocks without it: gas became dearer than it pays.
    for (let attempts = 1; attempts < 2; attempts = (await transactionsOf(0)).length) {
      await mineAt(20n * GWEI);
    }
  });
  await bench.expectPublished(result, 4);
  const attempts = await transactionsOf(0);
  expect(new Set(attempts.map(({ nonce }) => nonce))).toEqual(new Set([0]));
  expect(attempts.filter(({ state }) => state === 'mined')).toHaveLength(1);
  for (const [index, { raw, maxFeePerGas, maxPriorityFeePerGas }] of attempts.entries()) {
    const signed = Transaction.from(raw!);
    expect([signed.maxFeePerGas, signed.maxPriorityFeePerGas]).toEqual([maxFeePerGas, maxPriorityFeePerGas]);
    if (index === 0) continue;
    const before = attempts[index - 1]!;
    expect(maxFeePerGas * 1000n).toBeGreaterThanOrEqual(before.maxFeePerGas * 1125n);
    expect(maxPriorityFeePerGas! * 1000n).toBeGreaterThanOrEqual(before.maxPriorityFeePerGas! * 1125n);
  }
});

test('fees are never raised above the bounds', async () => {
  const pace = { stuckMilliseconds: 0, raises: 100, raiseFactor: 2n, patienceMilliseconds: 1_500 };
  const error = await appErrorOf(
    publishThrough(
      async () => {
        await until(isSent(0));
        for (let i = 0; i < 40; i++) await mineAt(100n * GWEI);
      },
      { pace },
    ),
    'chain-refused',
  );
  expect(error.message).toMatch(/was not mined within|does not take the transaction/);
  const fees = (await transactionsOf(0)).map(({ maxFeePerGas }) => maxFeePerGas);
  expect(fees.length).toBeGreaterThan(1);
  expect(fees.at(-1)!).toBeLessThanOrEqual(fees[0]! * 2n);
  expect((await bench.record()).problem).toBe(error.message);
});

test('a node that finds a transaction underpriced gets more, and what is above the limit is not paid', async () => {
  let refusals = 2;
  bench.proxy.decide = ({ method }) =>
    method === 'eth_sendRawTransaction' && refusals-- > 0
      ? { error: { code: -32000, message: 'transaction underpriced: gas tip cap 1, minimum needed 25' } }
      : 'pass';
  await bench.expectPublished(await bench.publish(), 4);
  expect(await transactionsOf(0)).toHaveLength(3);

  const dear = await appErrorOf(bench.publish({ model: 'mnist', maximumFeePerGas: 1n }), 'chain-refused');
  expect(dear.message).toMatch(/^Gas costs .* gwei now, and 0.000000001 gwei may be paid\.$/);
});

test('a replacement by the user ends the run, and the next one goes on with the next nonce', async () => {
  const error = await appErrorOf(
    publishThrough(async () => {
      await until(isSent(0));
      await transfer(0);
    }),
    'chain-refused',
  );
  expect(error.message).toMatch(
    /Another transaction of the account 0x\w+ took the nonce 0 of the one to deploy the verifier/,
  );
  expect(await transactionsOf(0)).toMatchObject([{ nonce: 0, state: 'replaced' }]);

  const result = await bench.publish();
  expect(result.resumed).toBe(true);
  await bench.expectPublished(result, 5);
  expect(await transactionsOf(0)).toMatchObject([{ state: 'replaced' }, { nonce: 1, state: 'mined' }]);
});

test('a transaction that somebody sends again with other fees is found by what it does', async () => {
  const result = await publishThrough(async () => {
    await until(isSent(0));
    const [{ raw }] = (await transactionsOf(0)) as [JournalTransaction];
    const { to, data, gasLimit } = Transaction.from(raw!);
    await transfer(0, { to, data, gasLimit });
  });
  expect(result.steps[0]).toMatchObject({ state: 'confirmed', found: true });
  await bench.expectPublished(result, 4);
});

test('a transaction behind another one waits for it, and the error names the nonce', async () => {
  await bench.node('evm_setAutomine', false);
  await transfer(0);
  const error = await appErrorOf(bench.publish({ pace: { patienceMilliseconds: 300 } }), 'chain-refused');
  expect(error.message).toMatch(
    /was not mined within .* It has the nonce 1, and the next one of the account is 0/,
  );

  // Its node loses the other one.
  const [{ raw }] = (await transactionsOf(0)) as [JournalTransaction];
  await bench.node('anvil_dropAllTransactions');
  await bench.node('eth_sendRawTransaction', raw);
  const gap = await appErrorOf(bench.publish(), 'chain-refused');
  expect(gap.message).toMatch(/has the nonce 1 and waits for the one with the nonce 0/);

  await bench.node('evm_setAutomine', true);
  await transfer(0);
  await bench.node('evm_mine');
  const result = await bench.publish();
  await bench.expectPublished(result, 5);
  expect(await transactionsOf(0)).toMatchObject([{ nonce: 1, state: 'mined' }]);
});

test('a transaction that is lost together with the one before it gets the nonce that is next', async () => {
  await bench.node('evm_setAutomine', false);
  await transfer(0);
  await appErrorOf(bench.publish({ pace: { patienceMilliseconds: 300 } }), 'chain-refused');
  await bench.node('anvil_dropAllTransactions');
  await bench.node('evm_setAutomine', true);
  await bench.expectPublished(await bench.publish(), 4);
  expect(await transactionsOf(0)).toMatchObject([
    { nonce: 1, state: 'dropped' },
    { nonce: 0, state: 'mined' },
  ]);
});

test('a nonce that another transaction has at the node is not fought for', async () => {
  // Signed and written down, but the node did not get it before the run ended.
  bench.proxy.decide = ({ method }) => (method === 'eth_sendRawTransaction' ? 'break-before' : 'pass');
  await appErrorOf(bench.publish({ pace: { retryMilliseconds: 0 } }), 'chain-unreachable');
  expect(await transactionsOf(0)).toMatchObject([{ nonce: 0, state: 'signed' }]);
  bench.proxy.decide = () => 'pass';

  await bench.node('evm_setAutomine', false);
  const theirs = await transfer(0, { maxFeePerGas: 2n * GWEI, maxPriorityFeePerGas: 1n });
  const error = await appErrorOf(bench.publish(), 'chain-refused');
  expect(error.message).toMatch(
    /Another transaction .* with the nonce 0, which was meant to deploy the verifier, waits/,
  );
  expect(await bench.chain.provider.getTransaction(theirs)).not.toBeNull();
  await bench.node('evm_setAutomine', true);
  await bench.node('evm_mine');
  await bench.expectPublished(await bench.publish(), 5);
});

test('a transaction that fails is explained, and not sent a second time', async () => {
  await bench.publish();
  // The node was wrong about the gas: it runs out.
  bench.proxy.decide = ({ method }) => (method === 'eth_estimateGas' ? { result: '0x13880' } : 'pass');
  const error = await appErrorOf(bench.publish({ model: 'mnist' }), 'chain-refused');
  expect(error.message).toMatch(/^The transaction 0x\w{64}, to register the model, failed\. /);
  const attempts = async () => (await bench.record('mnist')).steps.at(-1)!.transactions;
  expect(await attempts()).toMatchObject([{ state: 'reverted' }]);

  bench.proxy.decide = () => 'pass';
  await bench.expectPublished(await bench.publish({ model: 'mnist' }), 6);
  expect(await attempts()).toMatchObject([{ state: 'reverted' }, { state: 'mined' }]);
});
