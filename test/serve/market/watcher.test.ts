import { JsonRpcSigner, Wallet } from 'ethers';
import { expect, test } from 'vitest';
import { sendTransaction } from '../../../src-main/engine/chain/call-contract.ts';
import { REGISTRY } from '../../../src-main/engine/chain/contract-bindings.ts';
import { NATIVE_TOKEN } from '../../../src-main/engine/chain/market-request.ts';
import { refundRequest } from '../../../src-main/engine/chain/refund-request.ts';
import type { MarketRequestRecord } from '../../../src-main/engine/store/market/market-types.ts';
import { appErrorOf } from '../../engine/groth16/app-error.ts';
import { COIN, FEE, marketBench, type MadeRequest, TEST_MARKET_PACE } from './support/market-bench.ts';

const bench = marketBench();

const recordOf = async ({ requestId }: MadeRequest): Promise<MarketRequestRecord> =>
  (await bench.books()).requests.find(requestId)!;
const transactionsOf = async ({ requestId }: MadeRequest) =>
  (await bench.books()).transactions.ofRequest(requestId).map(({ kind, state }) => `${kind} ${state}`);
const prices = (least: bigint, more: [string, bigint][] = []) => ({
  prices: new Map([['*', new Map([[NATIVE_TOKEN, least], ...more])]]),
});

test('a request is answered: its input handed in, its fee earned, once', async () => {
  const watcher = await bench.watch();
  const before = await bench.balanceOf(bench.prover.address);
  const made = await bench.request();
  await bench.untilState(made, 'waiting');
  const taken = watcher.takeInput(made.request.inputCommitment, made.input);
  expect(taken.models).toEqual(['tiny']);
  await bench.untilState(made, 'answered');
  expect(await bench.stateOf(made)).toBe('fulfilled');
  expect((await bench.balanceOf(bench.prover.address)) - before).toBe(FEE);
  const books = await bench.books();
  expect(books.inputs.find(made.request.inputCommitment, 'tiny')).toBeUndefined();
  expect(await transactionsOf(made)).toEqual(['fulfil settled']);
  const record = await recordOf(made);
  const receipt = await bench.chain.provider.getTransactionReceipt(record.transactionHash!);
  expect(record).toMatchObject({ gasUsed: Number(receipt!.gasUsed), gasCost: receipt!.fee });
});

test('an input that was handed in before its request; the fee for another account', async () => {
  const payee = Wallet.createRandom().address;
  const watcher = await bench.watch({ payee });
  const made = await bench.request({}, { isSent: false });
  watcher.takeInput(made.request.inputCommitment, made.input);
  await bench.chain.provider.broadcastTransaction(made.raw);
  await bench.untilState(made, 'answered');
  expect(await bench.balanceOf(payee)).toBe(FEE);
});

test('what does not pay, or leaves no time, is declined, and decided about anew under other terms', async () => {
  const token = '0x00000000000000000000000000000000000000cc';
  const watcher = await bench.watch({ policy: prices(FEE) });
  const cheap = await bench.request({ fee: FEE - 1n });
  const hasty = await bench.request({ deadline: (await bench.now()) + 5n });
  const foreign = await bench.request({ feeToken: token, fee: 0n });
  await bench.untilState(cheap, 'declined');
  await bench.untilState(hasty, 'declined');
  await bench.untilState(foreign, 'declined');
  expect((await recordOf(cheap)).reason).toBe('the fee is 0.009999999999999999, and the price 0.01');
  expect((await recordOf(hasty)).reason).toBe('it leaves too little time');
  expect((await recordOf(foreign)).reason).toBe(`fees in the token ${token} are not taken`);
  await watcher.stop();

  const cheaper = await bench.watch({ policy: prices(FEE - 1n, [[token, 0n]]) });
  for (const made of [cheap, foreign]) cheaper.takeInput(made.request.inputCommitment, made.input);
  await bench.untilState(cheap, 'answered');
  await bench.untilState(foreign, 'answered');
});

test('a fee that does not pay for the gas now waits for cheaper gas', async () => {
  const watcher = await bench.watch({ policy: prices(1n) });
  const gasPrice = (await bench.chain.provider.getFeeData()).maxFeePerGas!;
  const made = await bench.request({ fee: (gasPrice * 300_000n) / 2n });
  watcher.takeInput(made.request.inputCommitment, made.input);
  await bench.node('anvil_setNextBlockBaseFeePerGas', `0x${(50n * gasPrice).toString(16)}`);
  await bench.node('evm_mine');
  await bench.until(async () => (await recordOf(made))?.reason?.startsWith('the gas, about') === true);
  expect(await recordOf(made)).toMatchObject({ state: 'seen', answer: null });
  await bench.node('anvil_setNextBlockBaseFeePerGas', '0x1');
  await bench.node('evm_mine');
  await bench.untilState(made, 'answered');
});

test('no input, no answer: given up before the deadline, and the fee goes back', async () => {
  await bench.watch({ pace: { ...TEST_MARKET_PACE, acceptSeconds: 2, giveUpSeconds: 60 } });
  const made = await bench.request({ deadline: (await bench.now()) + 40n });
  await bench.untilState(made, 'missed');
  expect(await recordOf(made)).toMatchObject({ reason: 'its input was not handed in' });
  expect(await transactionsOf(made)).toEqual([]);
  await bench.node('evm_mine', Number(made.request.deadline) + 1);
  await refundRequest(bench.chain.account(5), bench.market, made.request);
});

test('answered by somebody else, or refunded, before the answer is there: nothing is sent', async () => {
  const watcher = await bench.watch();
  const made = await bench.request();
  await bench.untilState(made, 'waiting');
  await watcher.stop();
  // Another prover with books of its own.
  const rival = Wallet.createRandom();
  const provider = bench.chain.provider;
  await bench.node('anvil_setBalance', rival.address, `0x${COIN.toString(16)}`);
  const faster = await bench.watch({ signer: rival.connect(provider) });
  faster.takeInput(made.request.inputCommitment, made.input);
  await bench.until(async () => (await bench.stateOf(made)) === 'fulfilled');
  await faster.stop();
  await bench.watch();
  await bench.untilState(made, 'taken');
  expect(await transactionsOf(made)).toEqual([]);
  expect(await bench.balanceOf(rival.address)).toBe(FEE);
});

test('a model with a public input, and two models with prices of their own', async () => {
  const open = await bench.publishOpen();
  const watcher = await bench.watch({
    models: [bench.model, open],
    policy: {
      prices: new Map([
        ['open', new Map([[NATIVE_TOKEN, 0n]])],
        ['*', new Map([[NATIVE_TOKEN, FEE]])],
      ]),
    },
  });
  const free = await bench.request({ fee: 0n }, { model: open });
  const cheap = await bench.request({ fee: 0n });
  const { inputs } = free.input;
  expect(watcher.takeInput(free.request.inputCommitment, { inputs }).models).toEqual(['open']);
  await bench.untilState(free, 'answered');
  await bench.untilState(cheap, 'declined');
});

test('a model that is deprecated is answered for no more', async () => {
  const snapshot = await bench.node('evm_snapshot');
  const made = await bench.request();
  const data = REGISTRY.abi.encodeFunctionData('deprecateModel', [BigInt(bench.model.id)]);
  await sendTransaction(bench.chain.account(0), { to: bench.model.publications[0]!.registry, data }, {});
  await bench.watch();
  await bench.untilState(made, 'declined');
  expect((await recordOf(made)).reason).toBe('the model is deprecated');
  await bench.node('evm_revert', snapshot);
});

test('a signer that asks somebody, a chain without a model or a market', async () => {
  const asking = new JsonRpcSigner(bench.chain.provider, await bench.chain.account(0).getAddress());
  await appErrorOf(bench.watch({ signer: asking }), 'option-invalid');
  await appErrorOf(bench.watch({ payee: 'nobody' }), 'option-invalid');
  await appErrorOf(bench.watch({ models: [{ ...bench.model, publications: [] }] }), 'option-invalid');
  const code = await bench.chain.provider.getCode(bench.market);
  await bench.node('anvil_setCode', bench.market, '0x');
  const error = await appErrorOf(bench.watch(), 'chain-refused');
  expect(error.message).toMatch(/no market/);
  await bench.node('anvil_setCode', bench.market, code);
});
