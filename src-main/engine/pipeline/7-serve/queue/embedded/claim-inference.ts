import { randomBytes } from 'node:crypto';
import type { Connection } from '../../../../store/connection.ts';
import { processTag } from '../../../../store/process-tag.ts';
import { inferenceOrderSchema } from '../../inference-order.ts';
import type { ClaimedInference } from '../inference-ledger.ts';

/**
 * Takes the inference whose turn it is, in one transaction, for this process.
 * @returns undefined where none waits
 */
export function claimInference(connection: Connection): ClaimedInference | undefined {
  const lease = randomBytes(16).toString('hex');
  const now = Date.now();
  const [row] = connection.all(
    `UPDATE inferences
     SET state = 'running', attempts = attempts + 1, lease = ?, owner = ?, heartbeat = ?, started_at = ?
     WHERE sequence = (
       SELECT sequence FROM inferences WHERE state = 'queued' ORDER BY priority DESC, turn, sequence LIMIT 1
     )
     RETURNING id, attempts, maximum_attempts, created_at,
       (SELECT content FROM inference_orders AS orders WHERE orders.id = inferences.id) AS content`,
    lease,
    processTag(),
    now,
    now,
  );
  if (!row) return undefined;
  return {
    id: String(row.id),
    lease,
    order: inferenceOrderSchema.parse(JSON.parse(String(row.content))),
    attempts: Number(row.attempts),
    maximumAttempts: Number(row.maximum_attempts),
    createdAt: Number(row.created_at),
    startedAt: now,
  };
}
