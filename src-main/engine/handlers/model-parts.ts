import { AppError } from '../../api/errors.ts';
import type { PeekedArtifact } from '../store/artifact-store.ts';
import type { ModelState } from '../store/model-state.ts';
import type { Workspace } from '../store/workspace.ts';
import { stageIdOf, type Summaries } from './stage-artifacts.ts';

export type StepState = 'done' | 'open' | 'damaged';

interface Part<Summary> {
  state: StepState;
  /** Where it is done. */
  artifact: PeekedArtifact<Summary> | undefined;
}

/** What each step of a model left. */
export type ModelParts = { [Stage in keyof Summaries]: Part<Summaries[Stage]> };

/** Reads what each step says about itself; no file is hashed, so that a list of models is quick. */
export async function readModelParts(workspace: Workspace, state: ModelState): Promise<ModelParts> {
  const [imported, quantize, circuit, setup] = await Promise.all([
    readPart(workspace, state, 'import'),
    readPart(workspace, state, 'quantize'),
    readPart(workspace, state, 'circuit'),
    readPart(workspace, state, 'setup'),
  ]);
  return { import: imported, quantize, circuit, setup };
}

async function readPart<Stage extends keyof Summaries>(
  { artifacts }: Workspace,
  state: ModelState,
  stage: Stage,
): Promise<Part<Summaries[Stage]>> {
  const id = stageIdOf(state, stage);
  if (id === undefined) return { state: 'open', artifact: undefined };
  try {
    const artifact = await artifacts.peek<Summaries[Stage]>(stage, id);
    return { state: artifact ? 'done' : 'damaged', artifact };
  } catch (error) {
    if (error instanceof AppError && error.code === 'artifact-damaged')
      return { state: 'damaged', artifact: undefined };
    throw error;
  }
}
