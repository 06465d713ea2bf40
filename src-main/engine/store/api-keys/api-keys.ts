import { timingSafeEqual } from 'node:crypto';
import { AppError } from '../../../api/errors.ts';
import type { Row } from '../connection.ts';
import { sha256 } from '../sha256.ts';
import type { WorkspaceDatabase } from '../workspace-database.ts';
import { drawApiKey, formatApiKey, parseApiKey } from './api-key-text.ts';

const NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/i;
const DAY_MILLISECONDS = 86_400_000;

/** What a key allows. */
export interface ApiKeyLimits {
  /** Inferences ordered within a minute. */
  perMinute: number;
  /** Inferences accepted within a day (UTC); null for any number. */
  perDay: number | null;
  /** Of its inferences in the queue: the larger comes first. */
  priority: number;
}

export interface ApiKey extends ApiKeyLimits {
  /** What statuses and logs call its holder. */
  id: string;
  name: string;
  /** Unix milliseconds. */
  createdAt: number;
  revokedAt: number | null;
  /** Inferences accepted today (UTC). */
  usedToday: number;
}

const SELECT = `SELECT id, name, secret_sha256, per_minute, per_day, priority, created_at, revoked_at,
   coalesce((SELECT inferences FROM api_key_usage WHERE key = id AND day = ?), 0) AS used
   FROM api_keys`;

/** The keys with which clients ask a server of this workspace. Of their secrets there are only hashes. */
export class ApiKeys {
  readonly #database: WorkspaceDatabase;

  constructor(database: WorkspaceDatabase) {
    this.#database = database;
  }

  /**
   * Draws a key. Its text is never seen again.
   * @throws AppError `option-invalid` for a name that cannot be, or that a key has already
   */
  async create(name: string, limits: ApiKeyLimits): Promise<{ key: ApiKey; text: string }> {
    if (!NAME.test(name)) throw wrongName(name);
    const connection = await this.#database.open();
    const { id, secret } = drawApiKey();
    connection.transaction(() => {
      if (connection.all('SELECT id FROM api_keys WHERE name = ?', name).length > 0) throw nameTaken(name);
      connection.run(
        `INSERT INTO api_keys (id, name, secret_sha256, per_minute, per_day, priority, created_at)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
        id,
        name,
        sha256(secret),
        limits.perMinute,
        limits.perDay,
        limits.priority,
        Date.now(),
      );
    });
    const [row] = connection.all(`${SELECT} WHERE id = ?`, today(), id);
    return { key: parseRow(row!), text: formatApiKey({ id, secret }) };
  }

  /** In the order in which they were made. */
  async list(): Promise<ApiKey[]> {
    const connection = await this.#database.openExisting();
    return (connection?.all(`${SELECT} ORDER BY created_at, id`, today()) ?? []).map(parseRow);
  }

  /** @returns undefined for a text that is no key, a key that is not known, and one that was revoked */
  async find(text: string): Promise<ApiKey | undefined> {
    const parts = parseApiKey(text);
    if (!parts) return undefined;
    const connection = await this.#database.openExisting();
    const [row] = connection?.all(`${SELECT} WHERE id = ? AND revoked_at IS NULL`, today(), parts.id) ?? [];
    if (!row) return undefined;
    const [known, given] = [String(row.secret_sha256), sha256(parts.secret)].map((hash) => Buffer.from(hash));
    return timingSafeEqual(known!, given!) ? parseRow(row) : undefined;
  }

  /**
   * From now on nobody is let in with it.
   * @throws AppError `option-invalid` where there is no such key
   */
  async revoke(name: string): Promise<ApiKey> {
    const connection = await this.#database.openExisting();
    connection?.run(
      'UPDATE api_keys SET revoked_at = ? WHERE name = ? AND revoked_at IS NULL',
      Date.now(),
      name,
    );
    const [row] = connection?.all(`${SELECT} WHERE name = ?`, today(), name) ?? [];
    if (row) return parseRow(row);
    throw new AppError(
      'option-invalid',
      `There is no API key "${name}" in this workspace.`,
      'See what there is: proofpress api-keys list',
    );
  }

  /**
   * Counts one inference against the quota of a key, before it is accepted.
   * @returns whether there was one left
   */
  async take(id: string): Promise<boolean> {
    const connection = await this.#database.open();
    return connection.transaction(() => {
      const [row] = connection.all(`${SELECT} WHERE id = ?`, today(), id);
      if (!row) return false;
      const { perDay, usedToday } = parseRow(row);
      if (perDay !== null && usedToday >= perDay) return false;
      connection.run(
        `INSERT INTO api_key_usage (key, day, inferences) VALUES (?, ?, 1)
         ON CONFLICT (key, day) DO UPDATE SET inferences = inferences + 1`,
        id,
        today(),
      );
      return true;
    });
  }

  /** Takes back what was counted for an inference that was not accepted. */
  async giveBack(id: string): Promise<void> {
    const connection = await this.#database.open();
    connection.run(
      'UPDATE api_key_usage SET inferences = inferences - 1 WHERE key = ? AND day = ? AND inferences > 0',
      id,
      today(),
    );
  }
}

/** Seconds until quotas begin anew. */
export function secondsUntilTomorrow(now = Date.now()): number {
  return Math.ceil((DAY_MILLISECONDS - (now % DAY_MILLISECONDS)) / 1000);
}

function today(): number {
  return Math.floor(Date.now() / DAY_MILLISECONDS);
}

function parseRow(row: Row): ApiKey {
  const optional = (value: unknown) => (value === null || value === undefined ? null : Number(value));
  return {
    id: String(row.id),
    name: String(row.name),
    perMinute: Number(row.per_minute),
    perDay: optional(row.per_day),
    priority: Number(row.priority),
    createdAt: Number(row.created_at),
    revokedAt: optional(row.revoked_at),
    usedToday: Number(row.used),
  };
}

function wrongName(name: string): AppError {
  return new AppError(
    'option-invalid',
    `"${name}" cannot be the name of an API key.`,
    'Use letters, digits, dots, dashes and underscores, at most 64.',
  );
}

function nameTaken(name: string): AppError {
  return new AppError(
    'option-invalid',
    `There is an API key "${name}" already, perhaps revoked.`,
    'Choose another name: what was done with the old one stays on record under it.',
  );
}
