import Libsql from 'libsql';
import { databaseError } from './database-error.ts';

/** What a column can hold. libsql ends the whole process when it is given a boolean. */
export type SqlValue = string | number | null;

export type Row = Record<string, SqlValue>;

/** How long a process waits for another one that writes. */
const BUSY_MILLISECONDS = 10_000;

/** An open database: every failure is an AppError that says how to mend it. */
export class Connection {
  readonly path: string;
  readonly #libsql: Libsql.Database;

  /** @throws AppError `workspace-unusable`, `disk-full`, `artifact-damaged` */
  constructor(path: string) {
    this.path = path;
    this.#libsql = this.#guard(() => new Libsql(path, { timeout: BUSY_MILLISECONDS }));
  }

  /** Every row of a query. Read to its end: a half-read one (`get`) would keep its lock until it is collected. */
  all(sql: string, ...values: readonly SqlValue[]): Row[] {
    return this.#guard(() => this.#libsql.prepare(sql).all([...values]) as Row[]);
  }

  run(sql: string, ...values: readonly SqlValue[]): void {
    this.#guard(() => this.#libsql.prepare(sql).run([...values]));
  }

  /** Several statements, without values. */
  execute(sql: string): void {
    this.#guard(() => this.#libsql.exec(sql));
  }

  /** All of `work` or nothing of it; it sees no change of another process. */
  transaction<Result>(work: () => Result): Result {
    this.execute('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.execute('COMMIT');
      return result;
    } catch (error) {
      // A full disk ends the transaction by itself; what went wrong first is what the reader should learn.
      if (this.#libsql.inTransaction) this.#libsql.exec('ROLLBACK');
      throw error;
    }
  }

  close(): void {
    this.#libsql.close();
  }

  #guard<Result>(operation: () => Result): Result {
    try {
      return operation();
    } catch (cause) {
      throw databaseError(this.path, cause);
    }
  }
}
