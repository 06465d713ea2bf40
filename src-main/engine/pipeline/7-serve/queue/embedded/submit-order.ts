import { randomBytes } from 'node:crypto';
import type { Connection } from '../../../../store/connection.ts';
import type { InferenceOrder } from '../../inference-order.ts';
import { DEFAULT_ATTEMPTS, otherOrder } from '../accepting-orders.ts';
import { fingerprintOrder } from '../fingerprint-order.ts';
import type { SubmitOptions } from '../inference-queue.ts';
import { QueueFullError, secondsUntilRoom } from '../queue-full-error.ts';

/**
 * Writes an order down, in one transaction.
 *
 * Its turn puts it behind the last one of the same caller, and not before the turn that is served now: inside a priority
 * the callers then take turns, however many orders each of them has.
 *
 * @param limit.workers how many inferences run at a time, which tells when there will be room again
 * @returns the id of the inference, which is the earlier one where the caller repeats itself
 * @throws AppError `idempotency-conflict`, `queue-full`, `disk-full`
 */
export function submitOrder(
  connection: Connection,
  order: InferenceOrder,
  { caller, priority = 0, idempotencyKey, repeatsOnly, maximumAttempts = DEFAULT_ATTEMPTS }: SubmitOptions,
  limit: { maximumQueued: number; workers: number },
): { id: string; isNew: boolean } {
  const repeat = idempotencyKey === undefined ? undefined : fingerprintOrder(caller, idempotencyKey, order);
  return connection.transaction(() => {
    const earlier = repeat && findEarlier(connection, repeat);
    if (earlier !== undefined) return { id: earlier, isNew: false };
    const [queued] = connection.all("SELECT count(*) AS count FROM inferences WHERE state = 'queued'");
    if (repeatsOnly || Number(queued?.count) >= limit.maximumQueued)
      throw new QueueFullError(limit.maximumQueued, secondsUntilRoom(paceOf(connection), limit.workers));
    const id = randomBytes(16).toString('hex');
    connection.run(
      `INSERT INTO inferences (id, model, caller, state, priority, turn, maximum_attempts, created_at)
       VALUES (?1, ?2, ?3, 'queued', ?4, max(
         coalesce((SELECT max(turn) FROM inferences WHERE priority = ?4 AND started_at IS NOT NULL), 0),
         coalesce((SELECT max(turn) + 1 FROM inferences WHERE caller = ?3 AND priority = ?4), 0)
       ), ?5, ?6)`,
      id,
      order.modelName,
      caller,
      priority,
      maximumAttempts,
      Date.now(),
    );
    connection.run('INSERT INTO inference_orders (id, content) VALUES (?, ?)', id, JSON.stringify(order));
    if (repeat)
      connection.run(
        'INSERT INTO idempotency_keys (key, fingerprint, id) VALUES (?, ?, ?)',
        repeat.key,
        repeat.fingerprint,
        id,
      );
    return { id, isNew: true };
  });
}

function findEarlier(
  connection: Connection,
  { key, fingerprint }: { key: string; fingerprint: string },
): string | undefined {
  const [row] = connection.all('SELECT id, fingerprint FROM idempotency_keys WHERE key = ?', key);
  if (!row) return undefined;
  if (row.fingerprint !== fingerprint) throw otherOrder();
  return String(row.id);
}

/** How many inferences the pace is taken from. */
const LATEST = 20;

function paceOf(connection: Connection): number | undefined {
  const rows = connection.all(
    `SELECT finished_at - started_at AS took FROM inferences
     WHERE finished_at IS NOT NULL AND state = 'done' ORDER BY finished_at DESC LIMIT ${LATEST}`,
  );
  const total = rows.reduce((sum, { took }) => sum + Number(took) / 1000, 0);
  return rows.length === 0 ? undefined : total / rows.length;
}
