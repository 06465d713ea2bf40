import { toQuantity } from 'ethers';
import type { MarketRequest } from '../../chain/market-request.ts';
import type { Connection, Row, SqlValue } from '../connection.ts';
import type { MarketRequestChange, MarketRequestRecord, MarketRequestState } from './market-types.ts';

/** The requests of one place. */
export class MarketRequests {
  readonly #connection: Connection;
  readonly #place: string;

  constructor(connection: Connection, place: string) {
    this.#connection = connection;
    this.#place = place;
  }

  /** Writes down what an event showed. A request that is known keeps its state, unless it had vanished. */
  add(found: { requestId: string; model: string; request: MarketRequest; blockNumber: number }): void {
    const now = Date.now();
    this.#connection.run(
      `INSERT INTO market_requests (place, request_id, model, input_commitment, request, block_number, state, found_at,
         changed_at)
       VALUES (?, ?, ?, ?, ?, ?, 'seen', ?, ?)
       ON CONFLICT (place, request_id) DO UPDATE SET block_number = excluded.block_number,
         state = CASE WHEN state <> 'vanished' THEN state WHEN answer IS NULL THEN 'seen' ELSE 'proven' END`,
      this.#place,
      found.requestId,
      found.model,
      found.request.inputCommitment,
      encodeRequest(found.request),
      found.blockNumber,
      now,
      now,
    );
  }

  find(requestId: string): MarketRequestRecord | undefined {
    return this.#select('request_id = ?', requestId)[0];
  }

  /** In the order in which they were made. */
  inState(...states: readonly MarketRequestState[]): MarketRequestRecord[] {
    return this.#select(`state IN (${states.map(() => '?').join(', ')})`, ...states);
  }

  /** The latest first. */
  latest(count: number): MarketRequestRecord[] {
    return this.#connection
      .all(
        'SELECT * FROM market_requests WHERE place = ? ORDER BY block_number DESC, request_id LIMIT ?',
        this.#place,
        count,
      )
      .map(recordOf);
  }

  counts(): Partial<Record<MarketRequestState, number>> {
    const rows = this.#connection.all(
      'SELECT state, count(*) AS number FROM market_requests WHERE place = ? GROUP BY state',
      this.#place,
    );
    return Object.fromEntries(rows.map(({ state, number }) => [String(state), Number(number)]));
  }

  /** What answers earned, by token, and what their gas cost in wei. */
  totals(): { earned: Map<string, bigint>; gasCost: bigint } {
    const earned = new Map<string, bigint>();
    let gasCost = 0n;
    for (const record of this.inState('answered')) {
      const { feeToken, fee } = record.request;
      earned.set(feeToken, (earned.get(feeToken) ?? 0n) + fee);
      gasCost += record.gasCost ?? 0n;
    }
    return { earned, gasCost };
  }

  /** The latest deadline of a request that still waits for this input, Unix seconds. */
  deadlineOf(inputCommitment: string, model: string): bigint | undefined {
    const deadlines = this.#select(
      `input_commitment = ? AND model = ? AND state IN ('seen', 'waiting', 'proving')`,
      inputCommitment,
      model,
    ).map(({ request }) => request.deadline);
    return deadlines.reduce<bigint | undefined>(
      (latest, deadline) => (latest === undefined || deadline > latest ? deadline : latest),
      undefined,
    );
  }

  /** What was declined under other terms is decided about once more. */
  reconsider(): void {
    this.#connection.run(
      `UPDATE market_requests SET state = 'seen', reason = NULL WHERE place = ? AND state = 'declined'`,
      this.#place,
    );
  }

  /**
   * An event showed that a request ended. Where an answer of ours exists, it may be the one: that is found out as if it
   * had just been sent.
   * @returns it as it was before; undefined where that makes no difference
   */
  end(requestId: string, state: 'taken' | 'refunded', block: number): MarketRequestRecord | undefined {
    const before = this.find(requestId);
    if (!before || !['seen', 'waiting', 'proving', 'proven'].includes(before.state)) return undefined;
    this.update(requestId, before.answer === null ? { state, settledBlock: block } : { state: 'sent' });
    return before;
  }

  /** Requests that ended above a block go back to where the chain is asked again. */
  reopenAbove(block: number): void {
    this.#connection.run(
      `UPDATE market_requests SET state = CASE WHEN answer IS NULL THEN 'seen' ELSE 'sent' END, settled_block = NULL,
         transaction_hash = NULL, gas_used = NULL, gas_cost = NULL, reason = NULL, changed_at = ?
       WHERE place = ? AND state IN ('answered', 'taken', 'refunded') AND settled_block > ?`,
      Date.now(),
      this.#place,
      block,
    );
  }

  update(requestId: string, change: MarketRequestChange): void {
    const { state, reason = null, ...rest } = change;
    const columns: Record<string, SqlValue | undefined> = {
      job: rest.job,
      answer: rest.answer,
      attempts: rest.attempts,
      settled_block: rest.settledBlock,
      transaction_hash: rest.transactionHash,
      gas_used: rest.gasUsed,
      gas_cost: typeof rest.gasCost === 'bigint' ? String(rest.gasCost) : rest.gasCost,
    };
    const given = Object.entries(columns).filter(
      (entry): entry is [string, SqlValue] => entry[1] !== undefined,
    );
    this.#connection.run(
      `UPDATE market_requests SET state = ?, reason = ?, changed_at = ?${given.map(([column]) => `, ${column} = ?`).join('')}
       WHERE place = ? AND request_id = ?`,
      state,
      reason,
      Date.now(),
      ...given.map(([, value]) => value),
      this.#place,
      requestId,
    );
  }

  #select(condition: string, ...values: readonly SqlValue[]): MarketRequestRecord[] {
    return this.#connection
      .all(
        `SELECT * FROM market_requests WHERE place = ? AND ${condition} ORDER BY block_number, found_at, rowid`,
        this.#place,
        ...values,
      )
      .map(recordOf);
  }
}

function encodeRequest(request: MarketRequest): string {
  return JSON.stringify(request, (_key, value: unknown) =>
    typeof value === 'bigint' ? toQuantity(value) : value,
  );
}

function decodeRequest(text: string): MarketRequest {
  const fields = JSON.parse(text) as Record<keyof MarketRequest, string>;
  return {
    ...fields,
    modelId: BigInt(fields.modelId),
    fee: BigInt(fields.fee),
    deadline: BigInt(fields.deadline),
    callbackGas: BigInt(fields.callbackGas),
    nonce: BigInt(fields.nonce),
    submitBy: BigInt(fields.submitBy),
  };
}

function recordOf(row: Row): MarketRequestRecord {
  const text = (value: SqlValue | undefined) => (typeof value === 'string' ? value : null);
  const number = (value: SqlValue | undefined) => (typeof value === 'number' ? value : null);
  return {
    requestId: String(row.request_id),
    model: String(row.model),
    request: decodeRequest(String(row.request)),
    blockNumber: Number(row.block_number),
    state: row.state as MarketRequestState,
    reason: text(row.reason),
    job: text(row.job),
    answer: text(row.answer),
    attempts: Number(row.attempts),
    settledBlock: number(row.settled_block),
    transactionHash: text(row.transaction_hash),
    gasUsed: number(row.gas_used),
    gasCost: row.gas_cost === null ? null : BigInt(String(row.gas_cost)),
    foundAt: Number(row.found_at),
    changedAt: Number(row.changed_at),
  };
}
