import type { SerializedError } from '../../../../../api/errors.ts';
import type { Connection, Row } from '../../../../store/connection.ts';
import {
  INFERENCE_STATES,
  type InferenceCounts,
  type InferenceSeconds,
  type InferenceState,
  type InferenceStatus,
} from '../inference-queue.ts';

/** What the database says about an inference; undefined where there is none. */
export function readStatus(connection: Connection, id: string): InferenceStatus | undefined {
  const [row] = connection.all('SELECT * FROM inferences WHERE id = ?', id);
  return row && describe(connection, row);
}

/** What was accepted last, the latest first. */
export function readLatest(connection: Connection, count: number): InferenceStatus[] {
  const rows = connection.all('SELECT * FROM inferences ORDER BY sequence DESC LIMIT ?', count);
  return rows.map((row) => describe(connection, row));
}

/** How long the parts of those took that were done last, the latest first. */
export function readLatestSeconds(connection: Connection, count: number): InferenceSeconds[] {
  const rows = connection.all(
    `SELECT seconds FROM inferences WHERE finished_at IS NOT NULL AND state = 'done' AND seconds IS NOT NULL
     ORDER BY finished_at DESC LIMIT ?`,
    count,
  );
  return rows.map((row) => JSON.parse(String(row.seconds)) as InferenceSeconds);
}

function describe(connection: Connection, row: Row): InferenceStatus {
  const state = String(row.state) as InferenceState;
  return {
    id: String(row.id),
    modelName: String(row.model),
    caller: String(row.caller),
    state,
    priority: Number(row.priority),
    attempts: Number(row.attempts),
    ...(state === 'queued' && { position: positionOf(connection, row) }),
    createdAt: Number(row.created_at),
    ...(row.started_at !== null && { startedAt: Number(row.started_at) }),
    ...(row.finished_at !== null && { finishedAt: Number(row.finished_at) }),
    ...(row.seconds !== null && { seconds: JSON.parse(String(row.seconds)) as InferenceSeconds }),
    ...(row.error !== null && { error: JSON.parse(String(row.error)) as SerializedError }),
    hasReceipt: row.has_receipt === 1,
  };
}

function positionOf(connection: Connection, { priority, turn, sequence }: Row): number {
  const [ahead] = connection.all(
    `SELECT count(*) AS count FROM inferences
     WHERE state = 'queued' AND (priority > ?1 OR (priority = ?1 AND (turn, sequence) < (?2, ?3)))`,
    priority!,
    turn!,
    sequence!,
  );
  return Number(ahead?.count) + 1;
}

export function readCounts(connection: Connection): InferenceCounts {
  const rows = connection.all('SELECT state, count(*) AS count FROM inferences GROUP BY state');
  const counts = new Map(rows.map(({ state, count }) => [String(state), Number(count)]));
  return Object.fromEntries(
    INFERENCE_STATES.map((state) => [state, counts.get(state) ?? 0]),
  ) as InferenceCounts;
}
