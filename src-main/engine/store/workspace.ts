import { join } from 'node:path';
import { ArtifactStore } from './artifact-store.ts';
import { ModelStates } from './model-state.ts';

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

/** Nothing is created before something is written. */
export function openWorkspace(root: string): Workspace {
  return {
    root,
    artifacts: new ArtifactStore(join(root, 'artifacts')),
    models: new ModelStates(join(root, 'models')),
    gadgetFolder: join(root, 'gadgets'),
    receiptFolder: join(root, 'receipts'),
    localChainState: join(root, 'local-chain.json'),
  };
}
