import { ZeroAddress, ZeroHash, concat, getBytes, hexlify, id, toBeHex, type Contract } from 'ethers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MarketRequest } from '../../src-main/engine/chain/market-request.ts';
import { eventsOf, mined, read, refusal, send } from './support/contract-calls.ts';
import { CHAIN_ID, HOUR, startMarket, type MarketFixture } from './support/market-fixture.ts';

const OPEN = 1n;
/** Order of secp256k1. */
const CURVE_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

let fixture: MarketFixture;
let market: Contract;

beforeAll(async () => {
  fixture = await startMarket();
  ({ market } = fixture);
  await mined(send(fixture.requester, market, 'deposit', ZeroAddress, 1_000n, address(), { value: 1_000n }));
});

afterAll(async () => {
  await fixture?.stop();
});

const address = (): string => fixture.addressOf.requester;
const coins = (): Promise<bigint> => read(market, 'balanceOf', address(), ZeroAddress);
const stateOf = (request: MarketRequest): Promise<bigint> =>
  read(market, 'stateOf', fixture.requestId(request));
const submit = (request: MarketRequest, value = 0n): Promise<string> =>
  refusal(send(fixture.requester, market, 'request', request, { value }));
const submitSigned = (request: MarketRequest, signature: string): Promise<string> =>
  refusal(send(fixture.thief, market, 'requestFor', request, signature));

describe('a request', () => {
  test('is opened by its requester, named by its EIP-712 hash, and shown whole in the event', async () => {
    const request = await fixture.request({ fee: 7n });
    const requestId = fixture.requestId(request);
    expect(await read(market, 'requestIdOf', request)).toBe(requestId);
    expect(await stateOf(request)).toBe(0n);
    const receipt = await mined(send(fixture.requester, market, 'request', request, { value: 7n }));
    expect(await stateOf(request)).toBe(OPEN);
    const events = eventsOf(receipt, market);
    expect(events.map(([name]) => name)).toEqual(['Deposited', 'InferenceRequested']);
    const [, eventId, modelId, requester, shown] = events[1]!;
    expect([eventId, modelId, requester]).toEqual([requestId, request.modelId, request.requester]);
    expect([...(shown as unknown[])]).toEqual(Object.values(request));
    process.stdout.write(`request: ${receipt.gasUsed} gas\n`);
  });

  test('has another id for every change of a field', async () => {
    const request = await fixture.request();
    const changes: Partial<MarketRequest>[] = [
      { requester: fixture.addressOf.thief },
      { modelId: request.modelId + 1n },
      { inputCommitment: ZeroHash },
      { inputUri: '' },
      { feeToken: fixture.marketAddress },
      { fee: 1n },
      { deadline: request.deadline + 1n },
      { callback: fixture.marketAddress },
      { callbackGas: 1n },
      { nonce: request.nonce + 1n },
      { submitBy: 1n },
    ];
    expect(changes.map((change) => Object.keys(change)[0]).sort()).toEqual(Object.keys(request).sort());
    const ids = new Set([fixture.requestId(request)]);
    for (const change of changes) {
      const changed = { ...request, ...change };
      expect(await read(market, 'requestIdOf', changed)).toBe(fixture.requestId(changed));
      ids.add(fixture.requestId(changed));
    }
    expect(ids.size).toBe(changes.length + 1);
  });

  test('is refused without a model, with a deprecated one, too late, too early, or with too much gas', async () => {
    const now = await fixture.now();
    const duration = await read<bigint>(market, 'MAX_DURATION');
    const maximumGas = await read<bigint>(market, 'MAX_CALLBACK_GAS');
    const cases: [Partial<MarketRequest>, string][] = [
      [{ modelId: 1n }, 'ModelNotFound'],
      [{ deadline: now }, 'DeadlineNotAllowed'],
      [{ deadline: 0n }, 'DeadlineNotAllowed'],
      [{ deadline: now + duration + HOUR }, 'DeadlineNotAllowed'],
      [{ deadline: (now + HOUR) * 1000n }, 'DeadlineNotAllowed'],
      [{ deadline: now + duration }, 'accepted'],
      [{ submitBy: now - 1n }, 'SubmissionExpired'],
      [{ submitBy: now + HOUR }, 'accepted'],
      [{ callbackGas: maximumGas + 1n }, 'CallbackGasTooHigh'],
      [{ callbackGas: maximumGas }, 'accepted'],
      [{ requester: fixture.addressOf.thief }, 'NotRequester'],
    ];
    for (const [changes, expected] of cases) {
      expect(await submit(await fixture.request(changes)), JSON.stringify(Object.keys(changes))).toBe(
        expected,
      );
    }
    const { modelId } = await fixture.registerModel('to be deprecated');
    await mined(send(fixture.owner, fixture.registry, 'deprecateModel', modelId));
    expect(await submit(await fixture.request({ modelId }))).toBe('RequestedModelDeprecated');
  });

  test('takes its fee from the coins sent and from the balance, and leaves the rest in the balance', async () => {
    const before = await coins();
    expect(await submit(await fixture.request({ fee: 10n }), 4n)).toBe('accepted');
    expect(await coins()).toBe(before - 6n);
    expect(await submit(await fixture.request({ fee: 10n }), 16n)).toBe('accepted');
    expect(await coins()).toBe(before);
    expect(await submit(await fixture.request({ fee: before + 5n }), 4n)).toBe('InsufficientBalance');
    expect(await submit(await fixture.request({ fee: before + 5n }), 5n)).toBe('accepted');
    expect(await coins()).toBe(0n);
    expect(await submit(await fixture.request({ fee: 1n }))).toBe('InsufficientBalance');
    await mined(send(fixture.owner, market, 'deposit', ZeroAddress, before, address(), { value: before }));
  });

  test('uses its nonce, in any order and across words, once', async () => {
    for (const nonce of [1_000_000n, 2n ** 256n - 1n, 999_999n, 1_000_001n, 1_000_256n]) {
      const request = await fixture.request({ nonce });
      expect(await submit(request), String(nonce)).toBe('accepted');
      expect(await submit(request), String(nonce)).toBe('NonceUsed');
      expect(await submit({ ...request, fee: 1n }), String(nonce)).toBe('NonceUsed');
      const word = await read<bigint>(market, 'nonceBitmap', address(), nonce >> 8n);
      expect((word >> (nonce & 255n)) & 1n).toBe(1n);
    }
    // Another account's nonces are its own.
    const request = await fixture.request({ nonce: 1_000_000n, requester: fixture.addressOf.thief });
    expect(await refusal(send(fixture.thief, market, 'request', request))).toBe('accepted');
  });
});

describe('a signed request', () => {
  test('is submitted by anyone, paid by its requester, and has the id that a direct one would have', async () => {
    const before = await coins();
    const request = await fixture.request({ fee: 9n });
    const signature = await fixture.sign(request, fixture.requester);
    const receipt = await mined(send(fixture.thief, market, 'requestFor', request, signature));
    expect(eventsOf(receipt, market).map(([name, requestId]) => [name, requestId])).toEqual([
      ['InferenceRequested', fixture.requestId(request)],
    ]);
    expect(await stateOf(request)).toBe(OPEN);
    expect(await coins()).toBe(before - 9n);
    expect(await read(market, 'balanceOf', fixture.addressOf.thief, ZeroAddress)).toBe(0n);
    process.stdout.write(`requestFor: ${receipt.gasUsed} gas\n`);
  });

  test('works once: neither again, nor after it was sent directly, nor beside another of its nonce', async () => {
    const request = await fixture.request();
    const signature = await fixture.sign(request, fixture.requester);
    expect(await submitSigned(request, signature)).toBe('accepted');
    expect(await submitSigned(request, signature)).toBe('NonceUsed');
    expect(await submit(request)).toBe('NonceUsed');

    const direct = await fixture.request();
    const unused = await fixture.sign(direct, fixture.requester);
    expect(await submit(direct)).toBe('accepted');
    expect(await submitSigned(direct, unused)).toBe('NonceUsed');

    const dearer = { ...direct, nonce: request.nonce, fee: 2n };
    expect(await submitSigned(dearer, await fixture.sign(dearer, fixture.requester))).toBe('NonceUsed');
  });

  test('has a second form (high s) that the library refuses, and the short one too', async () => {
    const request = await fixture.request();
    const signature = getBytes(await fixture.sign(request, fixture.requester));
    const s = BigInt(hexlify(signature.slice(32, 64)));
    const flipped = concat([
      signature.slice(0, 32),
      toBeHex(CURVE_ORDER - s, 32),
      toBeHex(signature[64] === 27 ? 28 : 27, 1),
    ]);
    expect(await submitSigned(request, flipped)).toBe('InvalidSignature');
    expect(await submitSigned(request, concat([signature.slice(0, 64)]))).toBe('InvalidSignature');
    expect(await submitSigned(request, '0x')).toBe('InvalidSignature');
    expect(await submitSigned(request, concat([signature]))).toBe('accepted');
  });

  test('is worth nothing on another chain, for another market, by another signer, or with a field changed', async () => {
    const request = await fixture.request({ fee: 3n });
    const market31337 = { chainId: CHAIN_ID, market: fixture.marketAddress };
    for (const place of [
      { ...market31337, chainId: 1n },
      { ...market31337, market: fixture.addresses.registry },
    ]) {
      const elsewhere = await fixture.sign(request, fixture.requester, place);
      expect(await submitSigned(request, elsewhere)).toBe('InvalidSignature');
    }
    expect(await submitSigned(request, await fixture.sign(request, fixture.thief))).toBe('InvalidSignature');
    const signature = await fixture.sign(request, fixture.requester);
    for (const changes of [
      { fee: 2n },
      { callback: fixture.addressOf.thief },
      { requester: fixture.addressOf.thief },
      { inputUri: 'ipfs://elsewhere' },
      { nonce: request.nonce + 1n },
      { submitBy: request.deadline },
    ] satisfies Partial<MarketRequest>[]) {
      expect(await submitSigned({ ...request, ...changes }, signature)).toBe('InvalidSignature');
    }
    // A signer that is no account recovers from rubbish as the zero address.
    const rubbish = concat([id('r'), id('s'), '0x1b']);
    expect(await submitSigned({ ...request, requester: ZeroAddress }, rubbish)).toBe('InvalidSignature');
    expect(await submitSigned(request, signature)).toBe('accepted');
  });

  test('expires by its submitBy, at the latest by its deadline', async () => {
    const now = await fixture.now();
    const request = await fixture.request({ submitBy: now + 100n, deadline: now + 10n * HOUR });
    const signature = await fixture.sign(request, fixture.requester);
    const unlimited = await fixture.request({ deadline: now + 200n });
    const other = await fixture.sign(unlimited, fixture.requester);
    await fixture.mineAt(now + 101n);
    expect(await submitSigned(request, signature)).toBe('SubmissionExpired');
    await fixture.mineAt(now + 200n);
    expect(await submitSigned(unlimited, other)).toBe('DeadlineNotAllowed');
  });

  test('is cancelled by its requester through its nonce', async () => {
    const [word, mask] = [77n, (1n << 3n) | (1n << 255n)];
    const requests = await Promise.all(
      [3n, 255n, 4n].map((bit) => fixture.request({ nonce: (word << 8n) | bit })),
    );
    const signatures = await Promise.all(requests.map((request) => fixture.sign(request, fixture.requester)));
    // Somebody else's cancelling changes nothing.
    await mined(send(fixture.thief, market, 'cancelNonces', word, 2n ** 256n - 1n));
    const receipt = await mined(send(fixture.requester, market, 'cancelNonces', word, mask));
    expect(eventsOf(receipt, market)).toEqual([['NoncesCancelled', address(), word, mask]]);
    expect(await submitSigned(requests[0]!, signatures[0]!)).toBe('NonceUsed');
    expect(await submitSigned(requests[1]!, signatures[1]!)).toBe('NonceUsed');
    expect(await submit(requests[0]!)).toBe('NonceUsed');
    expect(await submitSigned(requests[2]!, signatures[2]!)).toBe('accepted');
  });

  test('needs the fee in the balance: coins cannot be sent for another', async () => {
    const request = await fixture.request({ fee: (await coins()) + 1n });
    const signature = await fixture.sign(request, fixture.requester);
    expect(await submitSigned(request, signature)).toBe('InsufficientBalance');
    await mined(send(fixture.thief, market, 'deposit', ZeroAddress, 1n, address(), { value: 1n }));
    expect(await submitSigned(request, signature)).toBe('accepted');
  });
});

describe('a wallet that is a contract', () => {
  test('signs by ERC-1271: what its owner signed is taken, and nothing else', async () => {
    const wallet = await fixture.deploy('SignatureWallets', 'SignatureWallet', [address()]);
    const requester = await wallet.getAddress();
    await mined(send(fixture.owner, market, 'deposit', ZeroAddress, 5n, requester, { value: 5n }));
    const request = await fixture.request({ requester, fee: 5n });
    expect(await submitSigned(request, await fixture.sign(request, fixture.thief))).toBe('InvalidSignature');
    expect(await submitSigned(request, await fixture.sign(request, fixture.requester))).toBe('accepted');
    expect(await read(market, 'balanceOf', requester, ZeroAddress)).toBe(0n);
  });

  test('that answers anything but the magic value has not signed', async () => {
    const magic = '0x1626ba7e';
    const padded = `${magic}${'00'.repeat(28)}`;
    const answers: [string, boolean, string][] = [
      [padded, false, 'accepted'],
      [`${padded}${'00'.repeat(64)}`, false, 'accepted'],
      [padded, true, 'InvalidSignature'],
      [magic, false, 'InvalidSignature'],
      [`${magic}${'00'.repeat(27)}01`, false, 'InvalidSignature'],
      [toBeHex(1, 32), false, 'InvalidSignature'],
      ['0x', false, 'InvalidSignature'],
    ];
    for (const [answer, reverts, expected] of answers) {
      const wallet = await fixture.deploy('SignatureWallets', 'ScriptedWallet', [answer, reverts]);
      const request = await fixture.request({ requester: await wallet.getAddress() });
      expect(await submitSigned(request, '0x1234'), answer).toBe(expected);
    }
  });
});

describe('the market', () => {
  test('tells its EIP-712 domain (ERC-5267) and its registry', async () => {
    const [fields, name, version, chainId, contract, salt, extensions] = await read<unknown[]>(
      market,
      'eip712Domain',
    );
    expect([fields, name, version, chainId, contract, salt]).toEqual([
      '0x0f',
      'Proofpress InferenceMarket',
      '1',
      CHAIN_ID,
      fixture.marketAddress,
      ZeroHash,
    ]);
    expect([...(extensions as unknown[])]).toEqual([]);
    expect(await read(market, 'registry')).toBe(fixture.addresses.registry);
  });

  test('takes no coins that no call names', async () => {
    const payment = fixture.thief.sendTransaction({ to: fixture.marketAddress, value: 1n });
    await expect(payment).rejects.toMatchObject({ code: 'CALL_EXCEPTION' });
  });

  test('is not built on an address without code', async () => {
    const creation = fixture.deployMarket(fixture.addressOf.thief);
    expect(await refusal(creation)).toBe('RegistryWithoutCode');
  });
});
