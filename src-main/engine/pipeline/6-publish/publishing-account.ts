import { JsonRpcSigner, type Signer, type TransactionLike } from 'ethers';

/** Whoever signs: either the signed transaction is handed over, or the signer sends it by itself. */
export type PublishingAccount = {
  address: string;
} & (
  | {
      kind: 'signs';
      /** @returns the signed transaction, 0x-prefixed hex */
      sign(transaction: TransactionLike<string>): Promise<string>;
    }
  | {
      kind: 'sends';
      /** @returns the transaction's hash, without waiting for anything */
      send(transaction: TransactionLike<string>): Promise<string>;
    }
);

/** An ethers signer as the one who signs the transactions of a publication. */
export async function publishingAccount(signer: Signer): Promise<PublishingAccount> {
  const address = await signer.getAddress();
  if (signer instanceof JsonRpcSigner) {
    return { kind: 'sends', address, send: (transaction) => signer.sendUncheckedTransaction(transaction) };
  }
  return { kind: 'signs', address, sign: (transaction) => signer.signTransaction(transaction) };
}
