import type { Provider } from 'ethers';
import type { JournalFees } from '../../store/journal/journal-types.ts';

/** Nodes take a transaction in another one's place from 10 or 12.5 % more on. */
const RAISE_PER_MILLE = 125n;

/** What the node suggests now; with EIP-1559 the base fee may double before the transaction no longer fits. */
export async function suggestFees(provider: Provider): Promise<JournalFees> {
  const { maxFeePerGas, maxPriorityFeePerGas, gasPrice } = await provider.getFeeData();
  if (maxFeePerGas !== null && maxPriorityFeePerGas !== null) return { maxFeePerGas, maxPriorityFeePerGas };
  return { maxFeePerGas: gasPrice ?? 0n, maxPriorityFeePerGas: null };
}

/**
 * Fees for a transaction in the place of another one: at least an eighth more than that one's, and no less than is
 * suggested now, but never above a ceiling.
 *
 * @param ceiling wei per gas
 * @returns undefined where the ceiling leaves no room for an eighth more
 */
export function raiseFees(before: JournalFees, now: JournalFees, ceiling: bigint): JournalFees | undefined {
  const raised = larger(raise(before.maxFeePerGas), now.maxFeePerGas);
  const maxFeePerGas = raised > ceiling ? ceiling : raised;
  if (maxFeePerGas < raise(before.maxFeePerGas)) return undefined;
  if (before.maxPriorityFeePerGas === null) return { maxFeePerGas, maxPriorityFeePerGas: null };
  const priority = larger(raise(before.maxPriorityFeePerGas), now.maxPriorityFeePerGas ?? 0n);
  return { maxFeePerGas, maxPriorityFeePerGas: priority > maxFeePerGas ? maxFeePerGas : priority };
}

/** Rounded up, and at least one more. */
function raise(fee: bigint): bigint {
  return fee + larger((fee * RAISE_PER_MILLE + 999n) / 1000n, 1n);
}

function larger(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
