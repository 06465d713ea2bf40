import type { Connection } from '../connection.ts';

/** How many looks at a market can be followed back after a reorganization. */
const KEPT_BLOCKS = 256;

/** How far a market was read: the last block of each look, with its hash. */
export class MarketBlocks {
  readonly #connection: Connection;
  readonly #place: string;

  constructor(connection: Connection, place: string) {
    this.#connection = connection;
    this.#place = place;
  }

  last(): { number: number; hash: string } | undefined {
    const [row] = this.#connection.all(
      'SELECT number, hash FROM market_blocks WHERE place = ? ORDER BY number DESC LIMIT 1',
      this.#place,
    );
    return row && { number: Number(row.number), hash: String(row.hash) };
  }

  add(number: number, hash: string): void {
    this.#connection.run(
      'INSERT OR REPLACE INTO market_blocks (place, number, hash) VALUES (?, ?, ?)',
      this.#place,
      number,
      hash,
    );
    this.#connection.run(
      `DELETE FROM market_blocks WHERE place = ? AND number NOT IN
         (SELECT number FROM market_blocks WHERE place = ? ORDER BY number DESC LIMIT ?)`,
      this.#place,
      this.#place,
      KEPT_BLOCKS,
    );
  }

  remove(number: number): void {
    this.#connection.run('DELETE FROM market_blocks WHERE place = ? AND number = ?', this.#place, number);
  }
}
