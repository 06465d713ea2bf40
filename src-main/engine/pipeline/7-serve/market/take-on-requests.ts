import { REGISTRY } from '../../../chain/contract-bindings.ts';
import type { MarketRequestRecord } from '../../../store/market/market-types.ts';
import { suggestFees } from '../../6-publish/fees.ts';
import { type MarketDesk, type Moment, secondsLeft, stateOnChain } from './market-desk.ts';
import { expectedGas, judgeFee } from './price-policy.ts';

/**
 * Decides about the requests that were read: those that pay, leave time, and are open are taken on, and wait for their
 * inputs. Where only gas is too dear for a fee, the decision waits.
 */
export async function takeOnRequests(desk: MarketDesk, moment: Moment): Promise<void> {
  const { books, models } = desk;
  const seen = books.requests.inState('seen');
  if (seen.length === 0) return;
  const gasPrice = (await desk.ask(suggestFees)).maxFeePerGas / 2n;
  const deprecated = new Map<string, boolean>();
  for (const record of seen) {
    const { requestId, model: name, request } = record;
    const model = models.get(name);
    if (!model) continue; // not served today
    const isLate = secondsLeft(request, moment) < desk.pace.acceptSeconds;
    const decline = (reason: string) => {
      desk.log.info({ requestId }, `Declined: ${reason}.`);
      books.requests.update(requestId, { state: 'declined', reason });
    };
    if (isLate) {
      decline(record.reason ?? 'it leaves too little time');
      continue;
    }
    const gas = expectedGas(model.layout, request);
    const fault = judgeFee(desk.policy, name, request, { gas, gasPrice: 0n });
    if (fault !== undefined) {
      decline(fault);
      continue;
    }
    const tooDear = judgeFee(desk.policy, name, request, { gas, gasPrice });
    if (tooDear !== undefined) {
      if (record.reason !== tooDear) books.requests.update(requestId, { state: 'seen', reason: tooDear });
      continue;
    }
    await takeOn(desk, record, moment, deprecated, decline);
  }
}

async function takeOn(
  desk: MarketDesk,
  { requestId, model, request }: MarketRequestRecord,
  { height }: Moment,
  deprecated: Map<string, boolean>,
  decline: (reason: string) => void,
): Promise<void> {
  const { books, looks, pace, log } = desk;
  const state = await stateOnChain(desk, requestId);
  const gone = `request ${requestId} gone`;
  if (state === 'none') {
    if (looks.count(gone) >= pace.agreeingLooks) books.requests.update(requestId, { state: 'vanished' });
    return;
  }
  looks.forget(gone);
  if (state !== 'open') {
    const ended = state === 'refunded' ? 'refunded' : 'taken';
    return books.requests.update(requestId, { state: ended, settledBlock: height });
  }
  if (!deprecated.has(model)) deprecated.set(model, await isDeprecated(desk, model, request.modelId));
  if (deprecated.get(model)) return decline('the model is deprecated');
  log.info({ requestId }, `Taken on: a proof of "${model}" for ${request.fee} of ${request.feeToken}.`);
  books.atomically(() => {
    books.requests.update(requestId, { state: 'waiting' });
    books.inputs.await(request.inputCommitment, model, Number(request.deadline) * 1000);
  });
}

async function isDeprecated(
  { ask, models, place }: MarketDesk,
  name: string,
  modelId: bigint,
): Promise<boolean> {
  const registry = models.get(name)!.publications.find(({ chainId }) => chainId === place.chainId)!.registry;
  const data = REGISTRY.abi.encodeFunctionData('getModel', [modelId]);
  const returned = await ask((node) => node.call({ to: registry, data }));
  const [, deprecated] = REGISTRY.abi.decodeFunctionResult('getModel', returned);
  return deprecated;
}
