import { expect, test } from 'vitest';
import { FEE, marketBench } from './support/market-bench.ts';

const bench = marketBench();

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
  const transactions = books.transactions.ofRequest(made.requestId);
  expect(transactions.map(({ state }) => state)).toEqual(['settled']);
  const record = books.requests.find(made.requestId)!;
  const receipt = await bench.chain.provider.getTransactionReceipt(record.transactionHash!);
  expect(record).toMatchObject({ gasUsed: Number(receipt!.gasUsed), gasCost: receipt!.fee });
});
