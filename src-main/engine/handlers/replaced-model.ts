import { AppError } from '../../api/errors.ts';
import { predictAddresses } from '../chain/deploy-contracts.ts';
import type { ModelState, Publication } from '../store/model-state.ts';
import type { Workspace } from '../store/workspace.ts';
import { requireArtifact } from './stage-artifacts.ts';

/** What a number was for the model that is replaced, and is for the one in its place; null where it is not known. */
interface Difference<Value> {
  before: Value | null;
  after: Value | null;
}

/**
 * The publication of a model that is to be replaced or deprecated: the latest one of this account on this chain.
 * @throws AppError option-invalid where there is none
 */
export async function publicationOfOwner(
  workspace: Workspace,
  name: string,
  chainId: bigint,
  account: string,
): Promise<Publication> {
  const { publications } = await workspace.models.read(name);
  const { registry } = predictAddresses();
  const publication = publications.findLast(
    (one) => one.chainId === String(chainId) && one.owner === account && one.registry === registry,
  );
  if (publication) return publication;
  throw new AppError(
    'option-invalid',
    `The model "${name}" was not published on chain ${chainId} by ${account}.`,
    'Use the account that owns the model, on the chain that it is on.',
  );
}

/** Writes down which model took the place of a publication. */
export async function nameSuccessor(
  workspace: Workspace,
  name: string,
  { chainId, modelId }: Publication,
  successor: { name: string; modelId: string },
): Promise<void> {
  await workspace.models.update(name, (present) => ({
    ...present!,
    publications: present!.publications.map((one) =>
      one.chainId === chainId && one.modelId === modelId ? { ...one, successor } : one,
    ),
  }));
}

/** What changes from one version to the next, as far as the workspace knows both. */
export async function compareVersions(
  workspace: Workspace,
  before: ModelState,
  after: ModelState,
): Promise<{
  constraints: Difference<number>;
  integerAccuracy: Difference<number>;
  topOneAgreement: Difference<number>;
  keyGrade: Difference<string>;
}> {
  const [old, present] = await Promise.all([figuresOf(workspace, before), figuresOf(workspace, after)]);
  return {
    constraints: { before: old.constraints, after: present.constraints },
    integerAccuracy: { before: old.integerAccuracy, after: present.integerAccuracy },
    topOneAgreement: { before: old.topOneAgreement, after: present.topOneAgreement },
    keyGrade: { before: old.keyGrade, after: present.keyGrade },
  };
}

async function figuresOf(workspace: Workspace, state: ModelState) {
  const [circuit, record, key] = await Promise.all([
    requireArtifact(workspace, state, 'circuit').catch(() => undefined),
    requireArtifact(workspace, state, 'quantize').catch(() => undefined),
    requireArtifact(workspace, state, 'setup').catch(() => undefined),
  ]);
  return {
    constraints: circuit?.summary.constraints ?? null,
    integerAccuracy: record?.summary.accuracy.integerAccuracy ?? null,
    topOneAgreement: record?.summary.accuracy.topOneAgreement ?? null,
    keyGrade: key?.summary.grade ?? null,
  };
}
