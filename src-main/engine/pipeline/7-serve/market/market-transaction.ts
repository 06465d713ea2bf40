import { keccak256 } from 'ethers';
import { AppError } from '../../../../api/errors.ts';
import type { JournalFees } from '../../../store/journal/journal-types.ts';
import type { MarketTransaction } from '../../../store/market/market-types.ts';
import { broadcast, type Delivery } from '../../6-publish/broadcast.ts';
import type { MarketDesk } from './market-desk.ts';

export interface TransactionToSign {
  requestId: string;
  kind: MarketTransaction['kind'];
  to: string;
  data: string;
  nonce: number;
  gasLimit: bigint;
  fees: JournalFees;
}

/** Signs a transaction and writes it down; nothing is sent. */
export async function signTransaction(
  { account, place, books, checkLease }: MarketDesk,
  { requestId, kind, to, data, nonce, gasLimit, fees }: TransactionToSign,
): Promise<MarketTransaction> {
  const prices =
    fees.maxPriorityFeePerGas === null
      ? { type: 0, gasPrice: fees.maxFeePerGas }
      : { type: 2, maxFeePerGas: fees.maxFeePerGas, maxPriorityFeePerGas: fees.maxPriorityFeePerGas };
  const chainId = BigInt(place.chainId);
  const raw = await account.sign({ chainId, to, data, value: 0n, nonce, gasLimit, ...prices });
  const row = { requestId, kind, nonce, gasLimit, ...fees, hash: keccak256(raw), raw };
  return books.atomically(() => {
    checkLease();
    const added = books.transactions.add(row);
    if (kind === 'fulfil') books.requests.update(requestId, { state: 'sent' });
    return added;
  });
}

/** Sends what is written down, once more where need be. A node that will not have it is asked again at the next look. */
export async function sendTransaction(
  desk: MarketDesk,
  transaction: MarketTransaction,
  height: number,
): Promise<Delivery | 'refused'> {
  try {
    const delivery = await broadcast((question) => desk.ask(question), transaction);
    if (delivery === 'sent') desk.books.transactions.markSent(transaction, height);
    return delivery;
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'chain-refused') throw error;
    // A full pool, for instance.
    const { requestId, nonce } = transaction;
    desk.log.info({ requestId }, `The node did not take the transaction ${nonce}: ${error.message}`);
    return 'refused';
  }
}
