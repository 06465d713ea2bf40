import type { Connection } from '../connection.ts';
import { readSteps, readTransactions } from './journal-rows.ts';
import type { JournalStep, JournalTransaction, NewTransaction, StepState } from './journal-types.ts';
import type { PublishLease } from './publish-lease.ts';

/** Where and how a step came to be true. */
export interface StepOutcome {
  state: StepState;
  found?: boolean;
  transactionHash?: string | null;
  blockNumber?: number | null;
  blockHash?: string | null;
  gasUsed?: number | null;
}

/** A publication under way. What its methods have written is on the disk when they return. */
export class OpenPublication {
  /** It was begun by an earlier run, which did not end it. */
  readonly isResumed: boolean;
  readonly #connection: Connection;
  readonly #id: number;
  readonly #lease: PublishLease;

  constructor(connection: Connection, id: number, lease: PublishLease, isResumed: boolean) {
    this.#connection = connection;
    this.#id = id;
    this.#lease = lease;
    this.isResumed = isResumed;
  }

  /** In the order in which they are to be done. */
  steps(): JournalStep[] {
    return readSteps(this.#connection, this.#id);
  }

  /** The oldest first. */
  transactions(step: number): JournalTransaction[] {
    return readTransactions(this.#connection, step);
  }

  /** Writes down a transaction that is about to be sent. */
  addTransaction(step: number, transaction: NewTransaction): JournalTransaction {
    return this.#write(() => {
      const now = Date.now();
      this.#connection.run(
        `INSERT INTO chain_transactions (step, state, sender, nonce, recipient, data_hash, gas_limit, max_fee_per_gas,
           max_priority_fee_per_gas, hash, raw, begun_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        step,
        transaction.state,
        transaction.sender,
        transaction.nonce,
        transaction.to,
        transaction.dataHash,
        String(transaction.gasLimit),
        String(transaction.maxFeePerGas),
        transaction.maxPriorityFeePerGas === null ? null : String(transaction.maxPriorityFeePerGas),
        transaction.hash,
        transaction.raw,
        now,
      );
      this.#setStep(step, { state: 'signed', found: false });
      return this.transactions(step).at(-1)!;
    });
  }

  /** The node has it. */
  markSent({ id }: JournalTransaction, step: number, hash: string, block: number): void {
    this.#write(() => {
      this.#connection.run(
        `UPDATE chain_transactions SET state = 'sent', hash = ?, sent_at = ?, sent_block = ? WHERE id = ?`,
        hash,
        Date.now(),
        block,
        id,
      );
      this.#setStep(step, { state: 'sent' });
    });
  }

  markTransaction({ id }: JournalTransaction, state: JournalTransaction['state']): void {
    this.#write(() =>
      this.#connection.run('UPDATE chain_transactions SET state = ? WHERE id = ?', state, id),
    );
  }

  markStep(step: number, outcome: StepOutcome): void {
    this.#write(() => this.#setStep(step, outcome));
  }

  /** Every step is confirmed. */
  finish(): void {
    this.#write(() => this.#setPublication('done', null));
  }

  /** @param problem why this run goes no further, in words */
  stop(problem: string): void {
    this.#write(() => this.#setPublication('open', problem));
  }

  /** Lets others send with this account. */
  close(): void {
    this.#lease.release();
  }

  #setPublication(state: 'open' | 'done', problem: string | null): void {
    this.#connection.run(
      'UPDATE publications SET state = ?, problem = ?, changed_at = ? WHERE id = ?',
      state,
      problem,
      Date.now(),
      this.#id,
    );
  }

  #setStep(step: number, outcome: StepOutcome): void {
    const { state, found, transactionHash, blockNumber, blockHash, gasUsed } = outcome;
    const isMined = state === 'mined' || state === 'confirmed';
    if (!isMined) {
      this.#connection.run(
        `UPDATE chain_steps SET state = ?, found = 0, transaction_hash = NULL, block_number = NULL, block_hash = NULL,
           gas_used = NULL, changed_at = ? WHERE id = ?`,
        state,
        Date.now(),
        step,
      );
      return;
    }
    this.#connection.run(
      `UPDATE chain_steps SET state = ?, found = coalesce(?, found), transaction_hash = coalesce(?, transaction_hash),
         block_number = coalesce(?, block_number), block_hash = coalesce(?, block_hash),
         gas_used = coalesce(?, gas_used), changed_at = ? WHERE id = ?`,
      state,
      found === undefined ? null : Number(found),
      transactionHash ?? null,
      blockNumber ?? null,
      blockHash ?? null,
      gasUsed ?? null,
      Date.now(),
      step,
    );
  }

  #write<Result>(work: () => Result): Result {
    return this.#connection.transaction(() => {
      this.#lease.check();
      return work();
    });
  }
}
