import { AppError } from '../../api/errors.ts';
import { type CustomNetwork, customNetworkSchema } from '../chain/networks/custom-network.ts';
import { networkProbeSchema, type NetworkProbe } from '../chain/probe/network-probe.ts';
import type { Row } from './connection.ts';
import { sha256 } from './sha256.ts';
import type { WorkspaceDatabase } from './workspace-database.ts';

/** Networks that the user added to a workspace, and what probes of networks found. */
export class NetworkRecords {
  readonly #database: WorkspaceDatabase;

  constructor(database: WorkspaceDatabase) {
    this.#database = database;
  }

  /** @throws AppError artifact-damaged */
  async list(): Promise<CustomNetwork[]> {
    const connection = await this.#database.openExisting();
    const rows = connection?.all('SELECT name, settings, sha256 FROM networks ORDER BY name') ?? [];
    return rows.map((row) => parseRow(this.#database.path, row));
  }

  async save(network: CustomNetwork): Promise<void> {
    const connection = await this.#database.open();
    const text = JSON.stringify(network);
    connection.run(
      `INSERT INTO networks (name, settings, sha256, changed_at) VALUES (?, ?, ?, ?)
       ON CONFLICT (name) DO UPDATE
       SET settings = excluded.settings, sha256 = excluded.sha256, changed_at = excluded.changed_at`,
      network.name,
      text,
      sha256(text),
      Date.now(),
    );
  }

  /** @returns whether it was there */
  async remove(name: string): Promise<boolean> {
    const connection = await this.#database.openExisting();
    if (!connection) return false;
    return connection.transaction(() => {
      const isThere = connection.all('SELECT name FROM networks WHERE name = ?', name).length > 0;
      connection.run('DELETE FROM networks WHERE name = ?', name);
      return isThere;
    });
  }

  /** What the last probe of a chain through a node found; undefined where there was none that counts today. */
  async probeOf(chainId: bigint, rpc: string): Promise<NetworkProbe | undefined> {
    const connection = await this.#database.openExisting();
    const [row] =
      connection?.all(
        'SELECT result FROM probes WHERE chain_id = ? AND node = ?',
        String(chainId),
        sha256(rpc),
      ) ?? [];
    if (!row) return undefined;
    try {
      return networkProbeSchema.parse(JSON.parse(String(row.result)));
    } catch {
      return undefined; // of another version: probed again
    }
  }

  /** The node is kept as a hash: its address may hold the key to a service. */
  async saveProbe(rpc: string, probe: NetworkProbe): Promise<void> {
    const connection = await this.#database.open();
    connection.run(
      `INSERT INTO probes (chain_id, node, result, probed_at) VALUES (?, ?, ?, ?)
       ON CONFLICT (chain_id, node) DO UPDATE SET result = excluded.result, probed_at = excluded.probed_at`,
      probe.chainId,
      sha256(rpc),
      JSON.stringify(probe),
      probe.probedAt,
    );
  }
}

function parseRow(path: string, { name, settings, sha256: hash }: Row): CustomNetwork {
  try {
    if (sha256(String(settings)) !== hash) throw new Error('The row does not have the hash that it carries.');
    const network = customNetworkSchema.parse(JSON.parse(String(settings)));
    if (network.name !== name) throw new Error('The row is that of another network.');
    return network;
  } catch (cause) {
    throw new AppError(
      'artifact-damaged',
      `What the database "${path}" says about the network "${name}" is not what was written there.`,
      `Remove it (proofpress networks remove ${name}) and add it again.`,
      { cause },
    );
  }
}
