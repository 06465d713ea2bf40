import { isError, type Provider } from 'ethers';
import { AppError } from '../../../api/errors.ts';
import { toChainError } from '../../chain/chain-error.ts';

/** What a node made of a transaction: it has it, it asks for more, or the nonce is used. */
export type Delivery = 'sent' | 'underpriced' | 'overtaken';

/**
 * Sends a signed transaction. Sending it twice is harmless, so a broken connection is no reason to stop; anything else is
 * looked at.
 *
 * @param ask asks the node, again where it does not answer
 * @throws AppError `chain-refused` where the node will not have it, `chain-unreachable`, `aborted`
 */
export async function broadcast(
  ask: <T>(question: (node: Provider) => Promise<T>) => Promise<T>,
  { raw, hash }: { raw: string; hash: string },
): Promise<Delivery> {
  const refusal = await ask(async (node) => {
    try {
      await node.broadcastTransaction(raw);
      return undefined;
    } catch (error) {
      if (isUnreachable(error)) throw error;
      return error;
    }
  });
  const isKnown =
    refusal === undefined ||
    (await ask((node) => node.getTransaction(hash))) !== null ||
    (await ask((node) => node.getTransactionReceipt(hash))) !== null;
  if (isKnown) return 'sent';
  if (isError(refusal, 'NONCE_EXPIRED')) return 'overtaken';
  if (isUnderpriced(refusal)) return 'underpriced';
  throw toChainError(refusal);
}

export function isUnreachable(error: unknown): boolean {
  const known = toChainError(error);
  return known instanceof AppError && known.code === 'chain-unreachable';
}

/** Nodes have many words for it; those of geth, Erigon, Nethermind, Reth and anvil. */
function isUnderpriced(error: unknown): boolean {
  if (isError(error, 'REPLACEMENT_UNDERPRICED')) return true;
  const words = error instanceof Error ? error.message : String(error);
  return /underpriced|less than block base fee|feetoolow|fee too low|below the minimum|already (known|imported)/i.test(
    words,
  );
}
