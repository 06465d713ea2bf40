/**
 * The database of a queue, step by step, beside that of the workspace: it grows with receipts, and every command opens the
 * other one. Inputs, receipts and salts have tables of their own, since they are deleted at times of their own.
 */
export const QUEUE_MIGRATIONS: readonly string[] = [
  `CREATE TABLE inferences (
     sequence INTEGER PRIMARY KEY AUTOINCREMENT,
     id TEXT NOT NULL UNIQUE,
     model TEXT NOT NULL,
     caller TEXT NOT NULL,
     state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
     priority INTEGER NOT NULL,
     turn INTEGER NOT NULL,
     attempts INTEGER NOT NULL DEFAULT 0,
     maximum_attempts INTEGER NOT NULL,
     lease TEXT,
     owner TEXT,
     heartbeat INTEGER,
     has_receipt INTEGER NOT NULL DEFAULT 0,
     seconds TEXT,
     error TEXT,
     created_at INTEGER NOT NULL,
     started_at INTEGER,
     finished_at INTEGER
   ) STRICT;
   CREATE INDEX inferences_in_order ON inferences (priority DESC, turn, sequence) WHERE state = 'queued';
   CREATE INDEX inferences_running ON inferences (owner) WHERE state = 'running';
   CREATE INDEX inferences_by_turn ON inferences (priority, turn) WHERE started_at IS NOT NULL;
   CREATE INDEX inferences_by_caller ON inferences (caller, priority, turn);
   CREATE INDEX inferences_by_end ON inferences (finished_at) WHERE finished_at IS NOT NULL;
   CREATE INDEX inferences_by_state ON inferences (state);
   CREATE TABLE inference_orders (
     id TEXT PRIMARY KEY REFERENCES inferences (id) ON DELETE CASCADE,
     content TEXT NOT NULL
   ) STRICT;
   CREATE TABLE inference_receipts (
     id TEXT PRIMARY KEY REFERENCES inferences (id) ON DELETE CASCADE,
     content TEXT NOT NULL
   ) STRICT;
   CREATE TABLE inference_salts (
     id TEXT PRIMARY KEY REFERENCES inferences (id) ON DELETE CASCADE,
     content TEXT NOT NULL,
     delete_at INTEGER
   ) STRICT;
   CREATE TABLE idempotency_keys (
     key TEXT PRIMARY KEY,
     fingerprint TEXT NOT NULL,
     id TEXT NOT NULL REFERENCES inferences (id) ON DELETE CASCADE
   ) STRICT;
   CREATE INDEX idempotency_keys_by_id ON idempotency_keys (id);`,
];
