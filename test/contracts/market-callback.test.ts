import { ZeroAddress, ZeroHash, getCreateAddress, keccak256, type Contract, type Interface } from 'ethers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MarketRequest } from '../../src-main/engine/chain/market-request.ts';
import { errorName, eventsOf, mined, read, refusal, send } from './support/contract-calls.ts';
import { INPUT_COMMITMENT, startMarket, type Answer, type MarketFixture } from './support/market-fixture.ts';

const FULFILLED = 2n;
const FEE = 1_000n;
const CALLBACK_GAS = 200_000n;

let fixture: MarketFixture;
let market: Contract;
let marketAbi: Interface;

beforeAll(async () => {
  fixture = await startMarket();
  ({ market } = fixture);
  marketAbi = market.interface;
});

afterAll(async () => {
  await fixture?.stop();
});

interface Asked {
  request: MarketRequest;
  requestId: string;
  answer: Answer;
}

async function ask(callback: string, changes: Partial<MarketRequest> = {}): Promise<Asked> {
  const request = await fixture.request({ fee: FEE, callback, callbackGas: CALLBACK_GAS, ...changes });
  await mined(send(fixture.requester, market, 'request', request, { value: FEE }));
  return {
    request,
    requestId: fixture.requestId(request),
    answer: fixture.answerTo(request, fixture.addressOf.prover),
  };
}

const deploy = (name: string, args: unknown[] = []): Promise<Contract> =>
  fixture.deploy('MarketReceivers', name, args);
const addressOf = (contract: Contract): Promise<string> => contract.getAddress();
const earned = (): Promise<bigint> => read(market, 'balanceOf', fixture.addressOf.prover, ZeroAddress);

/** Fulfils; returns the market's events by name, and the gas. */
async function fulfil({ request, answer }: Asked): Promise<{ events: string[]; gasUsed: bigint }> {
  const before = await earned();
  const { output, proof } = answer;
  const receipt = await mined(send(fixture.prover, market, 'fulfil', request, output, proof));
  // Whatever the callback did, the prover is paid and the request is done.
  expect(await earned()).toBe(before + FEE);
  expect(await read(market, 'stateOf', fixture.requestId(request))).toBe(FULFILLED);
  return { events: eventsOf(receipt, market).map(([name]) => name), gasUsed: receipt.gasUsed };
}

const retry = ({ request, answer }: Asked, output = answer.output): Promise<string> =>
  refusal(send(fixture.thief, market, 'retryCallback', request, output));

describe('a callback', () => {
  test('is told the answer once, with the gas that was promised', async () => {
    const receiver = await deploy('Receiver');
    const asked = await ask(await addressOf(receiver));
    const { events, gasUsed } = await fulfil(asked);
    expect(events).toEqual(['InferenceFulfilled', 'CallbackSucceeded']);
    const told = await Promise.all(
      ['calls', 'caller', 'requestId', 'modelId', 'inputCommitment', 'outputHash'].map((name) =>
        read(receiver, name),
      ),
    );
    expect(told).toEqual([
      1n,
      fixture.marketAddress,
      asked.requestId,
      fixture.model.modelId,
      INPUT_COMMITMENT,
      keccak256(asked.answer.output),
    ]);
    const gasSeen = await read<bigint>(receiver, 'gasSeen');
    expect(gasSeen).toBeLessThanOrEqual(CALLBACK_GAS);
    expect(gasSeen).toBeGreaterThan(CALLBACK_GAS - 1_000n);
    expect(await retry(asked)).toBe('NoFailedCallback');
    process.stdout.write(`fulfil with callback: ${gasUsed} gas, the receiver's included\n`);
  });

  test('gets no less than it was promised, whatever gas the prover sends', async () => {
    const receiver = await deploy('Receiver');
    const asked = await ask(await addressOf(receiver));
    const { output, proof } = asked.answer;
    const outcomes = new Set<string>();
    for (let gasLimit = 240_000n; gasLimit <= 640_000n; gasLimit += 20_000n) {
      const snapshot = (await fixture.chain.provider.send('evm_snapshot', [])) as string;
      const sent = send(fixture.prover, market, 'fulfil', asked.request, output, proof, { gasLimit });
      const status = (await statusOf((await sent).hash)) === 1n ? 'fulfilled' : 'reverted';
      outcomes.add(status);
      if (status === 'fulfilled') {
        expect(await read(receiver, 'calls'), `${gasLimit} gas`).toBe(1n);
        expect(await read<bigint>(receiver, 'gasSeen')).toBeGreaterThan(CALLBACK_GAS - 1_000n);
      }
      await fixture.chain.provider.send('evm_revert', [snapshot]);
    }
    expect([...outcomes]).toEqual(['reverted', 'fulfilled']);
  });

  test('that reverts is noted, and can be tried again until it succeeds, with its own output only', async () => {
    const receiver = await deploy('StubbornReceiver');
    const asked = await ask(await addressOf(receiver));
    expect((await fulfil(asked)).events).toEqual(['InferenceFulfilled', 'CallbackFailed']);
    const outputHash = keccak256(asked.answer.output);
    expect(await read(market, 'failedCallbackOf', asked.requestId)).toBe(outputHash);
    expect(await retry(asked)).toBe('CallbackReverted');
    expect(await read(market, 'failedCallbackOf', asked.requestId)).toBe(outputHash);

    await mined(send(fixture.owner, receiver, 'accept'));
    expect(await retry(asked, '0x')).toBe('NoFailedCallback');
    expect(await retry({ ...asked, request: { ...asked.request, modelId: 1n } })).toBe('NoFailedCallback');
    expect(await retry(asked)).toBe('accepted');
    expect(await read(receiver, 'calls')).toBe(1n);
    expect(await read(market, 'failedCallbackOf', asked.requestId)).toBe(ZeroHash);
    expect(await retry(asked)).toBe('NoFailedCallback');
    expect(await read(receiver, 'calls')).toBe(1n);
  });

  test('that burns its gas costs the prover no more than the promise', async () => {
    const asked = await ask(await addressOf(await deploy('BurningReceiver')));
    const quiet = await ask(ZeroAddress);
    const { events, gasUsed } = await fulfil(asked);
    expect(events).toEqual(['InferenceFulfilled', 'CallbackFailed']);
    const { gasUsed: without } = await fulfil(quiet);
    expect(gasUsed).toBeGreaterThan(without + CALLBACK_GAS);
    expect(gasUsed).toBeLessThan(without + CALLBACK_GAS + 40_000n);
    expect(await retry(asked)).toBe('CallbackReverted');
  });

  test('that returns a bomb costs the prover what the bomb costs, not its copy', async () => {
    const { gasUsed: without } = await fulfil(await ask(ZeroAddress));
    for (const reverts of [true, false]) {
      const bomb = await deploy('BombReceiver', [reverts]);
      const asked = await ask(await addressOf(bomb), { callbackGas: 1_000_000n });
      const { events, gasUsed } = await fulfil(asked);
      expect(events[1]).toBe(reverts ? 'CallbackFailed' : 'CallbackSucceeded');
      expect(gasUsed).toBeGreaterThan(without + 740_000n);
      expect(gasUsed).toBeLessThan(without + 740_000n + 60_000n);
    }
  });

  test('without code has failed, and is told when there is code', async () => {
    const nonce = await fixture.owner.getNonce();
    const future = getCreateAddress({ from: fixture.addressOf.owner, nonce });
    const asked = await ask(future);
    expect((await fulfil(asked)).events).toEqual(['InferenceFulfilled', 'CallbackFailed']);
    expect(await retry(asked)).toBe('CallbackReverted');
    const receiver = await deploy('Receiver');
    expect(await addressOf(receiver)).toBe(future);
    expect(await retry(asked)).toBe('accepted');
    expect(await read(receiver, 'calls')).toBe(1n);
  });

  test('that is retried gets no less than it was promised, and more if the caller likes', async () => {
    const nonce = await fixture.owner.getNonce();
    const asked = await ask(getCreateAddress({ from: fixture.addressOf.owner, nonce }));
    await fulfil(asked);
    const receiver = await deploy('Receiver');
    const { request, answer } = asked;
    const retryWith = (gasLimit: bigint): Promise<unknown> =>
      mined(send(fixture.thief, market, 'retryCallback', request, answer.output, { gasLimit }));
    await expect(retryWith(240_000n)).rejects.toMatchObject({ code: 'CALL_EXCEPTION' });
    expect(await read(receiver, 'calls')).toBe(0n);
    await retryWith(1_000_000n);
    expect(await read(receiver, 'calls')).toBe(1n);
    expect(await read<bigint>(receiver, 'gasSeen')).toBeGreaterThan(900_000n);
  });
});

describe('a callback that calls the market again', () => {
  /** Fulfils a request whose callback makes this call; returns what the call reverted with. */
  async function attack(method: string, args: unknown[], value = 0n): Promise<string> {
    const receiver = await deploy('ReenteringReceiver');
    const self = await addressOf(receiver);
    await mined(fixture.owner.sendTransaction({ to: self, value: 10n }) as never);
    await mined(send(fixture.owner, market, 'deposit', ZeroAddress, 10n, self, { value: 10n }));
    const filled = args.map((argument) =>
      typeof argument === 'object' && argument !== null && 'requester' in argument
        ? { ...argument, requester: argument.requester === ZeroAddress ? self : argument.requester }
        : argument,
    );
    const data = marketAbi.encodeFunctionData(method, filled);
    await mined(send(fixture.owner, receiver, 'prepare', data, value));
    const asked = await ask(self, { callbackGas: 1_000_000n });
    expect((await fulfil(asked)).events).toEqual(['InferenceFulfilled', 'CallbackSucceeded']);
    expect(await read(receiver, 'succeeded')).toBe(false);
    expect(await read(market, 'balanceOf', self, ZeroAddress)).toBe(10n);
    return errorName(await read<string>(receiver, 'returned'));
  }

  test('can neither answer, refund, retry, request, deposit nor withdraw', async () => {
    const other = await ask(ZeroAddress);
    const { output, proof } = other.answer;
    const signed = await fixture.request();
    const signature = await fixture.sign(signed, fixture.requester);
    const own = await fixture.request({ requester: ZeroAddress, fee: 1n });
    const attacks: [string, unknown[], bigint?][] = [
      ['fulfil', [other.request, output, proof]],
      ['refund', [other.request]],
      ['retryCallback', [other.request, output]],
      ['request', [own], 1n],
      ['requestFor', [signed, signature]],
      ['deposit', [ZeroAddress, 1n, fixture.addressOf.thief], 1n],
      ['withdraw', [ZeroAddress, 10n, fixture.addressOf.thief]],
    ];
    for (const [method, args, value] of attacks) {
      expect(await attack(method, args, value), method).toBe('ReentrancyGuardReentrantCall');
    }
    // What it tried is open still, to everybody.
    expect((await fulfil(other)).events).toEqual(['InferenceFulfilled']);
  });
});

/**
 * 1 where a transaction succeeded. Asked for until it is there: ethers waits for a block with a higher number than it has seen,
 * and the chain was set back.
 */
async function statusOf(hash: string): Promise<bigint> {
  for (;;) {
    const receipt = (await fixture.chain.provider.send('eth_getTransactionReceipt', [hash])) as {
      status: string;
    } | null;
    if (receipt) return BigInt(receipt.status);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
