import { afterEach, expect, test } from 'vitest';
import { refundRequest } from '../../../src-main/engine/chain/refund-request.ts';
import type { MarketWatcher } from '../../../src-main/engine/pipeline/7-serve/market/market-watcher.ts';
import { FEE, marketBench, type MadeRequest, TEST_MARKET_PACE } from './support/market-bench.ts';

const bench = marketBench();

const transactionsOf = async ({ requestId }: MadeRequest) =>
  (await bench.books()).transactions.ofRequest(requestId);
const statesOf = async (made: MadeRequest) =>
  (await transactionsOf(made)).map(({ kind, state }) => `${kind} ${state}`);

/** A request whose answer is sent, and in no block. */
async function sentOne(watcher: MarketWatcher, changes: { deadline?: bigint } = {}): Promise<MadeRequest> {
  const made = await bench.request(changes);
  await bench.untilState(made, 'waiting');
  await bench.node('evm_setAutomine', false);
  watcher.takeInput(made.request.inputCommitment, made.input);
  await bench.untilState(made, 'sent');
  await bench.until(async () => (await statesOf(made)).includes('fulfil sent'));
  return made;
}

const GWEI = 10n ** 9n;

afterEach(mineAgain);

/** A block whose base fee is more than what was offered last. */
async function mineTooDear(made: MadeRequest, timestamp?: bigint): Promise<void> {
  const { maxFeePerGas } = (await transactionsOf(made)).at(-1)!;
  await bench.node('anvil_setNextBlockBaseFeePerGas', `0x${(maxFeePerGas + GWEI).toString(16)}`);
  await bench.node('evm_mine', ...(timestamp === undefined ? [] : [Number(timestamp)]));
}

async function mineAgain(): Promise<void> {
  await bench.node('anvil_setNextBlockBaseFeePerGas', `0x${GWEI.toString(16)}`);
  await bench.node('evm_setAutomine', true);
  await bench.node('evm_mine');
}

test('an answer that is stuck offers more, with the same nonce, and is mined once', async () => {
  const made = await sentOne(await bench.watch());
  for (let count = 1; count < 3; count++) {
    await bench.until(async () => {
      const transactions = await transactionsOf(made);
      const { state, sentBlock } = transactions.at(-1)!;
      // Fees are raised only after a block, so the one that is offered now is the last one here.
      const isFresh = state === 'sent' && sentBlock === (await bench.chain.provider.getBlockNumber());
      if (isFresh) await mineTooDear(made);
      return transactions.length > count;
    });
  }
  await mineAgain();
  await bench.untilState(made, 'answered');
  const transactions = await transactionsOf(made);
  expect(new Set(transactions.map(({ nonce }) => nonce)).size).toBe(1);
  expect(transactions.filter(({ state }) => state === 'settled')).toHaveLength(1);
  for (const [index, { maxFeePerGas }] of transactions.slice(1).entries()) {
    expect(maxFeePerGas).toBeGreaterThanOrEqual((transactions[index]!.maxFeePerGas * 1125n) / 1000n);
    // No more than the fee pays for.
    expect(maxFeePerGas * transactions[0]!.gasLimit).toBeLessThanOrEqual(FEE);
  }
});

test('an answer that is not mined in time is withdrawn before the deadline, and costs a transfer', async () => {
  const pace = { ...TEST_MARKET_PACE, acceptSeconds: 100, giveUpSeconds: 60, stuckMilliseconds: 60_000 };
  const made = await sentOne(await bench.watch({ pace }), { deadline: (await bench.now()) + 600n });
  await mineTooDear(made, made.request.deadline - 30n);
  await bench.untilState(made, 'missed');
  await bench.until(async () => (await statesOf(made)).includes('cancel sent'));
  await bench.node('evm_mine');
  await bench.until(async () => (await statesOf(made)).includes('cancel settled'));
  const states = await statesOf(made);
  expect(states.pop()).toBe('cancel settled');
  expect(states).toEqual(states.map(() => 'fulfil replaced'));
  await mineAgain();
  expect(await bench.stateOf(made)).toBe('open');
  await bench.node('evm_mine', Number(made.request.deadline) + 1);
  await refundRequest(bench.chain.account(5), bench.market, made.request);
});

test('a node that forgets an answer gets the same bytes again', async () => {
  const made = await sentOne(await bench.watch());
  await bench.node('anvil_dropAllTransactions');
  const { hash } = (await transactionsOf(made))[0]!;
  await bench.until(async () => (await bench.chain.provider.getTransaction(hash)) !== null);
  await mineAgain();
  await bench.untilState(made, 'answered');
  expect(await statesOf(made)).toEqual(['fulfil settled']);
});

test('a nonce that another program took: signed anew with the next one', async () => {
  const made = await sentOne(await bench.watch());
  const [first] = await transactionsOf(made);
  await bench.prover.connect(bench.chain.provider).sendTransaction({
    to: bench.prover.address,
    nonce: first!.nonce,
    maxFeePerGas: 4n * first!.maxFeePerGas,
    maxPriorityFeePerGas: 4n * first!.maxPriorityFeePerGas!,
  });
  await mineAgain();
  await bench.untilState(made, 'answered');
  const transactions = await transactionsOf(made);
  expect(transactions.map(({ state }) => state)).toEqual(['replaced', 'settled']);
  expect(transactions[1]!.nonce).toBeGreaterThan(first!.nonce);
});

test('answers wait while another process sends with the account', async () => {
  const lease = (await bench.books()).lease('a model that is published');
  const watcher = await bench.watch();
  const made = await bench.request();
  watcher.takeInput(made.request.inputCommitment, made.input);
  await bench.until(() => bench.log.lines.some(({ message }) => message.startsWith('Answers wait')));
  expect(await statesOf(made)).toEqual([]);
  lease.release();
  await bench.untilState(made, 'answered');
});

test('a receiver that cannot be told: the answer is paid all the same', async () => {
  const watcher = await bench.watch();
  const before = await bench.balanceOf(bench.prover.address);
  const made = await bench.request({
    callback: '0x00000000000000000000000000000000000000dd',
    callbackGas: 500_000n,
  });
  watcher.takeInput(made.request.inputCommitment, made.input);
  await bench.untilState(made, 'answered');
  expect((await bench.balanceOf(bench.prover.address)) - before).toBe(FEE);
});

test('a reorganization takes an answer away that had counted as final: the same one comes again, paid once', async () => {
  const watcher = await bench.watch();
  const before = await bench.balanceOf(bench.prover.address);
  const made = await bench.request();
  watcher.takeInput(made.request.inputCommitment, made.input);
  await bench.untilState(made, 'answered');
  await bench.until(
    async () => (await bench.books()).blocks.last()!.number === (await bench.chain.provider.getBlockNumber()),
  );
  await bench.node('anvil_reorg', 1, []);
  expect(await bench.stateOf(made)).toBe('open');
  await bench.until(async () => (await bench.stateOf(made)) === 'fulfilled');
  await bench.untilState(made, 'answered');
  expect((await bench.balanceOf(bench.prover.address)) - before).toBe(FEE);
  expect(await statesOf(made)).toEqual(['fulfil settled']);
});

test('a reorganization takes the request away as well, and brings it back', async () => {
  const watcher = await bench.watch();
  const before = await bench.balanceOf(bench.prover.address);
  const made = await bench.request();
  watcher.takeInput(made.request.inputCommitment, made.input);
  await bench.untilState(made, 'answered');
  await bench.until(
    async () => (await bench.books()).blocks.last()!.number === (await bench.chain.provider.getBlockNumber()),
  );
  await bench.node('anvil_reorg', 2, []);
  await bench.untilState(made, 'vanished');
  await bench.chain.provider.broadcastTransaction(made.raw);
  await bench.untilState(made, 'answered');
  expect((await bench.balanceOf(bench.prover.address)) - before).toBe(FEE);
});

test('an account without coins: the answer waits for them', async () => {
  const { provider } = bench.chain;
  const watcher = await bench.watch();
  const balance = await provider.getBalance(bench.prover.address);
  await bench.node('anvil_setBalance', bench.prover.address, '0x1');
  const made = await bench.request();
  watcher.takeInput(made.request.inputCommitment, made.input);
  const books = await bench.books();
  await bench.until(() => books.requests.find(made.requestId)?.reason?.includes('cannot pay') === true);
  await bench.node('anvil_setBalance', bench.prover.address, `0x${balance.toString(16)}`);
  await bench.untilState(made, 'answered');
});
