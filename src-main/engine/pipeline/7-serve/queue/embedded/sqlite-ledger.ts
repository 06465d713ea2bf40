import type { SerializedError } from '../../../../../api/errors.ts';
import type { Connection, SqlValue } from '../../../../store/connection.ts';
import type { ClaimedInference, InferenceLedger, ProvenAnswer } from '../inference-ledger.ts';
import type { InferenceStatus } from '../inference-queue.ts';

export interface LedgerOptions {
  connection: Connection;
  /** The publisher keeps inputs and salts on purpose. */
  keepInputs: boolean;
  /** How long the caller can fetch salts that were drawn for it. */
  saltsMilliseconds: number;
  /** Told after every change of an inference. */
  onChange(id: string): void;
}

/** Writes what becomes of inferences into the database of the queue. */
export class SqliteLedger implements InferenceLedger {
  readonly #options: LedgerOptions;
  readonly #progress = new Map<string, NonNullable<InferenceStatus['progress']>>();

  constructor(options: LedgerOptions) {
    this.#options = options;
  }

  /** How far an inference is that runs in this process: not worth a write to the disk. */
  progressOf(id: string): InferenceStatus['progress'] {
    return this.#progress.get(id);
  }

  progress({ id }: ClaimedInference, progress: NonNullable<InferenceStatus['progress']>): void {
    this.#progress.set(id, progress);
    this.#options.onChange(id);
  }

  async finish(claim: ClaimedInference, { receipt, salts, seconds }: ProvenAnswer): Promise<boolean> {
    const { connection, keepInputs, saltsMilliseconds } = this.#options;
    return this.#end(claim, () => {
      if (!this.#close(claim.id, 'done', claim.lease, JSON.stringify(seconds), null)) return false;
      const { id } = claim;
      connection.run(
        'INSERT INTO inference_receipts (id, content) VALUES (?, ?)',
        id,
        JSON.stringify(receipt),
      );
      if (Object.keys(salts).length > 0)
        connection.run(
          'INSERT INTO inference_salts (id, content, delete_at) VALUES (?, ?, ?)',
          id,
          JSON.stringify(salts),
          keepInputs ? null : Date.now() + saltsMilliseconds,
        );
      return true;
    });
  }

  async fail(claim: ClaimedInference, error: SerializedError): Promise<boolean> {
    return this.#end(claim, () => this.#close(claim.id, 'failed', claim.lease, null, JSON.stringify(error)));
  }

  async putBack({ id, lease }: ClaimedInference, isCounted: boolean): Promise<boolean> {
    return this.#end({ id }, () => this.#requeue(id, lease, isCounted ? 0 : 1));
  }

  /** @returns whether it had not ended yet */
  cancel(id: string): boolean {
    return this.#end({ id }, () => this.#close(id, 'cancelled', undefined, null, null));
  }

  /** For one whose process is gone: back into the queue, or failed where it was begun often enough. */
  recover(id: string, lease: string, error: SerializedError | undefined): boolean {
    return this.#end({ id }, () =>
      error ? this.#close(id, 'failed', lease, null, JSON.stringify(error)) : this.#requeue(id, lease, 0),
    );
  }

  #end({ id }: { id: string }, write: () => boolean): boolean {
    const isWritten = this.#options.connection.transaction(write);
    this.#progress.delete(id);
    if (isWritten) this.#options.onChange(id);
    return isWritten;
  }

  #requeue(id: string, lease: string, forgiven: number): boolean {
    return this.#changes(
      `UPDATE inferences
       SET state = 'queued', lease = NULL, owner = NULL, heartbeat = NULL, attempts = attempts - ?
       WHERE id = ? AND state = 'running' AND lease = ?`,
      forgiven,
      id,
      lease,
    );
  }

  /** @param lease undefined for whoever may end it without holding it */
  #close(
    id: string,
    state: 'done' | 'failed' | 'cancelled',
    lease: string | undefined,
    seconds: string | null,
    error: string | null,
  ): boolean {
    const { connection, keepInputs } = this.#options;
    const isClosed = this.#changes(
      `UPDATE inferences
       SET state = ?1, lease = NULL, owner = NULL, heartbeat = NULL, finished_at = ?2, seconds = ?3, error = ?4,
           has_receipt = (?1 = 'done')
       WHERE id = ?5 AND ${lease === undefined ? "state IN ('queued', 'running')" : "state = 'running' AND lease = ?6"}`,
      state,
      Date.now(),
      seconds,
      error,
      id,
      ...(lease === undefined ? [] : [lease]),
    );
    if (isClosed && !keepInputs) connection.run('DELETE FROM inference_orders WHERE id = ?', id);
    return isClosed;
  }

  #changes(sql: string, ...values: readonly SqlValue[]): boolean {
    return this.#options.connection.all(`${sql} RETURNING id`, ...values).length > 0;
  }
}
