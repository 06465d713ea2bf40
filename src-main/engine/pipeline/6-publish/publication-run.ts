import type { Provider } from 'ethers';
import { askNode } from '../../chain/ask-node.ts';
import type { CallToPrice } from '../../chain/fees/gas-price.ts';
import type { LongWork } from '../../../api/progress.ts';
import type { JournalFees } from '../../store/journal/journal-types.ts';
import type { OpenPublication } from '../../store/journal/open-publication.ts';
import type { PublicationStep } from './publication-step.ts';
import type { PublishPace } from './publish-pace.ts';
import type { PublishingAccount } from './publishing-account.ts';

/** What every part of a publication works with. */
export interface PublicationRun {
  provider: Provider;
  chainId: bigint;
  account: PublishingAccount;
  publication: OpenPublication;
  pace: PublishPace;
  work: LongWork;
  /** wei per gas that no transaction may offer more than */
  maximumFeePerGas?: bigint;
  /** What a transaction should offer, where that depends on it; what the node suggests for any where absent. */
  priceOf?(call: CallToPrice): Promise<JournalFees>;
}

/** A step with its row in the journal. */
export interface PlacedStep extends PublicationStep {
  id: number;
  position: number;
  count: number;
}

/** Asks the node, again where it does not answer. */
export function ask<T>(
  { provider, pace, work }: PublicationRun,
  question: (of: Provider) => Promise<T>,
): Promise<T> {
  return askNode(() => question(provider), pace, work);
}

/** Tells where the publication is. */
export function tell(
  { work }: PublicationRun,
  { purpose, position, count }: PlacedStep,
  what?: string,
): void {
  const order = purpose.charAt(0).toUpperCase() + purpose.slice(1);
  work.onProgress?.({
    stage: 'publish',
    message: `${order} (${position + 1} of ${count})${what === undefined ? '' : `: ${what}`}`,
    fraction: position / count,
  });
}
