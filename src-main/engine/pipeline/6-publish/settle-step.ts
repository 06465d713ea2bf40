import { setTimeout as sleep } from 'node:timers/promises';
import { formatUnits } from 'ethers';
import { AppError } from '../../../api/errors.ts';
import { throwIfAborted } from '../../../api/progress.ts';
import type { JournalTransaction } from '../../store/journal/journal-types.ts';
import type { Delivery } from './broadcast.ts';
import { explainRevert } from './explain-revert.ts';
import { raiseFees, suggestFees } from './fees.ts';
import { lookForTransactions, type Sighting } from './look-for-transactions.ts';
import { minedStep } from './mined-step.ts';
import {
  nonceContested,
  nonceMissing,
  nonceTaken,
  notInTime,
  tooLittle,
  withoutEffect,
} from './publication-problems.ts';
import { ask, tell, type PlacedStep, type PublicationRun } from './publication-run.ts';
import { deliver, sendStep } from './send-step.ts';
import { hasEffect } from './step-effect.ts';

const OPEN_STATES = new Set<JournalTransaction['state']>(['asked', 'signed', 'sent', 'mined']);

/** What a step has seen while it is being settled. */
interface Watch {
  /** Equal looks in a row. */
  kind: Sighting['kind'];
  looks: number;
  since: number;
  /** When this run first waited for a transaction of the step. */
  waitsSince?: number;
  /** A transaction of this step was sent, or waited, in this run. */
  isOurs: boolean;
}

/**
 * Sees to it that a step's effect is on the chain, whoever brings it about, and writes down how. The chain is asked first:
 * nothing is sent for what is there.
 *
 * @param earlier the steps that it builds on
 * @returns false where an earlier step is no longer on the chain and has to come first
 * @throws AppError `chain-refused` (it failed, its nonce was taken, it is not mined in time), `chain-unreachable`, `aborted`,
 *         `disk-full`, `workspace-unusable`
 */
export async function settleStep(
  run: PublicationRun,
  step: PlacedStep,
  earlier: readonly PlacedStep[],
): Promise<boolean> {
  const watch: Watch = { kind: 'none', looks: 0, since: Date.now(), isOurs: false };
  tell(run, step);
  for (;;) {
    throwIfAborted(run.work.signal);
    const open = openTransactions(run, step);
    if (await ask(run, (node) => hasEffect(node, step.effect))) {
      if (await noteEffect(run, step, open, watch)) return true;
    } else {
      const sighting = await lookForTransactions(run, open);
      note(watch, sighting.kind);
      const isToSend = sighting.kind === 'none' || sighting.kind === 'gone';
      if (isToSend && !(await stand(run, earlier))) return false;
      if (await act(run, step, sighting, open, watch)) continue;
    }
    await sleep(run.pace.pollMilliseconds, undefined, { signal: run.work.signal }).catch(() => undefined);
  }
}

/** A reorganization takes earlier steps along. */
async function stand(run: PublicationRun, steps: readonly PlacedStep[]): Promise<boolean> {
  for (const { effect } of steps) if (!(await ask(run, (node) => hasEffect(node, effect)))) return false;
  return true;
}

/** The transactions of a step that may still be mined. */
export function openTransactions({ publication }: PublicationRun, { id }: PlacedStep): JournalTransaction[] {
  return publication.transactions(id).filter(({ state }) => OPEN_STATES.has(state));
}

/** @returns false where the receipt of a transaction that must have done it is still to come */
async function noteEffect(
  run: PublicationRun,
  step: PlacedStep,
  open: readonly JournalTransaction[],
  watch: Watch,
): Promise<boolean> {
  const sighting = await lookForTransactions(run, open);
  if (sighting.kind === 'mined') {
    const { transaction, receipt } = sighting;
    if (transaction.state !== 'mined') run.publication.markTransaction(transaction, 'mined');
    run.publication.markStep(step.id, minedStep(receipt));
    return true;
  }
  note(watch, sighting.kind);
  const maySoonCome =
    sighting.kind === 'overtaken' || sighting.kind === 'waiting' || sighting.kind === 'unseen';
  if (maySoonCome && watch.looks < run.pace.agreeingLooks) return false;
  for (const transaction of open) {
    if (sighting.kind === 'reverted') run.publication.markTransaction(transaction, 'reverted');
    if (sighting.kind === 'overtaken') run.publication.markTransaction(transaction, 'replaced');
  }
  const done = run.publication.steps()[step.position];
  const isKnown = done?.state === 'confirmed' || done?.state === 'mined';
  if (!isKnown) run.publication.markStep(step.id, { state: 'mined', found: true });
  return true;
}

/** @returns true where the next look need not wait */
async function act(
  run: PublicationRun,
  step: PlacedStep,
  sighting: Sighting,
  open: readonly JournalTransaction[],
  watch: Watch,
): Promise<boolean> {
  const { publication, pace } = run;
  switch (sighting.kind) {
    case 'none': {
      watch.isOurs = true;
      try {
        await answerDelivery(run, step, await sendStep(run, step));
      } catch (error) {
        // Somebody else may have been faster.
        if (!(await isThereAfter(run, step, error))) throw error;
      }
      return true;
    }
    case 'mined':
      if (watch.looks < 2 * pace.agreeingLooks) return false;
      publication.markTransaction(sighting.transaction, 'reverted');
      throw withoutEffect(step, sighting.receipt.hash);
    case 'reverted':
      if (await ask(run, (node) => hasEffect(node, step.effect))) return true;
      publication.markTransaction(sighting.transaction, 'reverted');
      publication.markStep(step.id, { state: 'planned' });
      throw await explainRevert(run, step, sighting.transaction, sighting.receipt);
    case 'overtaken':
      if (watch.looks < pace.agreeingLooks) return false;
      for (const transaction of open) publication.markTransaction(transaction, 'replaced');
      publication.markStep(step.id, { state: 'planned' });
      // Between two runs the new run is the order to try again; during a run somebody wanted something else.
      if (watch.isOurs && open.some(({ state }) => state === 'sent'))
        throw nonceTaken(step, sighting.transaction);
      return true;
    case 'gone': {
      const { transaction } = sighting;
      if (sighting.hasGap) {
        // It could never be mined. Should it turn up all the same, it finds the effect there and does nothing.
        for (const one of open) publication.markTransaction(one, 'dropped');
        return true;
      }
      expectPatience(run, step, transaction, watch);
      tell(run, step, 'sending the transaction that is in the journal');
      const isKept = transaction.raw !== null;
      const delivery = isKept
        ? await deliver(run, step, transaction)
        : await sendStep(run, step, { nonce: transaction.nonce });
      await answerDelivery(run, step, delivery);
      return false;
    }
    case 'unseen':
      if (sighting.transaction.state === 'signed' && Date.now() - watch.since > pace.gapMilliseconds) {
        throw nonceContested(step, sighting.transaction);
      }
      return wait(run, step, sighting.transaction, watch);
    case 'waiting': {
      const { transaction, nextNonce, hasGap } = sighting;
      if (transaction.state !== 'sent') {
        const height = await ask(run, (node) => node.getBlockNumber());
        publication.markSent(transaction, step.id, transaction.hash!, height);
      }
      if (hasGap && Date.now() - watch.since > pace.gapMilliseconds) {
        throw nonceMissing(step, transaction, nextNonce);
      }
      // Behind another transaction it is not the fees that hold it up.
      if (nextNonce >= transaction.nonce) await raiseWhereStuck(run, step, openTransactions(run, step));
      return wait(run, step, transaction, watch, nextNonce);
    }
  }
}

async function isThereAfter(run: PublicationRun, { effect }: PlacedStep, error: unknown): Promise<boolean> {
  const isRefusal = error instanceof AppError && error.code === 'chain-refused';
  return isRefusal && ask(run, (node) => hasEffect(node, effect));
}

function note(watch: Watch, kind: Sighting['kind']): void {
  if (watch.kind === kind) watch.looks++;
  else Object.assign(watch, { kind, looks: 1, since: Date.now() });
}

function wait(
  run: PublicationRun,
  step: PlacedStep,
  transaction: JournalTransaction,
  watch: Watch,
  nextNonce = transaction.nonce,
): false {
  tell(run, step, 'waiting for the transaction');
  expectPatience(run, step, transaction, watch, nextNonce);
  return false;
}

function expectPatience(
  { pace }: PublicationRun,
  step: PlacedStep,
  transaction: JournalTransaction,
  watch: Watch,
  nextNonce = transaction.nonce,
): void {
  watch.isOurs = true;
  watch.waitsSince ??= Date.now();
  if (Date.now() - watch.waitsSince <= pace.patienceMilliseconds) return;
  throw notInTime(step, transaction, nextNonce, pace.patienceMilliseconds);
}

/** A node that asks for more than was offered gets it, within bounds. */
async function answerDelivery(run: PublicationRun, step: PlacedStep, delivery: Delivery): Promise<void> {
  let outcome = delivery;
  while (outcome === 'underpriced') {
    throwIfAborted(run.work.signal);
    const attempts = openTransactions(run, step);
    const raised = await raise(run, step, attempts);
    if (raised === undefined) throw tooLittle(step, attempts.at(-1)!);
    outcome = raised;
  }
}

async function raiseWhereStuck(
  run: PublicationRun,
  step: PlacedStep,
  open: readonly JournalTransaction[],
): Promise<void> {
  const newest = open.at(-1)!;
  const { stuckMilliseconds, stuckBlocks } = run.pace;
  if (run.account.kind !== 'signs' || step.presigned) return;
  if (newest.sentAt === null || newest.sentBlock === null) return;
  if (Date.now() - newest.sentAt < stuckMilliseconds) return;
  const height = await ask(run, (node) => node.getBlockNumber());
  if (height - newest.sentBlock < stuckBlocks) return;
  await raise(run, step, open);
}

/** A transaction with higher fees in the place of the others; undefined where the bounds are reached. */
async function raise(
  run: PublicationRun,
  step: PlacedStep,
  open: readonly JournalTransaction[],
): Promise<Delivery | undefined> {
  const { raises, raiseFactor } = run.pace;
  const newest = open.at(-1);
  const isOwn = newest?.sender === run.account.address && newest.raw !== null;
  if (!newest || !isOwn || step.presigned || open.length > raises) return undefined;
  const bound = open[0]!.maxFeePerGas * raiseFactor;
  const ceiling =
    run.maximumFeePerGas === undefined || run.maximumFeePerGas > bound ? bound : run.maximumFeePerGas;
  const fees = raiseFees(newest, await ask(run, suggestFees), ceiling);
  if (!fees) return undefined;
  tell(run, step, `offering ${formatUnits(fees.maxFeePerGas, 'gwei')} gwei instead`);
  return sendStep(run, step, { nonce: newest.nonce, fees });
}
