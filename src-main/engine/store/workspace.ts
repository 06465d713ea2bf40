import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ArtifactStore } from './artifact-store.ts';
import { ModelStates } from './model-state.ts';
import { storageError } from './write-atomic.ts';

/** One folder holds everything that Proofpress makes. */
export interface Workspace {
  root: string;
  artifacts: ArtifactStore;
  models: ModelStates;
  /** Compiled circom gadgets. */
  gadgetFolder: string;
  receiptFolder: string;
  /** State of the embedded local chain between runs. */
  localChainState: string;
}

/** @throws AppError `workspace-unusable`, `disk-full` */
export async function openWorkspace(root: string): Promise<Workspace> {
  const workspace: Workspace = {
    root,
    artifacts: new ArtifactStore(join(root, 'artifacts')),
    models: new ModelStates(join(root, 'models')),
    gadgetFolder: join(root, 'gadgets'),
    receiptFolder: join(root, 'receipts'),
    localChainState: join(root, 'local-chain.json'),
  };
  try {
    for (const folder of [root, join(root, 'artifacts'), workspace.gadgetFolder, workspace.receiptFolder]) {
      await mkdir(folder, { recursive: true });
    }
  } catch (cause) {
    throw storageError(root, cause);
  }
  return workspace;
}
