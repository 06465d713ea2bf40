import { readFileSync } from 'node:fs';
import { ZeroAddress, ZeroHash, id, parseEther, type Contract } from 'ethers';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { eventsOf, mined, read, refusal, send } from './support/contract-calls.ts';
import {
  INPUT_COMMITMENT,
  OUTPUT,
  startMarket,
  type Answer,
  type AnswerOptions,
  type MarketFixture,
} from './support/market-fixture.ts';

const BOUNTY = parseEther('1');

let fixture: MarketFixture;
let questions = 0;

beforeAll(async () => {
  fixture = await startMarket();
});

afterAll(async () => {
  await fixture?.stop();
});

const addressOf = (contract: Contract): Promise<string> => contract.getAddress();
const deployConsumer = (
  name = 'BountyConsumer',
  { registry = fixture.addresses.registry, model = fixture.model } = {},
): Promise<Contract> => fixture.deploy('Consumers', name, [registry, model.modelId, model.commitmentHash]);

describe('a consumer of proven inferences', () => {
  let consumer: Contract;
  let self: string;
  let requestId: string;

  const answerTo = (changes: Partial<AnswerOptions> = {}): Answer =>
    fixture.answer({ requestId, payee: fixture.addressOf.prover, consumer: self, ...changes });
  const submit = (question: string, output: string, proof: string): Promise<string> =>
    refusal(send(fixture.thief, consumer, 'answer', question, output, proof), consumer);
  const bounty = (name: keyof MarketFixture['addressOf']): Promise<bigint> =>
    read(consumer, 'bounties', fixture.addressOf[name]);
  const ask = async (): Promise<string> => {
    const question = id(`question ${questions++}`);
    await mined(send(fixture.owner, consumer, 'ask', question, INPUT_COMMITMENT));
    return question;
  };

  beforeAll(async () => {
    consumer = await deployConsumer();
    self = await addressOf(consumer);
  });

  beforeEach(async () => {
    requestId = await ask();
  });

  test('takes an answer, pays whom the proof names, and reads the values', async () => {
    const before = await bounty('prover');
    const { output, proof } = answerTo();
    const receipt = await mined(send(fixture.thief, consumer, 'answer', requestId, output, proof));
    expect(eventsOf(receipt, consumer)).toEqual([
      ['InferenceConsumed', requestId, requestId, INPUT_COMMITMENT, fixture.addressOf.prover],
    ]);
    expect(await bounty('prover')).toBe(before + BOUNTY);
    expect(await bounty('thief')).toBe(0n);
    expect(await read(consumer, 'isConsumed', requestId)).toBe(true);
    const values = await Promise.all(OUTPUT.map((_, index) => read(consumer, 'lastValues', index)));
    expect(values).toEqual(OUTPUT);
  });

  test('takes it once: not the same proof again, nor another form of it, nor for another payee or deadline', async () => {
    const { output, proof, rerandomised } = answerTo();
    expect(rerandomised).not.toBe(proof);
    expect(await submit(requestId, output, rerandomised)).toBe('accepted');
    const later = (await fixture.now()) + 1_000_000n;
    for (const again of [
      { proof },
      { proof: rerandomised },
      answerTo({ payee: fixture.addressOf.thief }),
      answerTo({ deadline: later }),
    ]) {
      expect(await submit(requestId, output, again.proof)).toBe('AlreadyConsumed');
    }
    // Each of them does hold: it is the nullifier that refuses it.
    for (const again of [
      { proof },
      answerTo({ payee: fixture.addressOf.thief }),
      answerTo({ deadline: later }),
    ]) {
      const args = [fixture.model.modelId, INPUT_COMMITMENT, output, again.proof, self, false];
      expect(await refusal(read(fixture.registry, 'checkInference', ...args))).toBe('accepted');
    }
    expect(await bounty('thief')).toBe(0n);
  });

  test('refuses what was made for another question, consumer, model or chain, or copied for another payee', async () => {
    const other = await ask();
    const { output, proof } = answerTo();
    expect(await submit(other, output, proof)).toBe('RequestIdMismatch');
    const cases: [Partial<AnswerOptions>, string][] = [
      [{ requestId: other }, 'RequestIdMismatch'],
      [{ consumer: fixture.addressOf.thief }, 'InvalidProof'],
      [{ modelId: fixture.model.modelId + 1n }, 'InvalidProof'],
      [{ chainId: 1n }, 'InvalidProof'],
      [{ deadline: (await fixture.now()) - 1n }, 'DeadlineExpired'],
    ];
    for (const [changes, expected] of cases) {
      const elsewhere = answerTo(changes);
      expect(await submit(requestId, elsewhere.output, elsewhere.proof), Object.keys(changes)[0]).toBe(
        expected,
      );
    }
    const { prover, thief } = fixture.addressOf;
    const stolen = proof.replace(prover.slice(2).toLowerCase(), thief.slice(2).toLowerCase());
    expect(stolen).not.toBe(proof);
    expect(await submit(requestId, output, stolen)).toBe('InvalidProof');
    const another = answerTo({ output: OUTPUT.with(0, 0n) });
    expect(await submit(requestId, another.output, proof)).toBe('InvalidProof');
    expect(await submit(requestId, output, '0x')).toBe('MalformedProof');
    const unasked = fixture.answer({
      requestId: id('never asked'),
      payee: prover,
      consumer: self,
    });
    expect(await submit(id('never asked'), unasked.output, unasked.proof)).toBe('InputCommitmentMismatch');
    // A refused answer uses nothing up.
    expect(await read(consumer, 'isConsumed', requestId)).toBe(false);
    expect(await submit(requestId, output, proof)).toBe('accepted');
  });

  test('may name another nullifier where one thing is asked under several ids', async () => {
    consumer = await deployConsumer('OncePerInputConsumer');
    self = await addressOf(consumer);
    const [first, second] = [await ask(), await ask()];
    const one = answerTo({ requestId: first });
    expect(await submit(first, one.output, one.proof)).toBe('accepted');
    const two = answerTo({ requestId: second });
    expect(await submit(second, two.output, two.proof)).toBe('AlreadyConsumed');
    expect(await read(consumer, 'isConsumed', INPUT_COMMITMENT)).toBe(true);
  });

  test('refuses everything once its model is deprecated', async () => {
    const model = await fixture.registerModel('deprecated under its consumer');
    consumer = await deployConsumer('BountyConsumer', { model });
    self = await addressOf(consumer);
    requestId = await ask();
    const { output, proof } = answerTo({ modelId: model.modelId });
    await mined(send(fixture.owner, fixture.registry, 'deprecateModel', model.modelId));
    expect(await submit(requestId, output, proof)).toBe('VerificationRefused_ModelDeprecated');
  });
});

describe('a consumer is not built', () => {
  test('on a registry without code, an unknown, deprecated or other model', async () => {
    const { commitmentHash, modelId } = fixture.model;
    const probe = await deployConsumer();
    const build = (options: Parameters<typeof deployConsumer>[1]): Promise<string> =>
      refusal(deployConsumer('BountyConsumer', options), probe);
    expect(await build({ registry: fixture.addressOf.thief })).toBe('RegistryWithoutCode');
    expect(await build({ model: { modelId: 1n, commitmentHash } })).toBe('ModelNotFound');
    expect(await build({ model: { modelId, commitmentHash: ZeroHash } })).toBe('CommitmentHashMismatch');
    const old = await fixture.registerModel('deprecated before its consumer');
    expect(await build({ model: { modelId, commitmentHash: old.commitmentHash } })).toBe(
      'CommitmentHashMismatch',
    );
    await mined(send(fixture.owner, fixture.registry, 'deprecateModel', old.modelId));
    expect(await build({ model: old })).toBe('PinnedModelDeprecated');
    expect(await read(probe, 'REGISTRY')).toBe(fixture.addresses.registry);
    expect(await read(probe, 'MODEL_ID')).toBe(modelId);
    expect(await read(probe, 'COMMITMENT_HASH')).toBe(commitmentHash);
  });
});

test('the contract of the guide is the one that is tested here', () => {
  const text = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
  const [, block] = /```solidity\n([^]*?)```/.exec(text('../../docs/guide-market.md')) ?? [];
  expect(block).toBe(text('doubles/CreditDesk.sol'));
});

describe('a consumer of the market', () => {
  const APPROVAL = OUTPUT.with(0, 2n).with(1, 1n);
  const URI = 'https://example.org/features/1';
  let desk: Contract;
  let self: string;

  beforeAll(async () => {
    const { modelId, commitmentHash } = fixture.model;
    desk = await fixture.deploy('CreditDesk', 'CreditDesk', [fixture.marketAddress, modelId, commitmentHash]);
    self = await addressOf(desk);
  });

  /** Applies for the requester; returns the request as the market shows it. */
  async function apply(fee = 10n): Promise<Awaited<ReturnType<MarketFixture['request']>>> {
    const receipt = await mined(
      send(fixture.requester, desk, 'applyFor', INPUT_COMMITMENT, URI, { value: fee }),
    );
    const event = eventsOf(receipt, fixture.market).find(([name]) => name === 'InferenceRequested')!;
    const shown = event[4] as { toObject(): Awaited<ReturnType<MarketFixture['request']>> };
    return shown.toObject();
  }

  test('asks, is told the answer, and acts on it once', async () => {
    const request = await apply();
    expect(request).toMatchObject({ requester: self, callback: self, fee: 10n, inputUri: URI });
    const requestId = fixture.requestId(request);
    expect(await read(desk, 'isPending', requestId)).toBe(true);
    const { output, proof } = fixture.answerTo(request, fixture.addressOf.prover, { output: APPROVAL });
    const receipt = await mined(send(fixture.prover, fixture.market, 'fulfil', request, output, proof));
    expect(eventsOf(receipt, fixture.market).map(([name]) => name)).toEqual([
      'InferenceFulfilled',
      'CallbackSucceeded',
    ]);
    expect(await read(desk, 'isApproved', fixture.addressOf.requester)).toBe(true);
    expect(await read(desk, 'isPending', requestId)).toBe(false);
    process.stdout.write(`fulfil with a consumer's callback: ${receipt.gasUsed} gas\n`);
  });

  test('listens to the market alone, and to answers of its own requests alone', async () => {
    const { output } = fixture.answerTo(await apply(), fixture.addressOf.prover, { output: APPROVAL });
    const forged = send(
      fixture.thief,
      desk,
      'onInference',
      ZeroHash,
      fixture.model.modelId,
      INPUT_COMMITMENT,
      output,
    );
    expect(await refusal(forged, desk)).toBe('NotMarket');

    // Anyone may ask anything and name the desk as the callback: the desk does not listen.
    const model = await fixture.registerModel('a model that approves of everybody');
    const request = await fixture.request({
      requester: fixture.addressOf.thief,
      modelId: model.modelId,
      callback: self,
      callbackGas: 200_000n,
    });
    await mined(send(fixture.thief, fixture.market, 'request', request));
    const answer = fixture.answerTo(request, fixture.addressOf.thief, { output: APPROVAL });
    const receipt = await mined(
      send(fixture.thief, fixture.market, 'fulfil', request, answer.output, answer.proof),
    );
    expect(eventsOf(receipt, fixture.market).at(-1)![0]).toBe('CallbackFailed');
    const retried = send(fixture.thief, fixture.market, 'retryCallback', request, answer.output);
    expect(await refusal(retried)).toBe('CallbackReverted');
    expect(await read(desk, 'isApproved', fixture.addressOf.thief)).toBe(false);
  });

  test('gets an unanswered fee back and can hand it on', async () => {
    const request = await apply(33n);
    const takeBack = (): Promise<string> =>
      refusal(send(fixture.thief, desk, 'takeBack', fixture.requestId(request)), desk);
    expect(await takeBack()).toBe('Error');
    await fixture.mineAt(request.deadline + 1n);
    await mined(send(fixture.thief, fixture.market, 'refund', request));
    expect(await read(fixture.market, 'balanceOf', self, ZeroAddress)).toBe(33n);
    const before = await fixture.chain.provider.getBalance(fixture.addressOf.requester);
    expect(await takeBack()).toBe('accepted');
    expect(await fixture.chain.provider.getBalance(fixture.addressOf.requester)).toBe(before + 33n);
    expect(await read(fixture.market, 'balanceOf', self, ZeroAddress)).toBe(0n);
    expect(await takeBack()).not.toBe('accepted');
  });
});
