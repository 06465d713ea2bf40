import type { Connection } from '../connection.ts';

/** The most that inputs may take which no request names yet. */
export interface InputRoom {
  count: number;
  bytes: number;
}

/** What a proof of a market's request takes: checked against the commitment before it is kept. */
export interface KeptInput {
  /** Reals by the name of the input. */
  inputs: Record<string, number[]>;
  /** Decimal, of committed inputs. */
  salts: Record<string, string>;
}

/** Inputs that were handed in for requests. They are deleted once they are proven, or when their time is over. */
export class MarketInputs {
  readonly #connection: Connection;
  #hasDropped = false;

  constructor(connection: Connection) {
    this.#connection = connection;
    connection.execute('PRAGMA secure_delete = ON');
  }

  /**
   * @param terms.isAwaited a request with this commitment is known: it has its fee at stake, and needs no room
   * @returns false where there is no more room for inputs that nobody asked about yet
   */
  keep(
    commitment: string,
    model: string,
    input: KeptInput,
    { isAwaited, keptUntil, room }: { isAwaited: boolean; keptUntil: number; room: InputRoom },
  ): boolean {
    const text = JSON.stringify(input);
    return this.#connection.transaction(() => {
      this.dropExpired();
      const [used] = this.#connection.all(
        `SELECT count(*) AS count, coalesce(sum(bytes), 0) AS bytes FROM market_inputs
         WHERE is_awaited = 0 AND NOT (commitment = ? AND model = ?)`,
        commitment,
        model,
      );
      const isFull = Number(used!.count) >= room.count || Number(used!.bytes) + text.length > room.bytes;
      if (isFull && !isAwaited) return false;
      this.#connection.run(
        `INSERT OR REPLACE INTO market_inputs (commitment, model, input, bytes, is_awaited, kept_until)
         VALUES (?, ?, ?, ?, ?, ?)`,
        commitment,
        model,
        text,
        text.length,
        Number(isAwaited),
        keptUntil,
      );
      return true;
    });
  }

  /** A request that names it was seen: it stays until the request's time is over. */
  await(commitment: string, model: string, until: number): void {
    this.#connection.run(
      `UPDATE market_inputs SET is_awaited = 1, kept_until = max(kept_until, ?) WHERE commitment = ? AND model = ?`,
      until,
      commitment,
      model,
    );
  }

  find(commitment: string, model: string): KeptInput | undefined {
    const [row] = this.#connection.all(
      'SELECT input FROM market_inputs WHERE commitment = ? AND model = ?',
      commitment,
      model,
    );
    return row && (JSON.parse(String(row.input)) as KeptInput);
  }

  drop(commitment: string, model: string): void {
    this.#connection.run('DELETE FROM market_inputs WHERE commitment = ? AND model = ?', commitment, model);
    this.#hasDropped = true;
  }

  dropExpired(): void {
    const now = Date.now();
    const expired = this.#connection.all('SELECT 1 FROM market_inputs WHERE kept_until < ? LIMIT 1', now);
    if (expired.length === 0) return;
    this.#connection.run('DELETE FROM market_inputs WHERE kept_until < ?', now);
    this.#hasDropped = true;
  }

  /** Empties the write-ahead log, in which deleted inputs would stay readable. */
  emptyLog(): void {
    if (!this.#hasDropped) return;
    this.#connection.all('PRAGMA wal_checkpoint(TRUNCATE)');
    this.#hasDropped = false;
  }
}
