import type { Connection } from '../../../../store/connection.ts';
import { isProcessGone, processTag } from '../../../../store/process-tag.ts';
import { AppError } from '../../../../../api/errors.ts';
import { failureForCaller } from '../failure-for-caller.ts';
import type { SqliteLedger } from './sqlite-ledger.ts';

/** A process that shows nothing for so long is hung, or on a machine that is gone. */
const SILENT_MILLISECONDS = 60_000;

/**
 * Takes back what processes left that have ended or hang: into the queue again, or failed after the last attempt.
 * @param own leases of this process
 * @returns the ids
 */
export function recoverAbandoned(
  connection: Connection,
  ledger: SqliteLedger,
  own: ReadonlySet<string>,
): string[] {
  const rows = connection.all(
    "SELECT id, lease, owner, heartbeat, attempts, maximum_attempts FROM inferences WHERE state = 'running'",
  );
  const recovered: string[] = [];
  for (const { id, lease, owner, heartbeat, attempts, maximum_attempts: maximum } of rows) {
    const seen = Number(heartbeat);
    const isOwn = owner === processTag();
    const isHeld = isOwn
      ? own.has(String(lease)) || Date.now() - seen < SILENT_MILLISECONDS
      : Date.now() - seen < SILENT_MILLISECONDS && !isProcessGone(String(owner), seen);
    if (isHeld) continue;
    const tries = Number(attempts);
    const error =
      tries < Number(maximum)
        ? undefined
        : failureForCaller(new AppError('attempts-exhausted', '', ''), tries);
    if (ledger.recover(String(id), String(lease), error)) recovered.push(String(id));
  }
  return recovered;
}
