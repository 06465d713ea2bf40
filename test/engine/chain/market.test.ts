import { ZeroAddress } from 'ethers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callContract, sendTransaction } from '../../../src-main/engine/chain/call-contract.ts';
import { MARKET } from '../../../src-main/engine/chain/contract-bindings.ts';
import { findMarketRequests } from '../../../src-main/engine/chain/find-market-requests.ts';
import { fulfilRequest } from '../../../src-main/engine/chain/fulfil-request.ts';
import { NATIVE_TOKEN } from '../../../src-main/engine/chain/market-request.ts';
import { refundRequest } from '../../../src-main/engine/chain/refund-request.ts';
import { requestInference } from '../../../src-main/engine/chain/request-inference.ts';
import { OUTPUT, startMarket, type MarketFixture } from '../../contracts/support/market-fixture.ts';

let fixture: MarketFixture;

beforeAll(async () => {
  fixture = await startMarket();
});

afterAll(async () => {
  await fixture?.stop();
});

test('a request goes out, is found, answered or refunded; each failure says what the contract refused', async () => {
  const { chain, marketAddress: market, requester, prover, thief, addressOf } = fixture;
  const request = await fixture.request({ fee: 20n });
  const direct = await requestInference(requester, market, request, { value: 25n });
  expect(direct.requestId).toBe(fixture.requestId(request));

  const second = await fixture.request({ fee: 5n });
  const signature = await fixture.sign(second, requester);
  const signed = await requestInference(thief, market, second, { signature });
  expect(signed.requestId).toBe(fixture.requestId(second));
  await expect(requestInference(thief, market, second, { signature })).rejects.toMatchObject({
    code: 'chain-refused',
    message: expect.stringContaining('NonceUsed') as string,
  });

  const found = await findMarketRequests(chain.provider, market, { fromBlock: 0, modelId: request.modelId });
  expect(found.map(({ requestId }) => requestId)).toEqual([direct.requestId, signed.requestId]);
  expect(found.map((each) => each.request)).toEqual([request, second]);
  const one = { fromBlock: 0, requestId: signed.requestId };
  expect(await findMarketRequests(chain.provider, market, one)).toEqual([found[1]]);
  const nobodys = { fromBlock: 0, requester: addressOf.thief };
  expect(await findMarketRequests(chain.provider, market, nobodys)).toEqual([]);

  const { points, context, inputSignals } = fixture.answerTo(request, addressOf.prover);
  const inference = { output: OUTPUT, points, context, inputSignals };
  await expect(refundRequest(thief, market, request)).rejects.toMatchObject({
    message: expect.stringContaining('RequestNotRefundable') as string,
  });
  await expect(
    fulfilRequest(prover, market, request, { ...inference, output: OUTPUT.with(0, 1n) }),
  ).rejects.toMatchObject({ code: 'proof-invalid' });
  await fulfilRequest(thief, market, request, inference);
  const balance = await callContract(chain.provider, market, MARKET.abi, 'balanceOf', [
    addressOf.prover,
    NATIVE_TOKEN,
  ]);
  expect([...balance]).toEqual([20n]);

  await fixture.mineAt(second.deadline + 1n);
  await refundRequest(thief, market, second);
  const withdraw = MARKET.abi.encodeFunctionData('withdraw', [ZeroAddress, 5n, addressOf.requester]);
  await sendTransaction(requester, { to: market, data: withdraw }, {});
});
