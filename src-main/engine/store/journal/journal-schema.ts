/**
 * The journal of publications. Steps belong to a chain and an account, not to a publication: two models that need the
 * same contract share its deployment. A lease makes sure that one process at a time sends with an account.
 */
export const JOURNAL_SCHEMA = `CREATE TABLE publications (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     model TEXT NOT NULL,
     chain_id TEXT NOT NULL,
     genesis TEXT NOT NULL,
     account TEXT NOT NULL,
     model_id TEXT NOT NULL,
     state TEXT NOT NULL CHECK (state IN ('open', 'done')),
     problem TEXT,
     begun_at INTEGER NOT NULL,
     changed_at INTEGER NOT NULL,
     UNIQUE (model, chain_id, genesis, account, model_id)
   ) STRICT;
   CREATE TABLE chain_steps (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     chain_id TEXT NOT NULL,
     genesis TEXT NOT NULL,
     account TEXT NOT NULL,
     effect TEXT NOT NULL,
     purpose TEXT NOT NULL,
     state TEXT NOT NULL CHECK (state IN ('planned', 'signed', 'sent', 'mined', 'confirmed')),
     found INTEGER NOT NULL DEFAULT 0,
     transaction_hash TEXT,
     block_number INTEGER,
     block_hash TEXT,
     gas_used INTEGER,
     changed_at INTEGER NOT NULL,
     UNIQUE (chain_id, genesis, account, effect)
   ) STRICT;
   CREATE TABLE publication_steps (
     publication INTEGER NOT NULL REFERENCES publications (id) ON DELETE CASCADE,
     position INTEGER NOT NULL,
     step INTEGER NOT NULL REFERENCES chain_steps (id),
     PRIMARY KEY (publication, position)
   ) STRICT;
   CREATE TABLE chain_transactions (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     step INTEGER NOT NULL REFERENCES chain_steps (id),
     state TEXT NOT NULL
       CHECK (state IN ('asked', 'signed', 'sent', 'mined', 'reverted', 'replaced', 'dropped')),
     sender TEXT NOT NULL,
     nonce INTEGER NOT NULL,
     recipient TEXT NOT NULL,
     data_hash TEXT NOT NULL,
     gas_limit TEXT NOT NULL,
     max_fee_per_gas TEXT NOT NULL,
     max_priority_fee_per_gas TEXT,
     hash TEXT,
     raw TEXT,
     begun_at INTEGER NOT NULL,
     sent_at INTEGER,
     sent_block INTEGER
   ) STRICT;
   CREATE INDEX chain_transactions_by_step ON chain_transactions (step);
   CREATE TABLE publish_leases (
     chain_id TEXT NOT NULL,
     genesis TEXT NOT NULL,
     account TEXT NOT NULL,
     model TEXT NOT NULL,
     owner TEXT NOT NULL,
     token TEXT NOT NULL,
     heartbeat INTEGER NOT NULL,
     PRIMARY KEY (chain_id, genesis, account)
   ) STRICT;`;

/** The same account publishes a model and later deprecates it: two lists of steps. */
export const JOURNAL_KINDS_SCHEMA = `CREATE TABLE publications_of_kinds (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     kind TEXT NOT NULL CHECK (kind IN ('publication', 'deprecation')),
     model TEXT NOT NULL,
     chain_id TEXT NOT NULL,
     genesis TEXT NOT NULL,
     account TEXT NOT NULL,
     model_id TEXT NOT NULL,
     state TEXT NOT NULL CHECK (state IN ('open', 'done')),
     problem TEXT,
     begun_at INTEGER NOT NULL,
     changed_at INTEGER NOT NULL,
     UNIQUE (kind, model, chain_id, genesis, account, model_id)
   ) STRICT;
   INSERT INTO publications_of_kinds
     SELECT id, 'publication', model, chain_id, genesis, account, model_id, state, problem, begun_at, changed_at
     FROM publications;
   CREATE TABLE steps_of_kinds (
     publication INTEGER NOT NULL REFERENCES publications_of_kinds (id) ON DELETE CASCADE,
     position INTEGER NOT NULL,
     step INTEGER NOT NULL REFERENCES chain_steps (id),
     PRIMARY KEY (publication, position)
   ) STRICT;
   INSERT INTO steps_of_kinds SELECT publication, position, step FROM publication_steps;
   DROP TABLE publication_steps;
   DROP TABLE publications;
   ALTER TABLE publications_of_kinds RENAME TO publications;
   ALTER TABLE steps_of_kinds RENAME TO publication_steps;`;
