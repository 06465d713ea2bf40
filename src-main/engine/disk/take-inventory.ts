import type { Workspace } from '../store/workspace.ts';
import { type ArtifactUses, findUses } from './artifact-uses.ts';
import { folderOf, listArtifacts, type StoredArtifact } from './stored-artifacts.ts';

/** What becomes of an artifact that is not one model's alone. */
export type SharedKind = 'common' | 'earlier' | 'unclaimed-keys' | 'powers-of-tau' | 'unused-powers-of-tau';

export interface InventoryEntry extends StoredArtifact {
  /** The one model that it belongs to, or what it is. */
  place: { model: string } | { shared: SharedKind };
  isIrreplaceable: boolean;
}

export interface Inventory {
  artifacts: InventoryEntry[];
  /** False where the state of a model cannot be read. */
  isComplete: boolean;
}

/** Everything that steps of models have left, and whom it belongs to. */
export async function takeInventory(workspace: Workspace): Promise<Inventory> {
  const artifacts = await listArtifacts(workspace);
  const uses = await findUses(workspace, artifacts);
  const earlierKeys = await findEarlierKeys(workspace);
  return {
    isComplete: uses.isComplete,
    artifacts: artifacts.map((artifact) => ({
      ...artifact,
      place: placeOf(artifact, uses, earlierKeys),
      isIrreplaceable: uses.irreplaceable.has(artifact.folder),
    })),
  };
}

function placeOf(
  { folder, stage, summary }: StoredArtifact,
  { users, powers }: ArtifactUses,
  earlierKeys: ReadonlySet<string>,
): InventoryEntry['place'] {
  const [user, ...others] = users.get(folder) ?? [];
  if (user !== undefined) return others.length === 0 ? { model: user } : { shared: 'common' };
  if (stage === 'setup') return { shared: earlierKeys.has(folder) ? 'earlier' : 'unclaimed-keys' };
  if (stage !== 'powers-of-tau') return { shared: 'earlier' };
  const isUsed = !powers || typeof summary.power !== 'number' || powers.has(summary.power);
  return { shared: isUsed ? 'powers-of-tau' : 'unused-powers-of-tau' };
}

/** Keys that models had for other settings than their present ones, which nobody relies on. */
async function findEarlierKeys(workspace: Workspace): Promise<ReadonlySet<string>> {
  const { models } = workspace;
  const keys = (await models.list()).flatMap(({ state }) => Object.values(state?.keys ?? {}));
  return new Set(keys.map((id) => folderOf(workspace, 'setup', id)));
}
