import type { Connection } from '../../../../store/connection.ts';

/**
 * Deletes what has outlived its time: salts that were drawn for callers, and everything about old inferences. The deleted
 * is overwritten (`secure_delete`).
 */
export function tidyQueue(connection: Connection, keepMilliseconds: number): void {
  const now = Date.now();
  connection.transaction(() => {
    connection.run('DELETE FROM inference_salts WHERE delete_at <= ?', now);
    connection.run('DELETE FROM inferences WHERE finished_at <= ?', now - keepMilliseconds);
  });
}

/** Empties the write-ahead log, in which deleted inputs would stay readable. */
export function emptyLog(connection: Connection): void {
  connection.all('PRAGMA wal_checkpoint(TRUNCATE)');
}
