import { formatEther } from 'ethers';
import type { MarketRequestRecord } from '../../../store/market/market-types.ts';
import { type MarketDesk, type Moment, type OnChainState, secondsLeft, stateOnChain } from './market-desk.ts';

/** Answers that reverted on the chain, after which a request is given up. */
const MAXIMUM_ATTEMPTS = 3;

/** Decides what became of the requests whose answers were sent; the contract has the last word. */
export async function settleRequests(desk: MarketDesk, moment: Moment): Promise<void> {
  for (const request of desk.books.requests.inState('sent')) await settleRequest(desk, request, moment);
}

async function settleRequest(desk: MarketDesk, record: MarketRequestRecord, moment: Moment): Promise<void> {
  const { books, pace, looks, log } = desk;
  const { requestId, attempts } = record;
  const gone = `request ${requestId} gone`;
  const state = await stateOnChain(desk, requestId);
  if (state === 'none') {
    if (looks.count(gone) < pace.agreeingLooks) return;
    log.info({ requestId }, 'A reorganization took the request away.');
    return books.requests.update(requestId, { state: 'vanished' });
  }
  looks.forget(gone);
  if (state !== 'open') return settleEnded(desk, record, state, moment);
  if (secondsLeft(record.request, moment) < pace.giveUpSeconds) {
    log.warn({ requestId }, 'The answer was not mined in time; it is given up.');
    return books.requests.update(requestId, { state: 'missed', reason: 'the answer was not mined in time' });
  }
  const isOnItsWay = books.transactions
    .open()
    .some((transaction) => transaction.requestId === requestId && transaction.kind === 'fulfil');
  if (isOnItsWay) return;
  if (attempts < MAXIMUM_ATTEMPTS)
    return books.requests.update(requestId, { state: 'proven', reason: record.reason });
  log.warn({ requestId }, `The answer failed on the chain ${attempts} times: ${record.reason ?? ''}`);
  books.requests.update(requestId, { state: 'failed', reason: record.reason });
}

/** Final as soon as it is deep enough. */
async function settleEnded(
  desk: MarketDesk,
  { requestId, request }: MarketRequestRecord,
  state: OnChainState,
  { height }: Moment,
): Promise<void> {
  const { books, pace, looks, log } = desk;
  const settledBlock = height - pace.confirmations + 1;
  if (settledBlock < 0) return;
  const isDeep = pace.confirmations <= 1 || (await stateOnChain(desk, requestId, settledBlock)) === state;
  if (!isDeep) return;
  if (state === 'refunded') {
    log.info({ requestId }, 'The fee went back to the requester.');
    return books.requests.update(requestId, { state: 'refunded', settledBlock });
  }
  const transactions = books.transactions.ofRequest(requestId);
  const own = transactions.find((each) => each.kind === 'fulfil' && each.state === 'settled');
  const look = `request ${requestId} answered`;
  if (!own) {
    const isOursSoon = transactions.some((each) => each.kind === 'fulfil' && each.state === 'mined');
    if (isOursSoon || looks.count(look) < pace.agreeingLooks) return;
    looks.forget(look);
    log.info({ requestId }, 'Somebody else answered first.');
    return books.requests.update(requestId, { state: 'taken', settledBlock });
  }
  const receipt = await desk.ask((node) => node.getTransactionReceipt(own.hash));
  if (!receipt) return;
  looks.forget(look);
  const gasCost = receipt.gasUsed * receipt.gasPrice;
  books.requests.update(requestId, {
    state: 'answered',
    settledBlock,
    transactionHash: own.hash,
    gasUsed: Number(receipt.gasUsed),
    gasCost,
  });
  log.info(
    { requestId },
    `Answered in block ${receipt.blockNumber} for ${formatEther(gasCost)} of gas; the fee is ${request.fee} of ${request.feeToken}.`,
  );
}
