import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../../api/errors.ts';
import { throwIfAborted } from '../../../api/progress.ts';
import type { JournalStep } from '../../store/journal/journal-types.ts';
import { lookForTransactions } from './look-for-transactions.ts';
import { minedStep } from './mined-step.ts';
import { ask, type PlacedStep, type PublicationRun } from './publication-run.ts';
import type { PublicationStep } from './publication-step.ts';
import { openTransactions, settleStep } from './settle-step.ts';
import { encodeEffect, hasEffect } from './step-effect.ts';

/** A step as the journal has it, and whether this run had anything to do with it. */
export interface SettledStep extends JournalStep {
  /** It was confirmed before this run began. */
  wasConfirmed: boolean;
}

/**
 * Takes a publication from wherever it is to its end: each step is mined before the next begins, and the last look at all
 * of them happens as many blocks later as the network wants. A step that a reorganization took away is done again.
 *
 * @param steps those that the publication was begun with, in the same order
 * @throws AppError as `settleStep`; the journal keeps the reason
 */
export async function runPublication(
  run: PublicationRun,
  steps: readonly PublicationStep[],
): Promise<SettledStep[]> {
  const { publication } = run;
  const before = publication.steps();
  const placed = steps.map((step, position): PlacedStep => {
    const row = before[position];
    if (row?.effect !== encodeEffect(step.effect))
      throw new Error('The journal has other steps than the plan.');
    return { ...step, id: row.id, position, count: steps.length };
  });
  try {
    do await settleAll(run, placed);
    while (!(await areConfirmed(run, placed)));
    publication.finish();
  } catch (error) {
    keepReason(run, error);
    throw error;
  }
  return publication
    .steps()
    .map((step, position) => ({ ...step, wasConfirmed: before[position]!.state === 'confirmed' }));
}

/** One after another; from the first again where a reorganization took one away. */
async function settleAll(run: PublicationRun, steps: readonly PlacedStep[]): Promise<void> {
  for (let next = 0; next < steps.length;) {
    next = (await settleStep(run, steps[next]!, steps.slice(0, next))) ? next + 1 : 0;
  }
}

/** Waits until every effect is as many blocks old as the network wants. @returns false where one is gone again */
async function areConfirmed(run: PublicationRun, steps: readonly PlacedStep[]): Promise<boolean> {
  const { pace, publication, work } = run;
  for (;;) {
    throwIfAborted(work.signal);
    const height = await ask(run, (node) => node.getBlockNumber());
    const depth = height - pace.confirmations + 1;
    let confirmed = 0;
    for (const step of steps) {
      if (!(await ask(run, (node) => hasEffect(node, step.effect)))) {
        publication.markStep(step.id, { state: 'sent' });
        return false;
      }
      const isOld =
        pace.confirmations <= 1 ||
        (depth >= 0 && (await ask(run, (node) => hasEffect(node, step.effect, depth))));
      if (isOld && (await isAtItsBlock(run, step))) confirmed++;
    }
    if (confirmed === steps.length) {
      for (const { id } of steps) publication.markStep(id, { state: 'confirmed' });
      return true;
    }
    work.onProgress?.({
      stage: 'publish',
      message: `Waiting until ${pace.confirmations} blocks hold all of it (${confirmed} of ${steps.length} are deep enough)`,
      fraction: confirmed / steps.length,
    });
    await sleep(pace.pollMilliseconds, undefined, { signal: work.signal }).catch(() => undefined);
  }
}

/** The block in the journal is still the one that holds the transaction; where it is not, the journal learns the new one. */
async function isAtItsBlock(run: PublicationRun, step: PlacedStep): Promise<boolean> {
  const { publication } = run;
  const row = publication.steps()[step.position]!;
  if (row.transactionHash === null) return true;
  const sighting = await lookForTransactions(run, openTransactions(run, step));
  if (sighting.kind !== 'mined') {
    // The effect is there all the same: somebody else's transaction, in another branch of the chain.
    publication.markStep(step.id, { state: 'planned' });
    publication.markStep(step.id, { state: 'mined', found: true });
    return false;
  }
  const { receipt } = sighting;
  if (receipt.blockHash === row.blockHash) return true;
  publication.markStep(step.id, minedStep(receipt));
  return false;
}

/** What went wrong is more important than that it cannot be written down. */
function keepReason({ publication }: PublicationRun, error: unknown): void {
  const reason = error instanceof AppError ? error.message : 'Something unforeseen happened.';
  try {
    publication.stop(reason);
  } catch {
    // A full disk, most likely, and then it is the reason itself.
  }
}
