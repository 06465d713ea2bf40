/** Who may ask a server for inferences. Secrets are kept as hashes; `day` is the number of days since 1970, UTC. */
export const API_KEY_SCHEMA = `CREATE TABLE api_keys (
     id TEXT PRIMARY KEY,
     name TEXT NOT NULL UNIQUE,
     secret_sha256 TEXT NOT NULL,
     per_minute INTEGER NOT NULL,
     per_day INTEGER,
     priority INTEGER NOT NULL,
     created_at INTEGER NOT NULL,
     revoked_at INTEGER
   ) STRICT;
   CREATE TABLE api_key_usage (
     key TEXT NOT NULL REFERENCES api_keys (id) ON DELETE CASCADE,
     day INTEGER NOT NULL,
     inferences INTEGER NOT NULL,
     PRIMARY KEY (key, day)
   ) STRICT;`;
