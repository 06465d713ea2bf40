import { isIrreplaceable, keyIdOf } from '../handlers/stage-artifacts.ts';
import { localPtauPower } from '../bundle/plan-export.ts';
import type { ModelState } from '../store/model-state.ts';
import type { Workspace } from '../store/workspace.ts';
import { folderOf, type StoredArtifact } from './stored-artifacts.ts';

/** Who needs what, by the names of the folders of artifacts. */
export interface ArtifactUses {
  /** The models that need an artifact. */
  users: ReadonlyMap<string, ReadonlySet<string>>;
  /** Keys that others rely on. */
  irreplaceable: ReadonlySet<string>;
  /** Sizes of the workspace's own powers of tau that a key was made from; undefined where that is not known. */
  powers: ReadonlySet<number> | undefined;
  /** False where the state of a model cannot be read: then nothing is known to be of no use. */
  isComplete: boolean;
}

/**
 * A model needs what its steps stand at; and for each key that others rely on the circuit, the record and the network
 * that it belongs to, since a record cannot be made again to the last bit.
 */
export async function findUses(
  workspace: Workspace,
  artifacts: readonly StoredArtifact[],
): Promise<ArtifactUses> {
  const models = await workspace.models.list();
  const users = new Map<string, Set<string>>();
  const irreplaceable = new Set<string>();
  for (const { name, state } of models) {
    if (!state) continue;
    const { present, kept } = needsOf(workspace, state, artifacts);
    for (const key of kept.keys) irreplaceable.add(key);
    for (const folder of [...present, ...kept.keys, ...kept.origins]) {
      users.set(folder, (users.get(folder) ?? new Set()).add(name));
    }
  }
  const isComplete = await workspace.models.areReadable();
  return { users, irreplaceable, powers: findPowers(workspace, artifacts), isComplete };
}

function needsOf(workspace: Workspace, state: ModelState, artifacts: readonly StoredArtifact[]) {
  const folder = (stage: string, id: string | undefined) =>
    id === undefined ? [] : [folderOf(workspace, stage, id)];
  const kept = keptCircuits(state);
  return {
    present: [
      ...folder('import', state.importId),
      ...folder('quantize', state.recordId),
      ...folder('circuit', state.circuitId),
      ...folder('setup', keyIdOf(state)),
    ],
    kept: {
      keys: keptKeys(state).flatMap((id) => folder('setup', id)),
      origins: kept.flatMap((id) => originsOf(workspace, folderOf(workspace, 'circuit', id), artifacts)),
    },
  };
}

function keptKeys(state: ModelState): string[] {
  const known = [
    ...Object.values(state.keys),
    ...state.publications.map(({ keyId }) => keyId),
    ...Object.values(state.ceremonies ?? {}).flatMap(({ keyId }) => (keyId === undefined ? [] : [keyId])),
  ];
  return [...new Set(known)].filter((id) => isIrreplaceable(state, id));
}

/** Circuits of keys that others rely on, and of ceremonies that are under way. */
function keptCircuits(state: ModelState): string[] {
  const ofKeys = Object.entries(state.keys).flatMap(([circuit, key]) =>
    isIrreplaceable(state, key) ? [circuit] : [],
  );
  return [...new Set([...ofKeys, ...Object.keys(state.ceremonies ?? {})])];
}

/** A circuit, the records that it may have been made from, and the networks of these. */
function originsOf(workspace: Workspace, circuit: string, artifacts: readonly StoredArtifact[]): string[] {
  const recordHash = artifacts.find(({ folder }) => folder === circuit)?.inputs[0];
  const records = artifacts.filter(
    ({ stage, summary }) => stage === 'quantize' && summary.recordHash === recordHash,
  );
  const imports = records.flatMap(({ inputs: [id] }) =>
    id === undefined ? [] : [folderOf(workspace, 'import', id)],
  );
  return [circuit, ...records.map(({ folder }) => folder), ...imports];
}

function findPowers(
  workspace: Workspace,
  artifacts: readonly StoredArtifact[],
): ReadonlySet<number> | undefined {
  const powers = new Set<number>();
  for (const { stage, inputs, summary } of artifacts) {
    if (stage !== 'setup' || summary.provenance === 'public') continue;
    const circuit = folderOf(workspace, 'circuit', inputs[0] ?? '');
    const power = artifacts.find(({ folder }) => folder === circuit)?.summary.domainPower;
    if (typeof power !== 'number') return undefined;
    powers.add(localPtauPower(power));
  }
  return powers;
}
