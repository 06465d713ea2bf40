import { randomUUID } from 'node:crypto';
import { AppError } from '../../../api/errors.ts';
import type { Connection } from '../connection.ts';
import { isProcessGone, processTag } from '../process-tag.ts';
import type { PublicationSubject } from './journal-types.ts';

const BEAT_MILLISECONDS = 5_000;
/** A process that has shown nothing for so long is taken for hung, or for one on a machine that is gone. */
const SILENT_MILLISECONDS = 5 * 60_000;

/** The right to send with an account on a chain, which one process of a workspace has at a time. */
export class PublishLease {
  readonly #connection: Connection;
  readonly #key: readonly [string, string, string];
  readonly #token = randomUUID();
  readonly #timer: NodeJS.Timeout;

  /** @throws AppError `workspace-unusable` where another process has it */
  constructor(
    connection: Connection,
    {
      model,
      chainId,
      genesis,
      account,
    }: Pick<PublicationSubject, 'model' | 'chainId' | 'genesis' | 'account'>,
  ) {
    this.#connection = connection;
    this.#key = [chainId, genesis, account];
    connection.transaction(() => {
      const [row] = connection.all(
        `SELECT owner, model, token, heartbeat FROM publish_leases WHERE ${KEY}`,
        ...this.#key,
      );
      if (row && isHeld(String(row.owner), String(row.token), Number(row.heartbeat)))
        throw held(String(row.model), account);
      connection.run(
        `INSERT OR REPLACE INTO publish_leases (chain_id, genesis, account, model, owner, token, heartbeat)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
        ...this.#key,
        model,
        processTag(),
        this.#token,
        Date.now(),
      );
    });
    ownTokens.add(this.#token);
    this.#timer = setInterval(() => this.#beat(), BEAT_MILLISECONDS);
    this.#timer.unref();
  }

  /** To be called inside of each transaction that writes: a process that was asleep for long may have lost its lease. */
  check(): void {
    const [row] = this.#connection.all(`SELECT token FROM publish_leases WHERE ${KEY}`, ...this.#key);
    if (row?.token === this.#token) return;
    throw new AppError(
      'workspace-unusable',
      'This process was silent for so long that another one went on with the publication.',
      'Let the other one finish, then start it again to see where it stands.',
    );
  }

  release(): void {
    clearInterval(this.#timer);
    ownTokens.delete(this.#token);
    try {
      this.#connection.run(
        `DELETE FROM publish_leases WHERE ${KEY} AND token = ?`,
        ...this.#key,
        this.#token,
      );
    } catch {
      // A full disk; it ends with this process.
    }
  }

  #beat(): void {
    try {
      this.#connection.run(
        `UPDATE publish_leases SET heartbeat = ? WHERE ${KEY} AND token = ?`,
        Date.now(),
        ...this.#key,
        this.#token,
      );
    } catch {
      // A full disk or a busy database is met by the work itself, which says so.
    }
  }
}

const KEY = 'chain_id = ? AND genesis = ? AND account = ?';

/** Leases of this process: what is not among them was let go, even if a full disk kept that from being written. */
const ownTokens = new Set<string>();

function isHeld(owner: string, token: string, heartbeat: number): boolean {
  if (owner === processTag()) return ownTokens.has(token);
  return Date.now() - heartbeat < SILENT_MILLISECONDS && !isProcessGone(owner, heartbeat);
}

function held(model: string, account: string): AppError {
  return new AppError(
    'workspace-unusable',
    `Another process is publishing the model "${model}" with the account ${account} on this chain.`,
    'Wait until it has finished, or end it, and start it again: what it has sent is found.',
  );
}
