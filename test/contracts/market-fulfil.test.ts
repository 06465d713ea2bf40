import { ZeroAddress, ZeroHash, id, zeroPadValue, type Contract } from 'ethers';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { MarketRequest } from '../../src-main/engine/chain/market-request.ts';
import { eventsOf, mined, read, refusal, send } from './support/contract-calls.ts';
import {
  HOUR,
  INPUT_COMMITMENT,
  OUTPUT,
  startMarket,
  type Answer,
  type BlockTransaction,
  type MarketFixture,
} from './support/market-fixture.ts';

const [NONE, OPEN, FULFILLED, REFUNDED] = [0n, 1n, 2n, 3n];
const FEE = 1_000n;

let fixture: MarketFixture;
let market: Contract;

beforeAll(async () => {
  fixture = await startMarket();
  ({ market } = fixture);
});

afterAll(async () => {
  await fixture?.stop();
});

const coins = (name: keyof MarketFixture['addressOf']): Promise<bigint> =>
  read(market, 'balanceOf', fixture.addressOf[name], ZeroAddress);
const stateOf = (request: MarketRequest): Promise<bigint> =>
  read(market, 'stateOf', fixture.requestId(request));
const open = async (changes: Partial<MarketRequest> = {}): Promise<MarketRequest> => {
  const request = await fixture.request({ fee: FEE, ...changes });
  await mined(send(fixture.requester, market, 'request', request, { value: request.fee }));
  return request;
};
const answerTo = (request: MarketRequest): Answer => fixture.answerTo(request, fixture.addressOf.prover);
const fulfil = (request: MarketRequest, output: string, proof: string): Promise<string> =>
  refusal(send(fixture.prover, market, 'fulfil', request, output, proof));
const refund = (request: MarketRequest): Promise<string> =>
  refusal(send(fixture.thief, market, 'refund', request));

describe('an answer', () => {
  let request: MarketRequest;
  let answer: Answer;

  beforeEach(async () => {
    request = await open();
    answer = answerTo(request);
  });

  test('earns the fee for the payee, who withdraws it', async () => {
    const before = await coins('prover');
    const receipt = await mined(send(fixture.prover, market, 'fulfil', request, answer.output, answer.proof));
    expect(eventsOf(receipt, market)).toEqual([
      [
        'InferenceFulfilled',
        fixture.requestId(request),
        request.modelId,
        fixture.addressOf.prover,
        answer.output,
      ],
    ]);
    expect(eventsOf(receipt, fixture.registry)).toEqual([
      ['InferenceVerified', request.modelId, INPUT_COMMITMENT, answer.output, fixture.marketAddress],
    ]);
    expect(await stateOf(request)).toBe(FULFILLED);
    expect(await coins('prover')).toBe(before + FEE);
    expect(await read(market, 'failedCallbackOf', fixture.requestId(request))).toBe(ZeroHash);

    const to = zeroPadValue('0xc0ffee', 20);
    const withdrawn = await mined(send(fixture.prover, market, 'withdraw', ZeroAddress, before + FEE, to));
    expect(await fixture.chain.provider.getBalance(to)).toBe(before + FEE);
    process.stdout.write(`fulfil: ${receipt.gasUsed} gas, withdraw: ${withdrawn.gasUsed} gas\n`);
  });

  test('copied by somebody else still pays the payee that it names', async () => {
    const before = await coins('prover');
    const copied = send(fixture.thief, market, 'fulfil', request, answer.output, answer.proof);
    expect(await refusal(copied)).toBe('accepted');
    expect(await coins('thief')).toBe(0n);
    expect(await coins('prover')).toBe(before + FEE);
  });

  test('names its payee in the proof: another cannot be put there', async () => {
    const word = (address: string): string => zeroPadValue(address, 32).slice(2).toLowerCase();
    const { prover, thief } = fixture.addressOf;
    expect(answer.proof).toContain(word(prover));
    const stolen = answer.proof.replace(word(prover), word(thief));
    expect(await fulfil(request, answer.output, stolen)).toBe('InvalidProof');
    const nobody = answer.proof.replace(word(prover), word(ZeroAddress));
    expect(await fulfil(request, answer.output, nobody)).toBe('InvalidProof');
    // Proven for an account that could never withdraw, the fee stays where it is.
    for (const payee of [ZeroAddress, fixture.marketAddress]) {
      const { output, proof } = fixture.answerTo(request, payee);
      expect(await fulfil(request, output, proof)).toBe('AccountNotAllowed');
    }
    expect(await stateOf(request)).toBe(OPEN);
  });

  test('counts once, also with a re-randomised proof of the same statement', async () => {
    expect(answer.rerandomised).not.toBe(answer.proof);
    expect(await fulfil(request, answer.output, answer.rerandomised)).toBe('accepted');
    const before = await coins('prover');
    expect(await fulfil(request, answer.output, answer.proof)).toBe('RequestNotOpen');
    expect(await fulfil(request, answer.output, answer.rerandomised)).toBe('RequestNotOpen');
    expect(await coins('prover')).toBe(before);
  });

  test('answers its own request only', async () => {
    const other = await open();
    expect(await fulfil(other, answer.output, answer.proof)).toBe('ProofForAnotherRequest');
    const elsewhere = fixture.answerTo(request, fixture.addressOf.prover, { requestId: id('elsewhere') });
    expect(await fulfil(request, elsewhere.output, elsewhere.proof)).toBe('ProofForAnotherRequest');
    // Its request cannot be told otherwise either: what is told has another id.
    for (const changes of [
      { fee: 2n * FEE },
      { callback: fixture.addressOf.thief },
      { deadline: request.deadline + HOUR },
    ] satisfies Partial<MarketRequest>[]) {
      expect(await fulfil({ ...request, ...changes }, answer.output, answer.proof)).toBe('RequestNotOpen');
    }
  });

  test('is refused where the registry refuses it', async () => {
    const wrong = fixture.answerTo(request, fixture.addressOf.prover, { output: OUTPUT.with(0, 5n) });
    expect(await fulfil(request, wrong.output, answer.proof)).toBe('InvalidProof');
    const { consumer, chainId } = { consumer: fixture.addressOf.prover, chainId: 1n };
    for (const changes of [{ consumer }, { chainId }, { modelId: request.modelId + 1n }]) {
      const { output, proof } = fixture.answerTo(request, fixture.addressOf.prover, changes);
      expect(await fulfil(request, output, proof), Object.keys(changes)[0]).toBe('InvalidProof');
    }
    const late = fixture.answerTo(request, fixture.addressOf.prover, {
      deadline: (await fixture.now()) - 1n,
    });
    expect(await fulfil(request, late.output, late.proof)).toBe('DeadlineExpired');
    expect(await fulfil(request, `${answer.output}${ZeroHash.slice(2)}`, answer.proof)).toBe(
      'OutputMismatch',
    );
    expect(await fulfil(request, answer.output, '0x')).toBe('MalformedProof');
    expect(await fulfil(request, answer.output, answer.proof.slice(0, 2 + 190))).toBe('MalformedProof');
    const dirtyPayee = `${answer.proof.slice(0, 2 + 64)}01${answer.proof.slice(2 + 66)}`;
    expect(await fulfil(request, answer.output, dirtyPayee)).toBe('MalformedProof');
    expect(await stateOf(request)).toBe(OPEN);
  });
});

describe('a fee goes back', () => {
  test('after the deadline to the requester’s balance, whoever asks, and once', async () => {
    const request = await open();
    const before = await coins('requester');
    expect(await refund(request)).toBe('RequestNotRefundable');
    await fixture.mineAt(request.deadline + 1n);
    const receipt = await mined(send(fixture.thief, market, 'refund', request));
    expect(eventsOf(receipt, market)).toEqual([
      ['InferenceRefunded', fixture.requestId(request), request.modelId, request.requester],
    ]);
    expect(await coins('requester')).toBe(before + FEE);
    expect(await coins('thief')).toBe(0n);
    expect(await stateOf(request)).toBe(REFUNDED);
    expect(await refund(request)).toBe('RequestNotOpen');
    const { output, proof } = answerTo(request);
    expect(await fulfil(request, output, proof)).toBe('RequestNotOpen');
    process.stdout.write(`refund: ${receipt.gasUsed} gas\n`);
  });

  test('at once when the model is deprecated', async () => {
    const { modelId } = await fixture.registerModel('model for a while');
    const request = await open({ modelId });
    const { output, proof } = answerTo(request);
    expect(await refund(request)).toBe('RequestNotRefundable');
    await mined(send(fixture.owner, fixture.registry, 'deprecateModel', modelId));
    expect(await fulfil(request, output, proof)).toBe('VerificationRefused_ModelDeprecated');
    expect(await refund(request)).toBe('accepted');
    expect(await stateOf(request)).toBe(REFUNDED);
  });

  test('never for a request that was fulfilled or never made', async () => {
    const request = await open();
    const { output, proof } = answerTo(request);
    expect(await fulfil(request, output, proof)).toBe('accepted');
    const invented = await fixture.request({ fee: FEE });
    await fixture.mineAt(request.deadline + 1n);
    expect(await refund(request)).toBe('RequestNotOpen');
    expect(await refund(invented)).toBe('RequestNotOpen');
    expect(await stateOf(invented)).toBe(NONE);
    const answer = answerTo(invented);
    expect(await fulfil(invented, answer.output, answer.proof)).toBe('RequestNotOpen');
  });
});

describe('an answer and a refund in one block', () => {
  let request: MarketRequest;
  let fulfilment: BlockTransaction;
  let refunding: BlockTransaction;

  const race = async (changes: Partial<MarketRequest> = {}): Promise<void> => {
    request = await open(changes);
    const { output, proof } = answerTo(request);
    fulfilment = {
      signer: fixture.prover,
      contract: market,
      method: 'fulfil',
      args: [request, output, proof],
    };
    refunding = { signer: fixture.thief, contract: market, method: 'refund', args: [request] };
  };

  test('at the deadline: the answer counts, whichever comes first', async () => {
    await race();
    expect(await fixture.mineTogether(request.deadline, [fulfilment, refunding])).toEqual([true, false]);
    await race();
    expect(await fixture.mineTogether(request.deadline, [refunding, fulfilment])).toEqual([false, true]);
    expect(await stateOf(request)).toBe(FULFILLED);
  });

  test('a second later: the refund counts, whichever comes first', async () => {
    await race();
    expect(await fixture.mineTogether(request.deadline + 1n, [fulfilment, refunding])).toEqual([false, true]);
    await race();
    expect(await fixture.mineTogether(request.deadline + 1n, [refunding, fulfilment])).toEqual([true, false]);
    expect(await stateOf(request)).toBe(REFUNDED);
  });

  test('around a deprecation: the answer before it, the refund after it, never both', async () => {
    for (const answerFirst of [true, false]) {
      const { modelId } = await fixture.registerModel(`deprecated in a block, answer first: ${answerFirst}`);
      await race({ modelId });
      const before = await coins('prover');
      const deprecation: BlockTransaction = {
        signer: fixture.owner,
        contract: fixture.registry,
        method: 'deprecateModel',
        args: [modelId],
      };
      const transactions = answerFirst
        ? [fulfilment, deprecation, refunding]
        : [deprecation, refunding, fulfilment];
      const successes = await fixture.mineTogether((await fixture.now()) + 1n, transactions);
      expect(successes).toEqual([true, true, false]);
      expect(await stateOf(request)).toBe(answerFirst ? FULFILLED : REFUNDED);
      expect(await coins('prover')).toBe(answerFirst ? before + FEE : before);
    }
  });
});
