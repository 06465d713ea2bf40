import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, describeCause, type ErrorCode } from '../../../../api/errors.ts';
import type { Incident, ServeLog } from '../serve-log.ts';
import { failureForCaller, REFUSED_PROOF } from './failure-for-caller.ts';
import type { ClaimedInference, InferenceLedger } from './inference-ledger.ts';
import type { ProvingSlot } from './proving-slot.ts';

export interface RunOptions {
  ledger: InferenceLedger;
  log: ServeLog;
  onIncident?: ((incident: Incident) => void) | undefined;
}

/** Failures that another attempt may not meet; bugs are such, too. */
const PASSING: readonly ErrorCode[] = [
  'disk-full',
  'internal',
  'model-too-large',
  'worker-ended',
  'workspace-unusable',
  ...REFUSED_PROOF,
];

/** Before another attempt: whatever ended a process is given time to pass. */
const PAUSE_MILLISECONDS = 200;

/** How long an end that cannot be written is tried again: a full disk, a database or Redis that is away for a moment. */
const WRITE_ATTEMPTS = 30;
const WRITE_PAUSE_MILLISECONDS = 1000;

/**
 * Proves an inference that was claimed and writes down how it ended, whatever happens: receipt, failure, or back into the
 * queue. It never throws.
 * @param signal it was cancelled, or the queue stops
 */
export async function runClaimed(
  slot: ProvingSlot,
  claim: ClaimedInference,
  { ledger, log, onIncident }: RunOptions,
  signal: AbortSignal,
): Promise<void> {
  const { id, attempts, order } = claim;
  const about = { id, model: order.modelName, attempt: attempts };
  try {
    const { receipt, salts, seconds } = await slot.prove(order, {
      signal,
      onProgress: ({ stage, fraction }) => ledger.progress(claim, { stage, fraction }),
    });
    const wait = (claim.startedAt - claim.createdAt) / 1000;
    const drawn = Object.entries(salts).filter(([name]) => !Object.hasOwn(order.salts, name));
    const answer = { receipt, salts: Object.fromEntries(drawn), seconds: { ...seconds, wait } };
    const isKept = await write(() => ledger.finish(claim, answer), log, about);
    if (isKept) log.info({ ...about, seconds: answer.seconds }, 'inference proven');
  } catch (error) {
    if (signal.aborted) {
      // Of one that was cancelled the lease is gone already, and this changes nothing.
      await write(() => ledger.putBack(claim, false), log, about);
      return;
    }
    const code = error instanceof AppError ? error.code : 'internal';
    const message = describeCause(error);
    if (REFUSED_PROOF.includes(code)) {
      log.error({ ...about, code, cause: causeOf(error) }, `incident: a proof does not hold: ${message}`);
      onIncident?.({ id, modelName: order.modelName, code, message });
    } else {
      log.warn({ ...about, code, cause: causeOf(error) }, `inference failed: ${message}`);
    }
    if (PASSING.includes(code) && attempts < claim.maximumAttempts) {
      await sleep(PAUSE_MILLISECONDS * attempts);
      await write(() => ledger.putBack(claim, true), log, about);
    } else {
      await write(() => ledger.fail(claim, failureForCaller(error, attempts)), log, about);
    }
  }
}

function causeOf(error: unknown): string | undefined {
  if (!(error instanceof AppError)) return error instanceof Error ? error.stack : undefined;
  return error.cause === undefined ? undefined : describeCause(error.cause);
}

/** @returns what the ledger says; false where it could not be written in the end: the lease then runs out */
async function write(
  operation: () => Promise<boolean>,
  log: ServeLog,
  about: Record<string, unknown>,
): Promise<boolean> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await operation();
    } catch (error) {
      log.error({ ...about, cause: causeOf(error) }, `the queue cannot be written: ${describeCause(error)}`);
      if (attempt === WRITE_ATTEMPTS) return false;
      await sleep(WRITE_PAUSE_MILLISECONDS);
    }
  }
}
