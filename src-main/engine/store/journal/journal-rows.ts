import type { Connection, Row, SqlValue } from '../connection.ts';
import type { JournalStep, JournalTransaction, StepState, TransactionState } from './journal-types.ts';

/** The steps of a publication in order. */
export function readSteps(connection: Connection, publication: number): JournalStep[] {
  return connection
    .all(
      `SELECT chain_steps.* FROM publication_steps
       JOIN chain_steps ON chain_steps.id = publication_steps.step
       WHERE publication = ? ORDER BY position`,
      publication,
    )
    .map(stepOf);
}

/** The transactions of a step, the oldest first. */
export function readTransactions(connection: Connection, step: number): JournalTransaction[] {
  return connection
    .all('SELECT * FROM chain_transactions WHERE step = ? ORDER BY id', step)
    .map(transactionOf);
}

function stepOf(row: Row): JournalStep {
  return {
    id: Number(row.id),
    purpose: String(row.purpose),
    effect: String(row.effect),
    state: row.state as StepState,
    found: row.found === 1,
    transactionHash: text(row.transaction_hash),
    blockNumber: number(row.block_number),
    blockHash: text(row.block_hash),
    gasUsed: number(row.gas_used),
  };
}

function transactionOf(row: Row): JournalTransaction {
  const priority = text(row.max_priority_fee_per_gas);
  return {
    id: Number(row.id),
    state: row.state as TransactionState,
    sender: String(row.sender),
    nonce: Number(row.nonce),
    to: String(row.recipient),
    dataHash: String(row.data_hash),
    gasLimit: BigInt(String(row.gas_limit)),
    maxFeePerGas: BigInt(String(row.max_fee_per_gas)),
    maxPriorityFeePerGas: priority === null ? null : BigInt(priority),
    hash: text(row.hash),
    raw: text(row.raw),
    sentAt: number(row.sent_at),
    sentBlock: number(row.sent_block),
  };
}

function text(value: SqlValue | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

function number(value: SqlValue | undefined): number | null {
  return typeof value === 'number' ? value : null;
}
