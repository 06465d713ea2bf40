import { formatUnits } from 'ethers';
import type { JournalFees } from '../../../store/journal/journal-types.ts';
import type { MarketRequestRecord, MarketTransaction } from '../../../store/market/market-types.ts';
import { raiseFees, suggestFees } from '../../6-publish/fees.ts';
import type { MarketDesk, Moment } from './market-desk.ts';
import { sendTransaction, signTransaction } from './market-transaction.ts';
import { feeCeiling } from './price-policy.ts';

/** Transactions of one nonce: one of them at most is mined. */
export interface Slot {
  nonce: number;
  /** The oldest first; never empty. */
  transactions: MarketTransaction[];
}

/** Room for fees above those of the answer that is withdrawn: nodes want an eighth more. */
const CANCEL_FACTOR = 4n;
const TRANSFER_GAS = 21_000n;

/**
 * The same answer with higher fees in the place of the others, as far as the request's fee, the publisher's bound and the
 * pace allow.
 * @returns false where they allow no more
 */
export async function raiseSlot(
  desk: MarketDesk,
  { nonce, transactions }: Slot,
  request: MarketRequestRecord | undefined,
  moment: Moment,
): Promise<boolean> {
  const { pace, policy, place } = desk;
  const newest = transactions.at(-1)!;
  if (transactions.length > pace.raises) return false;
  const { kind, gasLimit, requestId } = newest;
  let ceiling = transactions[0]!.maxFeePerGas * pace.raiseFactor;
  if (kind === 'fulfil') {
    if (!request?.answer) return false;
    const bound = feeCeiling(policy, request.model, request.request, gasLimit);
    if (bound !== undefined && bound < ceiling) ceiling = bound;
  }
  const fees = raiseFees(newest, await desk.ask(suggestFees), ceiling);
  if (!fees) return false;
  const isFulfil = kind === 'fulfil';
  const call = isFulfil
    ? { to: place.market, data: request!.answer! }
    : { to: desk.account.address, data: '0x' };
  const raised = await signTransaction(desk, { requestId, kind, nonce, gasLimit, fees, ...call });
  tell(
    desk,
    requestId,
    `offering ${formatUnits(fees.maxFeePerGas, 'gwei')} gwei for the transaction ${nonce}`,
  );
  await sendTransaction(desk, raised, moment.height);
  return true;
}

/** Takes the nonce for a transfer of nothing to the own account, so that an answer nobody needs costs no more gas. */
export async function withdrawSlot(
  desk: MarketDesk,
  { nonce, transactions }: Slot,
  moment: Moment,
): Promise<void> {
  const { account } = desk;
  const newest = transactions.at(-1)!;
  const now = await desk.ask(suggestFees);
  const fees: JournalFees | undefined = raiseFees(
    newest,
    now,
    larger(newest.maxFeePerGas, now.maxFeePerGas) * CANCEL_FACTOR,
  );
  if (!fees) return;
  const call = { from: account.address, to: account.address, data: '0x' };
  const estimate = await desk.ask((node) => node.estimateGas(call));
  const gasLimit = estimate > TRANSFER_GAS ? estimate + estimate / 8n : TRANSFER_GAS;
  const { requestId } = newest;
  const cancel = await signTransaction(desk, {
    requestId,
    kind: 'cancel',
    nonce,
    gasLimit,
    fees,
    to: account.address,
    data: '0x',
  });
  tell(desk, requestId, `withdrawing the transaction ${nonce}`);
  await sendTransaction(desk, cancel, moment.height);
}

function tell(desk: MarketDesk, requestId: string, message: string): void {
  desk.log.info({ requestId }, message);
}

function larger(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
