import { API_KEY_SCHEMA } from './api-keys/api-key-schema.ts';
import { JOURNAL_KINDS_SCHEMA, JOURNAL_SCHEMA } from './journal/journal-schema.ts';
import { MARKET_SCHEMA } from './market/market-schema.ts';

/**
 * The schema, step by step: a database whose `user_version` is N has been through the first N. A step that was
 * released is never changed; a change of the schema is a new step at the end.
 */
export const MIGRATIONS: readonly string[] = [
  `CREATE TABLE models (
     name TEXT PRIMARY KEY,
     state TEXT NOT NULL,
     sha256 TEXT NOT NULL,
     changed_at INTEGER NOT NULL
   ) STRICT;
   CREATE TABLE artifacts (
     stage TEXT NOT NULL,
     id TEXT NOT NULL,
     bytes INTEGER NOT NULL,
     fingerprint TEXT,
     used_at INTEGER NOT NULL,
     PRIMARY KEY (stage, id)
   ) STRICT;
   CREATE TABLE jobs (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     kind TEXT NOT NULL,
     model TEXT REFERENCES models (name) ON DELETE SET NULL,
     state TEXT NOT NULL
       CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled', 'interrupted')),
     owner TEXT NOT NULL,
     worker INTEGER,
     fraction REAL,
     message TEXT,
     error TEXT,
     queued_at INTEGER NOT NULL,
     started_at INTEGER,
     changed_at INTEGER NOT NULL,
     finished_at INTEGER
   ) STRICT;
   CREATE INDEX jobs_by_state ON jobs (state);`,
  `CREATE TABLE networks (
     name TEXT PRIMARY KEY,
     settings TEXT NOT NULL,
     sha256 TEXT NOT NULL,
     changed_at INTEGER NOT NULL
   ) STRICT;
   CREATE TABLE probes (
     chain_id TEXT NOT NULL,
     node TEXT NOT NULL,
     result TEXT NOT NULL,
     probed_at INTEGER NOT NULL,
     PRIMARY KEY (chain_id, node)
   ) STRICT;`,
  JOURNAL_SCHEMA,
  API_KEY_SCHEMA,
  MARKET_SCHEMA,
  JOURNAL_KINDS_SCHEMA,
];
