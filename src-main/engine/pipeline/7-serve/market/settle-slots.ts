import type { TransactionReceipt } from 'ethers';
import { AppError } from '../../../../api/errors.ts';
import { toChainError } from '../../../chain/chain-error.ts';
import type { MarketTransaction } from '../../../store/market/market-types.ts';
import { type MarketDesk, type Moment, secondsLeft } from './market-desk.ts';
import { sendTransaction } from './market-transaction.ts';
import { raiseSlot, type Slot, withdrawSlot } from './replace-transaction.ts';

/** The open transactions of the account, by nonce. */
export function openSlots({ books }: MarketDesk): Slot[] {
  const slots: Slot[] = [];
  for (const transaction of books.transactions.open()) {
    if (slots.at(-1)?.nonce !== transaction.nonce) slots.push({ nonce: transaction.nonce, transactions: [] });
    slots.at(-1)!.transactions.push(transaction);
  }
  return slots;
}

/**
 * Sees to it that each nonce that was taken is used: by the answer that it was taken for, sent again where the node lost it
 * and with higher fees where it is stuck, or, where that answer is no longer wanted, by nothing.
 *
 * @param usedNonces of the account, at the latest block
 */
export async function settleSlots(desk: MarketDesk, usedNonces: number, moment: Moment): Promise<void> {
  const slots = openSlots(desk);
  for (const [index, slot] of slots.entries()) {
    if (slot.nonce < usedNonces) await settleUsed(desk, slot, moment);
    else
      await pursue(
        desk,
        slot,
        { isNext: slot.nonce === usedNonces, isLast: index === slots.length - 1 },
        moment,
      );
  }
}

async function settleUsed(desk: MarketDesk, { nonce, transactions }: Slot, moment: Moment): Promise<void> {
  const { books, pace, looks } = desk;
  const look = `nonce ${nonce} used`;
  for (const transaction of [...transactions].reverse()) {
    const receipt = await desk.ask((node) => node.getTransactionReceipt(transaction.hash));
    if (!receipt) continue;
    looks.forget(look);
    const depth = moment.height - receipt.blockNumber + 1;
    if (depth < pace.confirmations) {
      books.transactions.mark(transaction, 'mined', receipt.blockNumber);
      return;
    }
    const problem = receipt.status === 1 ? undefined : await whyReverted(desk, transaction, receipt);
    books.atomically(() => {
      for (const other of transactions) {
        if (other.id !== transaction.id) books.transactions.mark(other, 'replaced');
      }
      books.transactions.mark(
        transaction,
        problem === undefined ? 'settled' : 'reverted',
        receipt.blockNumber,
      );
      if (transaction.kind === 'fulfil') noteMined(desk, transaction.requestId, problem);
    });
    return;
  }
  if (looks.count(look) < pace.agreeingLooks) return;
  looks.forget(look);
  // Another transaction of the account has it: what these were to do is signed anew.
  books.atomically(() => {
    for (const transaction of transactions) books.transactions.mark(transaction, 'replaced');
  });
}

/** What follows for the request is decided by where the contract says that it stands. */
function noteMined({ books, log }: MarketDesk, requestId: string, problem: string | undefined): void {
  const request = books.requests.find(requestId);
  if (!request) return;
  if (problem !== undefined) {
    log.info({ requestId }, `The answer failed on the chain: ${problem}`);
    books.requests.update(requestId, {
      state: request.state,
      reason: problem,
      attempts: request.attempts + 1,
    });
  } else if (request.state !== 'answered') {
    // Given up, perhaps, a moment before it was mined.
    books.requests.update(requestId, { state: 'sent' });
  }
}

/** The same call is tried again at the block before. */
async function whyReverted(
  desk: MarketDesk,
  { kind, requestId, gasLimit }: MarketTransaction,
  { blockNumber, gasUsed }: TransactionReceipt,
): Promise<string> {
  const data = kind === 'fulfil' ? desk.books.requests.find(requestId)?.answer : undefined;
  const call = {
    from: desk.account.address,
    to: desk.place.market,
    data,
    gasLimit,
    blockTag: blockNumber - 1,
  };
  const failure = await desk
    .ask((node) => node.call(call))
    .then(
      () => undefined,
      (error: unknown) => toChainError(error),
    );
  if (failure instanceof AppError && failure.code !== 'chain-unreachable') return failure.message;
  return gasUsed >= gasLimit ? 'It used up all its gas.' : 'The chain does not say why.';
}

async function pursue(
  desk: MarketDesk,
  slot: Slot,
  place: { isNext: boolean; isLast: boolean },
  moment: Moment,
): Promise<void> {
  const { books } = desk;
  const newest = slot.transactions.at(-1)!;
  const request = books.requests.find(newest.requestId);
  // The chain went back to before it.
  for (const transaction of slot.transactions) {
    if (transaction.state === 'mined') books.transactions.markSent(transaction, moment.height);
  }
  const isWanted =
    request?.state === 'sent' && secondsLeft(request.request, moment) >= desk.pace.giveUpSeconds;
  if (newest.kind === 'fulfil' && !isWanted) return withdrawSlot(desk, slot, moment);
  if (!(await isKnown(desk, slot))) {
    const delivery = await sendTransaction(desk, newest, moment.height);
    if (delivery === 'underpriced') await raiseOrWithdraw(desk, slot, place, moment);
    return;
  }
  if (newest.state === 'signed') books.transactions.markSent(newest, moment.height);
  if (place.isNext && isStuck(desk, newest, moment)) await raiseOrWithdraw(desk, slot, place, moment);
}

async function isKnown(desk: MarketDesk, { transactions }: Slot): Promise<boolean> {
  const { hash } = transactions.at(-1)!;
  return (await desk.ask((node) => node.getTransaction(hash))) !== null;
}

function isStuck(
  { pace }: MarketDesk,
  { sentAt, sentBlock }: MarketTransaction,
  { height }: Moment,
): boolean {
  if (sentAt === null || sentBlock === null) return false;
  return Date.now() - sentAt >= pace.stuckMilliseconds && height - sentBlock >= pace.stuckBlocks;
}

/** What may not offer more holds up what comes after it: it makes room, and waits until gas is cheaper. */
async function raiseOrWithdraw(
  desk: MarketDesk,
  slot: Slot,
  { isLast }: { isLast: boolean },
  moment: Moment,
): Promise<void> {
  const { requestId, kind } = slot.transactions.at(-1)!;
  const request = desk.books.requests.find(requestId);
  if (await raiseSlot(desk, slot, request, moment)) return;
  const isInTheWay = !isLast || desk.books.requests.inState('proven').length > 0;
  if (kind !== 'fulfil' || !isInTheWay) return;
  desk.books.requests.update(requestId, { state: 'proven', reason: 'gas costs more than may be offered' });
  await withdrawSlot(desk, slot, moment);
}
