import type { Progress } from '../../api/progress.ts';
import type { SerializedError } from '../../api/errors.ts';
import type { Connection, Row } from './connection.ts';
import { isProcessGone, processTag } from './process-tag.ts';
import type { WorkspaceDatabase } from './workspace-database.ts';

/** How many ended jobs are kept. */
const KEPT_JOBS = 1000;

/** How a job can end while its engine lives. */
export type JobEnd = { state: 'done' } | { state: 'failed' | 'cancelled'; error: SerializedError };

export interface JobRecord {
  id: number;
  kind: string;
  /** Null where the model is no more. */
  model: string | null;
  state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled' | 'interrupted';
  fraction: number | null;
  message: string | null;
  error: SerializedError | null;
  /** Unix milliseconds. */
  queuedAt: number;
  startedAt: number | null;
  finishedAt: number | null;
}

/** What every job of a workspace was, how far it came and how it ended. Parameters are not kept. */
export class JobRecords {
  readonly #database: WorkspaceDatabase;

  constructor(database: WorkspaceDatabase) {
    this.#database = database;
  }

  /** @returns the job's number */
  async queue(kind: string, model: string): Promise<number> {
    const connection = await this.#database.open();
    return connection.transaction(() => {
      const now = Date.now();
      connection.run(
        `DELETE FROM jobs WHERE finished_at IS NOT NULL
         AND id <= (SELECT max(id) FROM jobs) - ${KEPT_JOBS}`,
      );
      connection.run(
        `INSERT INTO jobs (kind, model, state, owner, queued_at, changed_at)
         VALUES (?, (SELECT name FROM models WHERE name = ?), 'queued', ?, ?, ?)`,
        kind,
        model,
        processTag(),
        now,
        now,
      );
      return Number(connection.all('SELECT last_insert_rowid() AS id')[0]?.id);
    });
  }

  /** The latest first. Jobs of engines that have ended meanwhile are found to be interrupted. */
  async latest(count: number): Promise<JobRecord[]> {
    const connection = await this.#database.openExisting();
    if (!connection) return [];
    markInterruptedJobs(connection);
    return connection.all('SELECT * FROM jobs ORDER BY id DESC LIMIT ?', count).map(parseRow);
  }

  /** What runs or waits to run, in any process. */
  async unfinished(): Promise<JobRecord[]> {
    const connection = await this.#database.openExisting();
    if (!connection) return [];
    markInterruptedJobs(connection);
    return connection.all(`SELECT * FROM jobs WHERE state IN ('queued', 'running')`).map(parseRow);
  }

  /** @param worker the process id of its worker, where the system tells */
  async start(id: number, worker: number | undefined): Promise<void> {
    const connection = await this.#database.open();
    const now = Date.now();
    connection.run(
      `UPDATE jobs SET state = 'running', worker = ?, started_at = ?, changed_at = ? WHERE id = ?`,
      worker ?? null,
      now,
      now,
      id,
    );
  }

  async progress(id: number, { fraction, message }: Progress): Promise<void> {
    const connection = await this.#database.open();
    connection.run(
      'UPDATE jobs SET fraction = ?, message = ?, changed_at = ? WHERE id = ?',
      fraction ?? null,
      message,
      Date.now(),
      id,
    );
  }

  async finish(id: number, end: JobEnd): Promise<void> {
    const connection = await this.#database.open();
    const now = Date.now();
    connection.run(
      'UPDATE jobs SET state = ?, error = ?, changed_at = ?, finished_at = ? WHERE id = ?',
      end.state,
      end.state === 'done' ? null : JSON.stringify(end.error),
      now,
      now,
      id,
    );
  }
}

function parseRow(row: Row): JobRecord {
  const number = (value: Row[string] | undefined) =>
    value === null || value === undefined ? null : Number(value);
  const text = (value: Row[string] | undefined) =>
    value === null || value === undefined ? null : String(value);
  return {
    id: Number(row.id),
    kind: String(row.kind),
    model: text(row.model),
    state: String(row.state) as JobRecord['state'],
    fraction: number(row.fraction),
    message: text(row.message),
    error: row.error ? (JSON.parse(String(row.error)) as SerializedError) : null,
    queuedAt: Number(row.queued_at),
    startedAt: number(row.started_at),
    finishedAt: number(row.finished_at),
  };
}

/** Marks the jobs of engines that ended without saying so (a crash, a power cut). */
export function markInterruptedJobs(connection: Connection): void {
  const open = connection.all(`SELECT id, owner, changed_at FROM jobs WHERE state IN ('queued', 'running')`);
  for (const { id, owner, changed_at: changedAt } of open) {
    if (!isProcessGone(String(owner), Number(changedAt))) continue;
    connection.run(
      `UPDATE jobs SET state = 'interrupted', finished_at = ? WHERE id = ? AND finished_at IS NULL`,
      Date.now(),
      id ?? null,
    );
  }
}
