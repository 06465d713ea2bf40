import { join } from 'node:path';
import { KeystoreFolder } from '../chain/signers/keystore-folder.ts';
import { ApiKeys } from './api-keys/api-keys.ts';
import { ArtifactIndex } from './artifact-index.ts';
import { ArtifactStore } from './artifact-store.ts';
import { JobRecords, markInterruptedJobs } from './job-records.ts';
import { PublicationJournal } from './journal/publication-journal.ts';
import { MarketStore } from './market/market-store.ts';
import { ModelStates } from './model-states.ts';
import { NetworkRecords } from './network-records.ts';
import { sweepPartials } from './sweep-partials.ts';
import { takeOverJson } from './take-over-json.ts';
import { WorkspaceDatabase } from './workspace-database.ts';

/** One folder holds everything that Proofpress makes. */
export interface Workspace {
  root: string;
  artifacts: ArtifactStore;
  models: ModelStates;
  jobs: JobRecords;
  journal: PublicationJournal;
  networks: NetworkRecords;
  /** Requests of markets, what became of them, and inputs handed in for them. */
  market: MarketStore;
  /** Who may ask a server for inferences. */
  apiKeys: ApiKeys;
  /** Encrypted keys that sign transactions. */
  keystores: KeystoreFolder;
  /** Where artifacts lie; a worker opens it by itself. */
  artifactFolder: string;
  /** Compiled circom gadgets. */
  gadgetFolder: string;
  receiptFolder: string;
  /** Published powers of tau, by their names. */
  ptauFolder: string;
  /** What work writes down for its own use and removes at its end. */
  temporaryFolder: string;
  /** State of the embedded local chain between runs. */
  localChainState: string;
  /** Removes what ended processes left unfinished. */
  sweep(): Promise<void>;
  /** Closes the database. */
  close(): Promise<void>;
}

/** Nothing is created before something is written. */
export function openWorkspace(root: string): Workspace {
  const folder = (name: string) => join(root, name);
  const artifactFolder = folder('artifacts');
  const gadgetFolder = folder('gadgets');
  const receiptFolder = folder('receipts');
  const ptauFolder = folder('powers-of-tau');
  const temporaryFolder = folder('temporary');
  const legacyFolder = folder('models');
  const swept = [root, artifactFolder, gadgetFolder, receiptFolder, ptauFolder, temporaryFolder];
  const sweep = () => sweepPartials([...swept, folder('keystores')]);
  const database = new WorkspaceDatabase(folder('proofpress.sqlite'), legacyFolder, async (connection) => {
    await takeOverJson(connection, legacyFolder);
    markInterruptedJobs(connection);
    await sweep();
  });
  return {
    root,
    artifacts: new ArtifactStore(artifactFolder, new ArtifactIndex(database)),
    models: new ModelStates(database, legacyFolder),
    jobs: new JobRecords(database),
    journal: new PublicationJournal(database),
    networks: new NetworkRecords(database),
    market: new MarketStore(database),
    apiKeys: new ApiKeys(database),
    keystores: new KeystoreFolder(folder('keystores')),
    artifactFolder,
    gadgetFolder,
    receiptFolder,
    ptauFolder,
    temporaryFolder,
    localChainState: folder('local-chain.json'),
    sweep,
    close: () => database.close(),
  };
}
