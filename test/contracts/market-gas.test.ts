import { MaxUint256, ZeroAddress, type Contract } from 'ethers';
import { afterAll, beforeAll, describe, test } from 'vitest';
import type { MarketRequest } from '../../src-main/engine/chain/market-request.ts';
import { mined, send } from './support/contract-calls.ts';
import { expectGas } from './support/gas-snapshot.ts';
import { startMarket, type Answer, type MarketFixture } from './support/market-fixture.ts';

/** A fixed time: a byte of a deadline costs more where it is not zero. */
const START = 4_000_000_000n;
const DEADLINE = START + 99_999n;
const FEE = 1_234_567_890_123_456n;

let fixture: MarketFixture;
let market: Contract;
let token: Contract;

beforeAll(async () => {
  fixture = await startMarket();
  ({ market } = fixture);
  await fixture.mineAt(START);
  token = await fixture.deploy('MarketTokens', 'PlainToken');
  await mined(send(fixture.owner, token, 'mint', fixture.addressOf.requester, 100n * FEE));
  await mined(send(fixture.requester, token, 'approve', fixture.marketAddress, MaxUint256));
  // Everybody has had to do with the market before, as is usual.
  await deposit();
  for (const feeToken of [ZeroAddress, await token.getAddress()]) {
    const asked = await request({ feeToken });
    await mined(ask(asked));
    await mined(fulfil(asked));
  }
});

afterAll(async () => {
  await fixture?.stop();
});

type Sent = ReturnType<typeof send>;

const request = (changes: Partial<MarketRequest> = {}): Promise<MarketRequest> =>
  fixture.request({ fee: FEE, deadline: DEADLINE, ...changes });
const ask = (asked: MarketRequest, value = 0n): Sent =>
  send(fixture.requester, market, 'request', asked, { value });
const fulfil = (asked: MarketRequest, answer: Answer = answerTo(asked)): Sent =>
  send(fixture.prover, market, 'fulfil', asked, answer.output, answer.proof);
const answerTo = (asked: MarketRequest): Answer =>
  fixture.answerTo(asked, fixture.addressOf.prover, { deadline: DEADLINE });
const deposit = (): Promise<unknown> => {
  const value = 100n * FEE;
  const args = [ZeroAddress, value, fixture.addressOf.requester, { value }];
  return mined(send(fixture.requester, market, 'deposit', ...args));
};
const gasOf = async (sent: Sent): Promise<bigint> => (await mined(sent)).gasUsed;

describe('gas of the market, from receipts', () => {
  test('of asking', async () => {
    expectGas('marketRequest', await gasOf(ask(await request())));
    expectGas('marketRequestWithCoins', await gasOf(ask(await request(), FEE)));
    expectGas(
      'marketRequestWithToken',
      await gasOf(ask(await request({ feeToken: await token.getAddress() }))),
    );
    const signed = await request();
    const signature = await fixture.sign(signed, fixture.requester);
    expectGas('marketRequestFor', await gasOf(send(fixture.thief, market, 'requestFor', signed, signature)));
  });

  test('of answering, and of telling a contract', async () => {
    const asked = await request();
    await mined(ask(asked));
    expectGas('marketFulfil', await gasOf(fulfil(asked)));

    const receiver = await fixture.deploy('MarketReceivers', 'StubbornReceiver');
    await mined(send(fixture.owner, receiver, 'accept'));
    const told = await request({ callback: await receiver.getAddress(), callbackGas: 100_000n });
    await mined(ask(told));
    expectGas('marketFulfilCallback', await gasOf(fulfil(told)));
  });

  test('of getting money out', async () => {
    const { prover } = fixture.addressOf;
    const withdraw = (of: string): Sent => send(fixture.prover, market, 'withdraw', of, FEE / 2n, prover);
    expectGas('marketWithdraw', await gasOf(withdraw(ZeroAddress)));
    expectGas('marketWithdrawToken', await gasOf(withdraw(await token.getAddress())));
    const asked = await request();
    await mined(ask(asked));
    await fixture.mineAt(DEADLINE + 1n);
    expectGas('marketRefund', await gasOf(send(fixture.thief, market, 'refund', asked)));
  });
});
