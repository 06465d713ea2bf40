import type { CallResult, ParsedInput } from '../../api/contract.ts';
import { AppError } from '../../api/errors.ts';
import type { LongWork } from '../../api/progress.ts';
import type { EngineContext } from '../engine.ts';
import { readModel } from '../pipeline/1-import/import-model.ts';
import type { Workspace } from '../store/workspace.ts';
import { compileModel } from './compile-model.ts';
import { importModel, nameOfFile } from './import-model.ts';
import { quantizeModel } from './quantize-model.ts';
import { secondsSince } from './seconds.ts';
import { setupModel } from './setup-model.ts';
import { requireArtifact } from './stage-artifacts.ts';

type Input = ParsedInput<'prepareModel'>;
type Step = CallResult<'prepareModel'>['steps'][number];

/** Import, quantize, compile and setup, each where it is not done: what was done by itself keeps its settings. */
export async function prepareModel(
  context: EngineContext,
  { path, like, ptau, ...input }: Input,
  work: LongWork,
): Promise<CallResult<'prepareModel'>> {
  const started = performance.now();
  const { workspace } = context;
  const name = input.name ?? nameOfFile(path);
  refuseSameName(name, like);
  await refusePublished(workspace, name, path);
  const imported = await importModel(context, { path, name, like }, work);
  const { quantized, taken } = await quantizeWhereNeeded(context, { ...input, name, like }, work);
  const compiled = await compileWhereNeeded(context, name, like, work);
  if (like !== undefined) await refuseWeakerKey(workspace, name, like);
  const keys = await setupModel(context, { name, ptau }, work);

  const state = await workspace.models.read(name);
  const { accuracy } = (await requireArtifact(workspace, state, 'quantize')).summary;
  const { constraints } = (await requireArtifact(workspace, state, 'circuit')).summary;
  const { floatAccuracy, integerAccuracy, topOneAgreement } = accuracy;
  return {
    name,
    steps: [
      step('import', imported),
      step('quantize', quantized),
      step('compile', compiled),
      step('setup', keys),
    ],
    like: taken,
    constraints,
    floatAccuracy,
    integerAccuracy,
    topOneAgreement,
    vkHash: keys.vkHash,
    grade: keys.grade,
    seconds: secondsSince(started),
  };
}

type Done = Pick<Step, 'reused' | 'seconds'>;

const DONE: Done = { reused: true, seconds: 0 };

function step(name: Step['step'], { reused, seconds }: Done): Step {
  return { step: name, reused, seconds };
}

async function quantizeWhereNeeded(
  context: EngineContext,
  { name, like, samples, evaluate }: { name: string } & Pick<Input, 'like' | 'samples' | 'evaluate'>,
  work: LongWork,
): Promise<{ quantized: Done; taken: CallResult<'quantizeModel'>['like'] }> {
  const isDone = (await context.workspace.models.read(name)).recordId !== undefined;
  if (isDone && samples === undefined && evaluate === undefined) return { quantized: DONE, taken: null };
  // Other samples for a model that was quantized already: its other settings stay.
  const settings = isDone ? name : like;
  const result = await quantizeModel(context, { name, like: settings, samples, evaluate, limits: {} }, work);
  return { quantized: result, taken: isDone ? null : result.like };
}

async function compileWhereNeeded(
  context: EngineContext,
  name: string,
  like: string | undefined,
  work: LongWork,
): Promise<Done> {
  if ((await context.workspace.models.read(name)).circuitId !== undefined) return DONE;
  return compileModel(context, { name, like, limits: {} }, work);
}

/** An import under the name of the earlier version would take its place. */
function refuseSameName(name: string, like: string | undefined): void {
  if (name !== like) return;
  throw new AppError(
    'option-invalid',
    `The new version of "${name}" needs a name of its own.`,
    `Give it one: --name ${name}-2.`,
  );
}

/** A published model stays what it is: another network is another version. */
async function refusePublished(workspace: Workspace, name: string, path: string): Promise<void> {
  const present = await workspace.models.find(name);
  if (!present?.importId || present.publications.length === 0) return;
  const imported = await requireArtifact(workspace, present, 'import');
  if ((await readModel(path)).modelHash === imported.summary.modelHash) return;
  throw new AppError(
    'option-invalid',
    `The model "${name}" is published, and "${path}" is another network.`,
    `Publish it as a new version: proofpress publish ${path} --name ${name}-2 --replaces ${name}.`,
  );
}

/** A key of a ceremony is not followed by one that its maker alone has made, without being asked. */
async function refuseWeakerKey(workspace: Workspace, name: string, like: string): Promise<void> {
  const state = await workspace.models.read(name);
  if (await requireArtifact(workspace, state, 'setup').catch(() => undefined)) return;
  const earlier = await requireArtifact(workspace, await workspace.models.read(like), 'setup').catch(
    () => undefined,
  );
  if (earlier === undefined || earlier.summary.grade === 'local') return;
  throw new AppError(
    'confirmation-missing',
    `The key of "${like}" came of a ceremony. "${name}" needs a new key, and its ceremony starts anew.`,
    `Hold one: proofpress ceremony start ${name} --folder FOLDER ..., and publish then. Or make a key by yourself, with which you could forge proofs: proofpress setup ${name}.`,
  );
}
