/**
 * What is known of a market's requests. A place is a chain that began with a certain block and a market on it. A
 * transaction is written down before it is sent, and those of one nonce exclude each other.
 */
export const MARKET_SCHEMA = `CREATE TABLE market_blocks (
     place TEXT NOT NULL,
     number INTEGER NOT NULL,
     hash TEXT NOT NULL,
     PRIMARY KEY (place, number)
   ) STRICT;
   CREATE TABLE market_requests (
     place TEXT NOT NULL,
     request_id TEXT NOT NULL,
     model TEXT NOT NULL,
     input_commitment TEXT NOT NULL,
     request TEXT NOT NULL,
     block_number INTEGER NOT NULL,
     state TEXT NOT NULL CHECK (state IN ('seen', 'waiting', 'proving', 'proven', 'sent', 'answered', 'taken',
       'refunded', 'declined', 'missed', 'failed', 'vanished')),
     reason TEXT,
     job TEXT,
     answer TEXT,
     attempts INTEGER NOT NULL DEFAULT 0,
     settled_block INTEGER,
     transaction_hash TEXT,
     gas_used INTEGER,
     gas_cost TEXT,
     found_at INTEGER NOT NULL,
     changed_at INTEGER NOT NULL,
     PRIMARY KEY (place, request_id)
   ) STRICT;
   CREATE INDEX market_requests_by_state ON market_requests (place, state);
   CREATE INDEX market_requests_by_input ON market_requests (input_commitment);
   CREATE TABLE market_transactions (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     place TEXT NOT NULL,
     account TEXT NOT NULL,
     nonce INTEGER NOT NULL,
     request_id TEXT NOT NULL,
     kind TEXT NOT NULL CHECK (kind IN ('fulfil', 'cancel')),
     state TEXT NOT NULL CHECK (state IN ('signed', 'sent', 'mined', 'settled', 'reverted', 'replaced')),
     gas_limit TEXT NOT NULL,
     max_fee_per_gas TEXT NOT NULL,
     max_priority_fee_per_gas TEXT,
     hash TEXT NOT NULL,
     raw TEXT NOT NULL,
     begun_at INTEGER NOT NULL,
     sent_at INTEGER,
     sent_block INTEGER,
     block_number INTEGER
   ) STRICT;
   CREATE INDEX market_transactions_by_request ON market_transactions (place, request_id);
   CREATE INDEX market_transactions_by_state ON market_transactions (place, account, state);
   CREATE TABLE market_inputs (
     commitment TEXT NOT NULL,
     model TEXT NOT NULL,
     input TEXT NOT NULL,
     bytes INTEGER NOT NULL,
     is_awaited INTEGER NOT NULL,
     kept_until INTEGER NOT NULL,
     PRIMARY KEY (commitment, model)
   ) STRICT;`;
