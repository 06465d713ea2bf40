import type { Connection } from '../connection.ts';
import type { WorkspaceDatabase } from '../workspace-database.ts';
import { readSteps, readTransactions } from './journal-rows.ts';
import type { PublicationRecord, PublicationSubject, StepPlan } from './journal-types.ts';
import { OpenPublication } from './open-publication.ts';
import { PublishLease } from './publish-lease.ts';

/** Every publication of a workspace, step by step: written to the disk before anything is sent. */
export class PublicationJournal {
  readonly #database: WorkspaceDatabase;

  constructor(database: WorkspaceDatabase) {
    this.#database = database;
  }

  /**
   * Begins a publication, or goes on with the one that was begun. Steps that the journal knows keep what it knows of them.
   * Ends with `close()`, which lets others send with this account.
   *
   * @param steps in the order in which they are to be done
   * @throws AppError `workspace-unusable` where another process publishes with this account on this chain
   */
  async begin(subject: PublicationSubject, steps: readonly StepPlan[]): Promise<OpenPublication> {
    const connection = await this.#database.open();
    const lease = new PublishLease(connection, subject);
    try {
      const { id, isNew } = connection.transaction(() => beginRow(connection, subject, steps));
      return new OpenPublication(connection, id, lease, !isNew);
    } catch (error) {
      lease.release();
      throw error;
    }
  }

  /** Publications of a model, the latest first. */
  async list(model: string): Promise<PublicationRecord[]> {
    const connection = await this.#database.openExisting();
    const rows =
      connection?.all(
        `SELECT id, kind, model, chain_id, genesis, account, model_id, state, problem, begun_at, changed_at
         FROM publications WHERE model = ? ORDER BY changed_at DESC, id DESC`,
        model,
      ) ?? [];
    return rows.map((row) => ({
      id: Number(row.id),
      kind: row.kind as PublicationRecord['kind'],
      model: String(row.model),
      chainId: String(row.chain_id),
      genesis: String(row.genesis),
      account: String(row.account),
      modelId: String(row.model_id),
      state: row.state as PublicationRecord['state'],
      problem: row.problem === null ? null : String(row.problem),
      begunAt: Number(row.begun_at),
      changedAt: Number(row.changed_at),
      steps: readSteps(connection!, Number(row.id)).map((step) => ({
        ...step,
        transactions: readTransactions(connection!, step.id),
      })),
    }));
  }
}

function beginRow(
  connection: Connection,
  { kind, model, chainId, genesis, account, modelId }: PublicationSubject,
  steps: readonly StepPlan[],
): { id: number; isNew: boolean } {
  const now = Date.now();
  const subject = [kind, model, chainId, genesis, account, modelId];
  const find = () =>
    connection.all(
      `SELECT id, state FROM publications
       WHERE kind = ? AND model = ? AND chain_id = ? AND genesis = ? AND account = ? AND model_id = ?`,
      ...subject,
    )[0];
  const existing = find();
  if (existing) {
    connection.run(
      `UPDATE publications SET state = 'open', problem = NULL, changed_at = ? WHERE id = ?`,
      now,
      existing.id!,
    );
  } else {
    connection.run(
      `INSERT INTO publications (kind, model, chain_id, genesis, account, model_id, state, begun_at, changed_at)
       VALUES (?, ?, ?, ?, ?, ?, 'open', ?, ?)`,
      ...subject,
      now,
      now,
    );
  }
  const id = Number((existing ?? find())!.id);
  connection.run('DELETE FROM publication_steps WHERE publication = ?', id);
  for (const [position, { effect, purpose }] of steps.entries()) {
    connection.run(
      `INSERT INTO chain_steps (chain_id, genesis, account, effect, purpose, state, changed_at)
       VALUES (?, ?, ?, ?, ?, 'planned', ?)
       ON CONFLICT (chain_id, genesis, account, effect) DO UPDATE SET purpose = excluded.purpose`,
      chainId,
      genesis,
      account,
      effect,
      purpose,
      now,
    );
    connection.run(
      `INSERT INTO publication_steps (publication, position, step)
       SELECT ?, ?, id FROM chain_steps WHERE chain_id = ? AND genesis = ? AND account = ? AND effect = ?`,
      id,
      position,
      chainId,
      genesis,
      account,
      effect,
    );
  }
  return { id, isNew: !existing || existing.state === 'done' };
}
