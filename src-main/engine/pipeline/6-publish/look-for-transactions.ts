import type { TransactionReceipt } from 'ethers';
import type { JournalTransaction } from '../../store/journal/journal-types.ts';
import { ask, type PublicationRun } from './publication-run.ts';

/** Where the transactions of a step are. They have one nonce: one of them at most can be mined. */
export type Sighting =
  | { kind: 'none' }
  | { kind: 'mined' | 'reverted'; transaction: JournalTransaction; receipt: TransactionReceipt }
  /** It waits at the node; `hasGap`: for a transaction of the same account that the node does not have. */
  | { kind: 'waiting'; transaction: JournalTransaction; nextNonce: number; hasGap: boolean }
  /** Something with its nonce waits at the node, which does not show what. */
  | { kind: 'unseen'; transaction: JournalTransaction }
  /** No node has it, and its nonce is free; `hasGap`: but not the next one. */
  | { kind: 'gone'; transaction: JournalTransaction; hasGap: boolean }
  /** Its nonce went to another transaction. */
  | { kind: 'overtaken'; transaction: JournalTransaction };

/** @param transactions those of a step that may still be mined, the oldest first */
export async function lookForTransactions(
  run: PublicationRun,
  transactions: readonly JournalTransaction[],
): Promise<Sighting> {
  const newestFirst = [...transactions].reverse();
  const [newest] = newestFirst;
  if (!newest) return { kind: 'none' };
  for (const transaction of newestFirst) {
    const { hash } = transaction;
    const receipt = hash === null ? null : await ask(run, (node) => node.getTransactionReceipt(hash));
    if (receipt) return { kind: receipt.status === 0 ? 'reverted' : 'mined', transaction, receipt };
  }
  const { nonce, sender } = newest;
  const usedNonces = await ask(run, (node) => node.getTransactionCount(sender, 'latest'));
  if (usedNonces > nonce) return { kind: 'overtaken', transaction: newest };
  const takenNonces = await ask(run, (node) => node.getTransactionCount(sender, 'pending'));
  for (const transaction of newestFirst) {
    const { hash } = transaction;
    if (hash === null || !(await ask(run, (node) => node.getTransaction(hash)))) continue;
    return { kind: 'waiting', transaction, nextNonce: usedNonces, hasGap: takenNonces < nonce };
  }
  if (takenNonces > nonce) return { kind: 'unseen', transaction: newest };
  return { kind: 'gone', transaction: newest, hasGap: takenNonces < nonce };
}
