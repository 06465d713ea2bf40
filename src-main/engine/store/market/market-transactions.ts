import type { Connection, Row } from '../connection.ts';
import type { MarketTransaction, NewMarketTransaction } from './market-types.ts';

/** The transactions of one account at one place; what a method has written is on the disk when it returns. */
export class MarketTransactions {
  readonly #connection: Connection;
  readonly #key: readonly [string, string];

  constructor(connection: Connection, place: string, account: string) {
    this.#connection = connection;
    this.#key = [place, account];
  }

  /** Those that may still be mined, or undone, by nonce and age. */
  open(): MarketTransaction[] {
    return this.#connection
      .all(
        `SELECT * FROM market_transactions WHERE place = ? AND account = ? AND state IN ('signed', 'sent', 'mined')
         ORDER BY nonce, id`,
        ...this.#key,
      )
      .map(transactionOf);
  }

  /** All of a request, the oldest first. */
  ofRequest(requestId: string): MarketTransaction[] {
    return this.#connection
      .all(
        'SELECT * FROM market_transactions WHERE place = ? AND account = ? AND request_id = ? ORDER BY id',
        ...this.#key,
        requestId,
      )
      .map(transactionOf);
  }

  /** Writes down a transaction that is about to be sent. */
  add(transaction: NewMarketTransaction): MarketTransaction {
    this.#connection.run(
      `INSERT INTO market_transactions (place, account, nonce, request_id, kind, state, gas_limit, max_fee_per_gas,
         max_priority_fee_per_gas, hash, raw, begun_at)
       VALUES (?, ?, ?, ?, ?, 'signed', ?, ?, ?, ?, ?, ?)`,
      ...this.#key,
      transaction.nonce,
      transaction.requestId,
      transaction.kind,
      String(transaction.gasLimit),
      String(transaction.maxFeePerGas),
      transaction.maxPriorityFeePerGas === null ? null : String(transaction.maxPriorityFeePerGas),
      transaction.hash,
      transaction.raw,
      Date.now(),
    );
    return this.ofRequest(transaction.requestId).at(-1)!;
  }

  /** The node has it. */
  markSent({ id }: MarketTransaction, block: number): void {
    this.#connection.run(
      `UPDATE market_transactions SET state = 'sent', sent_at = ?, sent_block = ?, block_number = NULL WHERE id = ?`,
      Date.now(),
      block,
      id,
    );
  }

  mark({ id }: MarketTransaction, state: MarketTransaction['state'], block: number | null = null): void {
    this.#connection.run(
      'UPDATE market_transactions SET state = ?, block_number = ? WHERE id = ?',
      state,
      block,
      id,
    );
  }

  /** A chain that has gone back to a block may have undone these. */
  reopenAbove(block: number): void {
    this.#connection.run(
      `UPDATE market_transactions SET state = 'sent', block_number = NULL
       WHERE place = ? AND account = ? AND state IN ('settled', 'reverted') AND block_number > ?`,
      ...this.#key,
      block,
    );
  }
}

function transactionOf(row: Row): MarketTransaction {
  const priority = row.max_priority_fee_per_gas;
  return {
    id: Number(row.id),
    nonce: Number(row.nonce),
    requestId: String(row.request_id),
    kind: row.kind as MarketTransaction['kind'],
    state: row.state as MarketTransaction['state'],
    gasLimit: BigInt(String(row.gas_limit)),
    maxFeePerGas: BigInt(String(row.max_fee_per_gas)),
    maxPriorityFeePerGas: typeof priority === 'string' ? BigInt(priority) : null,
    hash: String(row.hash),
    raw: String(row.raw),
    sentAt: typeof row.sent_at === 'number' ? row.sent_at : null,
    sentBlock: typeof row.sent_block === 'number' ? row.sent_block : null,
    blockNumber: typeof row.block_number === 'number' ? row.block_number : null,
  };
}
