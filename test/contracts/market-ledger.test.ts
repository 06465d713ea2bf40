import { ZeroAddress, type Contract, type Signer } from 'ethers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MarketRequest } from '../../src-main/engine/chain/market-request.ts';
import { errorName, eventsOf, mined, read, refusal, send } from './support/contract-calls.ts';
import { startMarket, type MarketFixture } from './support/market-fixture.ts';

let fixture: MarketFixture;
let market: Contract;

beforeAll(async () => {
  fixture = await startMarket();
  ({ market } = fixture);
});

afterAll(async () => {
  await fixture?.stop();
});

const addressOf = (contract: Contract): Promise<string> => contract.getAddress();
const credited = (account: string, token: string = ZeroAddress): Promise<bigint> =>
  read(market, 'balanceOf', account, token);
const holds = (token: Contract, account: string = fixture.marketAddress): Promise<bigint> =>
  read(token, 'balanceOf', account);

/** A token of which the requester has 10,000 that the market may take. */
async function token(name: string): Promise<Contract> {
  const contract = await fixture.deploy('MarketTokens', name);
  if (contract.interface.hasFunction('mint'))
    await mined(send(fixture.owner, contract, 'mint', fixture.addressOf.requester, 10_000n));
  if (contract.interface.hasFunction('approve'))
    await mined(send(fixture.requester, contract, 'approve', fixture.marketAddress, 2n ** 256n - 1n));
  return contract;
}

const deposit = (signer: Signer, of: string, amount: bigint, account: string, value = 0n): Promise<string> =>
  refusal(send(signer, market, 'deposit', of, amount, account, { value }));
const request = async (changes: Partial<MarketRequest>, value = 0n): Promise<string> =>
  refusal(send(fixture.requester, market, 'request', await fixture.request(changes), { value }));

describe('coins', () => {
  test('are credited to any account and withdrawn by it alone, to wherever it likes', async () => {
    const { requester, thief } = fixture.addressOf;
    const receipt = await mined(
      send(fixture.owner, market, 'deposit', ZeroAddress, 50n, requester, { value: 50n }),
    );
    expect(eventsOf(receipt, market)).toEqual([['Deposited', requester, ZeroAddress, 50n]]);
    expect(await credited(requester)).toBe(50n);
    expect(await refusal(send(fixture.thief, market, 'withdraw', ZeroAddress, 1n, thief))).toBe(
      'InsufficientBalance',
    );
    const before = await fixture.chain.provider.getBalance(thief);
    const withdrawal = await mined(send(fixture.requester, market, 'withdraw', ZeroAddress, 20n, thief));
    expect(eventsOf(withdrawal, market)).toEqual([['Withdrawn', requester, ZeroAddress, 20n, thief]]);
    expect(await fixture.chain.provider.getBalance(thief)).toBe(before + 20n);
    expect(await refusal(send(fixture.requester, market, 'withdraw', ZeroAddress, 31n, requester))).toBe(
      'InsufficientBalance',
    );
    expect(await refusal(send(fixture.requester, market, 'withdraw', ZeroAddress, 30n, requester))).toBe(
      'accepted',
    );
    expect(await credited(requester)).toBe(0n);
    expect(await fixture.chain.provider.getBalance(fixture.marketAddress)).toBe(0n);
  });

  test('are never taken for less or more than the call says, nor for an account that cannot withdraw', async () => {
    const { requester } = fixture.addressOf;
    expect(await deposit(fixture.owner, ZeroAddress, 5n, requester, 4n)).toBe('ValueMismatch');
    expect(await deposit(fixture.owner, ZeroAddress, 5n, requester, 6n)).toBe('ValueMismatch');
    const plain = await addressOf(await token('PlainToken'));
    expect(await deposit(fixture.requester, plain, 5n, requester, 5n)).toBe('ValueMismatch');
    expect(await request({ feeToken: plain, fee: 5n }, 5n)).toBe('ValueMismatch');
    for (const account of [ZeroAddress, fixture.marketAddress]) {
      expect(await deposit(fixture.owner, ZeroAddress, 5n, account, 5n)).toBe('AccountNotAllowed');
      expect(await refusal(send(fixture.owner, market, 'withdraw', ZeroAddress, 0n, account))).toBe(
        'AccountNotAllowed',
      );
    }
  });

  test('stay where they are if the receiver refuses them', async () => {
    const payee = await fixture.deploy('MarketReceivers', 'RefusingPayee');
    const self = await addressOf(payee);
    await mined(send(fixture.owner, market, 'deposit', ZeroAddress, 5n, self, { value: 5n }));
    const withdraw = (to: string): Promise<string> =>
      refusal(
        send(
          fixture.owner,
          payee,
          'forward',
          fixture.marketAddress,
          market.interface.encodeFunctionData('withdraw', [ZeroAddress, 5n, to]),
        ),
        payee,
      );
    expect(await withdraw(self)).not.toBe('accepted');
    expect(await credited(self)).toBe(5n);
    expect(await withdraw(fixture.addressOf.owner)).toBe('accepted');
    expect(await credited(self)).toBe(0n);
  });

  test('are paid once to a receiver that calls again while it is being paid', async () => {
    const payee = await fixture.deploy('MarketReceivers', 'ReenteringPayee');
    const self = await addressOf(payee);
    await mined(send(fixture.owner, market, 'deposit', ZeroAddress, 10n, self, { value: 10n }));
    await mined(
      send(fixture.owner, market, 'deposit', ZeroAddress, 90n, fixture.addressOf.owner, { value: 90n }),
    );
    const withdraw = market.interface.encodeFunctionData('withdraw', [ZeroAddress, 5n, self]);
    await mined(send(fixture.owner, payee, 'prepare', withdraw));
    await mined(send(fixture.owner, payee, 'forward', fixture.marketAddress, withdraw));
    expect(await read(payee, 'succeeded')).toBe(false);
    expect(errorName(await read<string>(payee, 'returned'))).toBe('ReentrancyGuardReentrantCall');
    expect(await fixture.chain.provider.getBalance(self)).toBe(5n);
    expect(await credited(self)).toBe(5n);
  });
});

describe('a token', () => {
  test('pays a fee from the balance first, then from the allowance; the prover withdraws it', async () => {
    const { requester, prover } = fixture.addressOf;
    const contract = await token('PlainToken');
    const feeToken = await addressOf(contract);
    expect(await deposit(fixture.requester, feeToken, 30n, requester)).toBe('accepted');
    expect(await request({ feeToken, fee: 10n })).toBe('accepted');
    expect([await credited(requester, feeToken), await holds(contract)]).toEqual([20n, 30n]);

    const asked = await fixture.request({ feeToken, fee: 100n });
    const receipt = await mined(send(fixture.requester, market, 'request', asked));
    expect(eventsOf(receipt, market)[0]).toEqual(['Deposited', requester, feeToken, 80n]);
    expect([await credited(requester, feeToken), await holds(contract)]).toEqual([0n, 110n]);

    const { output, proof } = fixture.answerTo(asked, prover);
    await mined(send(fixture.thief, market, 'fulfil', asked, output, proof));
    expect(await credited(prover, feeToken)).toBe(100n);
    await mined(send(fixture.prover, market, 'withdraw', feeToken, 100n, prover));
    expect([await holds(contract), await holds(contract, prover)]).toEqual([10n, 100n]);
  });

  test('pays for a signed request from the signer’s allowance, and only as much as was signed', async () => {
    const contract = await token('PlainToken');
    const feeToken = await addressOf(contract);
    await mined(send(fixture.requester, contract, 'approve', fixture.marketAddress, 60n));
    const asked = await fixture.request({ feeToken, fee: 60n });
    const signature = await fixture.sign(asked, fixture.requester);
    expect(await refusal(send(fixture.thief, market, 'requestFor', asked, signature))).toBe('accepted');
    const more = await fixture.request({ feeToken, fee: 1n });
    const another = await fixture.sign(more, fixture.requester);
    const sent = send(fixture.thief, market, 'requestFor', more, another);
    expect(await refusal(sent, contract)).toBe('ERC20InsufficientAllowance');
    expect(await holds(contract)).toBe(60n);
  });

  test('that keeps a part of every transfer is credited by what arrives, and cannot pay short', async () => {
    const contract = await token('TaxedToken');
    const feeToken = await addressOf(contract);
    const { requester } = fixture.addressOf;
    expect(await deposit(fixture.requester, feeToken, 1_000n, requester)).toBe('accepted');
    expect([await credited(requester, feeToken), await holds(contract)]).toEqual([900n, 900n]);
    // Fetching what is missing brings less than is missing.
    expect(await request({ feeToken, fee: 1_000n })).toBe('InsufficientBalance');
    expect(await request({ feeToken, fee: 900n })).toBe('accepted');
    expect([await credited(requester, feeToken), await holds(contract)]).toEqual([0n, 900n]);
  });

  test('that returns false, or is no contract, pays nothing', async () => {
    const contract = await token('FalseToken');
    const feeToken = await addressOf(contract);
    const { requester } = fixture.addressOf;
    expect(await deposit(fixture.requester, feeToken, 5n, requester)).toBe('SafeERC20FailedOperation');
    expect(await request({ feeToken, fee: 5n })).toBe('SafeERC20FailedOperation');
    const nobody = deposit(fixture.requester, fixture.addressOf.thief, 5n, requester);
    expect(await nobody).toBe('reverted without data');
    expect(await credited(requester, feeToken)).toBe(0n);
  });

  test('that returns nothing is taken and paid out', async () => {
    const contract = await token('SilentToken');
    const feeToken = await addressOf(contract);
    const { requester, thief } = fixture.addressOf;
    expect(await deposit(fixture.requester, feeToken, 5n, requester)).toBe('accepted');
    expect(await request({ feeToken, fee: 7n })).toBe('accepted');
    expect([await credited(requester, feeToken), await holds(contract)]).toEqual([0n, 7n]);
    expect(await deposit(fixture.requester, feeToken, 5n, thief)).toBe('accepted');
    expect(await refusal(send(fixture.thief, market, 'withdraw', feeToken, 5n, thief))).toBe('accepted');
    expect(await holds(contract, thief)).toBe(5n);
  });

  test('that cannot be moved out stops its own withdrawals only', async () => {
    const contract = await token('LockedToken');
    const feeToken = await addressOf(contract);
    const { requester, prover } = fixture.addressOf;
    const asked = await fixture.request({ feeToken, fee: 8n });
    await mined(send(fixture.requester, market, 'request', asked));
    const { output, proof } = fixture.answerTo(asked, prover);
    expect(await refusal(send(fixture.prover, market, 'fulfil', asked, output, proof))).toBe('accepted');
    const sent = send(fixture.prover, market, 'withdraw', feeToken, 8n, prover);
    expect(await refusal(sent, contract)).toBe('Locked');
    expect(await credited(prover, feeToken)).toBe(8n);

    const late = await fixture.request({ feeToken, fee: 8n });
    await mined(send(fixture.requester, market, 'request', late));
    await fixture.mineAt(late.deadline + 1n);
    expect(await refusal(send(fixture.thief, market, 'refund', late))).toBe('accepted');
    expect(await credited(requester, feeToken)).toBe(8n);
  });

  test('that calls the market in the middle of a transfer is not booked twice', async () => {
    const contract = await token('HookedToken');
    const feeToken = await addressOf(contract);
    const { requester, thief } = fixture.addressOf;
    await mined(send(fixture.owner, contract, 'mint', feeToken, 1_000n));
    const asked = await fixture.request();
    const attacks: [string, unknown[]][] = [
      ['deposit', [feeToken, 100n, thief]],
      ['withdraw', [feeToken, 0n, thief]],
      ['refund', [asked]],
      ['retryCallback', [asked, '0x']],
      ['fulfil', [asked, '0x', '0x']],
      ['request', [{ ...asked, requester: feeToken }]],
      ['requestFor', [asked, await fixture.sign(asked, fixture.requester)]],
    ];
    for (const [method, args] of attacks) {
      const data = market.interface.encodeFunctionData(method, args);
      await mined(send(fixture.owner, contract, 'setHook', fixture.marketAddress, data));
      const steps = [
        () => deposit(fixture.requester, feeToken, 20n, requester),
        async () => request({ feeToken, fee: (await credited(requester, feeToken)) + 1n }),
        async () => deposit(fixture.requester, feeToken, 10n, requester),
        () => refusal(send(fixture.requester, market, 'withdraw', feeToken, 5n, requester)),
      ];
      for (const step of steps) {
        expect(await step(), method).toBe('accepted');
        expect(await read(contract, 'hookRan'), method).toBe(true);
        expect(await read(contract, 'hookSucceeded'), method).toBe(false);
        expect(errorName(await read<string>(contract, 'hookReturned'))).toBe('ReentrancyGuardReentrantCall');
      }
    }
    // Seven rounds: 20 and 1 went to escrow, 10 came in, 5 went out.
    expect(await holds(contract)).toBe(7n * (20n + 1n + 10n - 5n));
    expect(await credited(thief, feeToken)).toBe(0n);
  });
});
