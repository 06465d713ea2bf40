import type { WorkspaceDatabase } from './workspace-database.ts';

/**
 * The artifacts that were made or used, with how their files looked when their hashes were last checked. It saves
 * reading: the artifacts themselves say what they are, and one that is missing here is checked and noted again.
 */
export class ArtifactIndex {
  readonly #database: WorkspaceDatabase;

  constructor(database: WorkspaceDatabase) {
    this.#database = database;
  }

  /** How the files looked when they were last checked; undefined where they never were. */
  async fingerprint(stage: string, id: string): Promise<string | undefined> {
    const connection = await this.#database.openExisting();
    const rows = connection?.all('SELECT fingerprint FROM artifacts WHERE stage = ? AND id = ?', stage, id);
    return rows?.[0]?.fingerprint?.toString();
  }

  /** @param fingerprint undefined where the files are too new to be told from ones that change right now */
  async note(stage: string, id: string, bytes: number, fingerprint: string | undefined): Promise<void> {
    const connection = await this.#database.open();
    connection.run(
      `INSERT INTO artifacts (stage, id, bytes, fingerprint, used_at) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (stage, id) DO UPDATE
       SET bytes = excluded.bytes, fingerprint = excluded.fingerprint, used_at = excluded.used_at`,
      stage,
      id,
      bytes,
      fingerprint ?? null,
      Date.now(),
    );
  }
}
