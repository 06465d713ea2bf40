import { setTimeout as sleep } from 'node:timers/promises';
import { type Block, Wallet, type HDNodeWallet } from 'ethers';
import { expect } from 'vitest';
import { MARKET } from '../../../../src-main/engine/chain/contract-bindings.ts';
import { refundRequest } from '../../../../src-main/engine/chain/refund-request.ts';
import type { MarketWatcher } from '../../../../src-main/engine/pipeline/7-serve/market/market-watcher.ts';
import { COIN, FEE, type MadeRequest, type MarketBench, TEST_MARKET_PACE } from './market-bench.ts';

const STORM_PACE = { ...TEST_MARKET_PACE, confirmations: 2, acceptSeconds: 5, giveUpSeconds: 2 };
const BLOCK_MILLISECONDS = 120;
/** Blocks hold about three answers. */
const NARROW_BLOCK = 1_000_000n;
const WIDE_BLOCK = 30_000_000n;

type Spammer = Pick<HDNodeWallet, 'address' | 'sendTransaction'>;

/** What a request of the storm is, beside an ordinary one. */
type Kind = 'ordinary' | 'too cheap' | 'without input';

export interface StormResult {
  fulfilled: number;
  refunded: number;
  reorganizations: number;
  restarts: number;
  /** Transactions of the prover that were mined, and those of them that failed. */
  transactions: number;
  reverted: number;
  withdrawn: number;
}

/**
 * Requests come in while the chain is reorganized, blocks are full, the node refuses transactions and breaks connections,
 * and the watcher is stopped and started. In the end each request is fulfilled once or refunded, and every wei is where
 * it belongs.
 */
export async function storm(bench: MarketBench, count: number): Promise<StormResult> {
  const { random, chain } = bench;
  const { provider } = chain;
  const made: { request: MadeRequest; kind: Kind }[] = [];
  const result = {
    fulfilled: 0,
    refunded: 0,
    reorganizations: 0,
    restarts: 0,
    transactions: 0,
    reverted: 0,
    withdrawn: 0,
  };
  const coinsBefore = await provider.getBalance(bench.prover.address);
  const earnedBefore = await bench.balanceOf(bench.prover.address);
  const backBefore = await bench.balanceOf(bench.requester.address);
  const heldBefore = await provider.getBalance(bench.market);
  for (let i = 0; i < 6; i++) await bench.node('evm_mine'); // what was set up is not reorganized
  const firstBlock = await provider.getBlockNumber();
  await bench.node('evm_setAutomine', false);
  const calm = new AbortController();
  const mining = mine(bench, calm.signal);
  const spammer = Wallet.createRandom().connect(provider);
  await bench.node('anvil_setBalance', spammer.address, `0x${(1_000n * COIN).toString(16)}`);
  let watcher = await bench.watch({ pace: STORM_PACE });

  for (let index = 0; index < count; index++) {
    const kind: Kind = random.boolean(0.8)
      ? 'ordinary'
      : random.pick(['too cheap', 'without input'] as const);
    const fee = kind === 'too cheap' ? FEE / 4n : FEE + BigInt(random.integer(0, 1_000_000));
    const request = await bench.request({ fee });
    made.push({ request, kind });
    handIn(watcher, made);
    watcher = await trouble(
      bench,
      watcher,
      spammer,
      result,
      made.map((each) => each.request),
    );
    await sleep(random.integer(0, 150));
  }
  bench.proxy.decide = () => 'pass';
  await bench.node('evm_setBlockGasLimit', `0x${WIDE_BLOCK.toString(16)}`);
  const wanted = made.filter(({ kind }) => kind === 'ordinary');
  const books = await bench.books();
  await bench.until(async () => {
    await restore(
      bench,
      made.map((each) => each.request),
    );
    handIn(watcher, made);
    return wanted.every(({ request }) => books.requests.find(request.requestId)?.state === 'answered');
  }, 300);
  await bench.until(() => books.transactions.open().length === 0);
  await watcher.stop();
  calm.abort();
  await mining;
  await bench.node('evm_setAutomine', true);

  await refundRest(
    bench,
    made.map(({ request }) => request),
  );
  let earned = 0n;
  let back = 0n;
  for (const { request, kind } of made) {
    const state = await bench.stateOf(request);
    expect(state, kind).toBe(kind === 'ordinary' ? 'fulfilled' : 'refunded');
    if (state === 'fulfilled') earned += request.request.fee;
    else back += request.request.fee;
    result[state === 'fulfilled' ? 'fulfilled' : 'refunded']++;
    const topics = MARKET.abi.encodeFilterTopics('InferenceFulfilled', [request.requestId]);
    const logs = await provider.getLogs({ address: bench.market, topics, fromBlock: 0 });
    expect(logs).toHaveLength(state === 'fulfilled' ? 1 : 0);
  }
  expect((await bench.balanceOf(bench.prover.address)) - earnedBefore).toBe(earned);
  expect((await bench.balanceOf(bench.requester.address)) - backBefore).toBe(back);
  expect((await provider.getBalance(bench.market)) - heldBefore).toBe(earned + back);
  await expectGasBooked(bench, made, firstBlock, coinsBefore, result);
  return result;
}

function handIn(watcher: MarketWatcher, made: readonly { request: MadeRequest; kind: Kind }[]): void {
  for (const { request, kind } of made) {
    if (kind === 'without input') continue;
    watcher.takeInput(request.request.inputCommitment, request.input);
  }
}

/** One misfortune, or none. */
async function trouble(
  bench: MarketBench,
  watcher: MarketWatcher,
  spammer: Spammer,
  result: StormResult,
  made: readonly MadeRequest[],
): Promise<MarketWatcher> {
  const { random, proxy } = bench;
  switch (random.integer(0, 7)) {
    case 0:
    case 1:
      await bench.node('anvil_reorg', random.integer(1, 3), []);
      result.reorganizations++;
      await restore(bench, made);
      return watcher;
    case 2:
      await watcher.stop();
      result.restarts++;
      return bench.watch({ pace: STORM_PACE });
    case 3:
      await bench.node('evm_setBlockGasLimit', `0x${NARROW_BLOCK.toString(16)}`);
      await spam(bench, spammer);
      return watcher;
    case 4:
      await bench.node('evm_setBlockGasLimit', `0x${WIDE_BLOCK.toString(16)}`);
      return watcher;
    case 5: {
      let refusals = random.integer(1, 4);
      proxy.decide = ({ method }) =>
        method === 'eth_sendRawTransaction' && refusals-- > 0
          ? { error: { code: -32000, message: 'txpool is full' } }
          : 'pass';
      return watcher;
    }
    case 6: {
      const stride = random.integer(3, 9);
      proxy.decide = (_request, index) =>
        index % stride === 0 ? (index % 2 === 0 ? 'break-before' : 'break-after') : 'pass';
      return watcher;
    }
    default:
      proxy.decide = () => 'pass';
      return watcher;
  }
}

/** Others pay more for the next blocks. */
async function spam({ chain: { provider } }: MarketBench, spammer: Spammer): Promise<void> {
  const nonce = await provider.getTransactionCount(spammer.address, 'latest');
  for (let index = 0; index < 12; index++) {
    await spammer
      .sendTransaction({
        to: spammer.address,
        data: `0x${'fe'.repeat(6_000)}`,
        nonce: nonce + index,
        gasLimit: 320_000n,
        maxFeePerGas: 60_000_000_000n,
        maxPriorityFeePerGas: 10_000_000_000n,
      })
      .catch(() => undefined); // of a nonce that is taken
  }
}

/** Wallets send again what a reorganization took away. */
async function restore(bench: MarketBench, made: readonly MadeRequest[]): Promise<void> {
  for (const request of made) {
    if ((await bench.stateOf(request)) !== 'none') continue;
    await bench.chain.provider.broadcastTransaction(request.raw).catch(() => undefined); // where it waits already
  }
}

async function mine(bench: MarketBench, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await bench.node('evm_mine');
    await sleep(BLOCK_MILLISECONDS);
  }
}

async function refundRest(bench: MarketBench, made: readonly MadeRequest[]): Promise<void> {
  const last = made.reduce(
    (latest, { request }) => (request.deadline > latest ? request.deadline : latest),
    0n,
  );
  await bench.node('evm_mine', Number(last) + 1);
  for (const request of made) {
    if ((await bench.stateOf(request)) !== 'open') continue;
    await refundRequest(bench.chain.account(5), bench.market, request.request);
  }
}

/** What the prover paid is what its transactions cost, and the books know the cost of each answer. */
async function expectGasBooked(
  bench: MarketBench,
  made: readonly { request: MadeRequest }[],
  firstBlock: number,
  coinsBefore: bigint,
  result: StormResult,
): Promise<void> {
  const { provider } = bench.chain;
  const books = await bench.books();
  let paid = 0n;
  for (let number = firstBlock; number <= (await provider.getBlockNumber()); number++) {
    const { prefetchedTransactions } = await blockAt(bench, number);
    for (const transaction of prefetchedTransactions) {
      if (transaction.from !== bench.prover.address) continue;
      const receipt = await provider.getTransactionReceipt(transaction.hash);
      paid += receipt!.fee;
      result.transactions++;
      if (receipt!.status === 0) result.reverted++;
      if (transaction.to === bench.prover.address) result.withdrawn++;
    }
  }
  expect(coinsBefore - (await provider.getBalance(bench.prover.address))).toBe(paid);
  for (const { request } of made) {
    const record = books.requests.find(request.requestId);
    if (record?.state !== 'answered') continue;
    const receipt = await provider.getTransactionReceipt(record.transactionHash!);
    expect(receipt).toMatchObject({ status: 1, to: bench.market });
    expect(record.gasCost).toBe(receipt!.fee);
  }
}

/** Under load anvil counts a block a moment before it hands it out. */
async function blockAt(bench: MarketBench, number: number): Promise<Block> {
  const found: Block[] = [];
  await bench.until(async () => {
    const block = await bench.chain.provider.getBlock(number, true);
    if (block) found.push(block);
    return block !== null;
  });
  return found[0]!;
}
