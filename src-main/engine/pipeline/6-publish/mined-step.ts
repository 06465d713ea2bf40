import type { TransactionReceipt } from 'ethers';

/** What the journal keeps of a step that one of our own transactions has done. */
export function minedStep(receipt: TransactionReceipt) {
  return {
    state: 'mined',
    found: false,
    transactionHash: receipt.hash,
    blockNumber: receipt.blockNumber,
    blockHash: receipt.blockHash,
    gasUsed: Number(receipt.gasUsed),
  } as const;
}
