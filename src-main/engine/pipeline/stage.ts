import type { LongWork } from '../../api/progress.ts';
import type { Artifact, ArtifactStore } from '../store/artifact-store.ts';

/**
 * A pure step of the pipeline: equal inputs and parameters give an equal artifact, so a finished step is found again
 * instead of run again, and a changed setting makes only the steps after it stale.
 */
export interface Stage<Input, Parameters extends Readonly<Record<string, unknown>>, Summary> {
  id: string;
  /** Raised whenever the same input would give another output. */
  version: number;
  /** Writes the artifact's files into `folder` and returns its summary (plain JSON). */
  run(input: Input, parameters: Parameters, folder: string, work: LongWork): Promise<Summary>;
}

/** @param inputHashes hashes of everything that `input` stands for */
export function runStage<Input, Parameters extends Readonly<Record<string, unknown>>, Summary>(
  store: ArtifactStore,
  stage: Stage<Input, Parameters, Summary>,
  input: Input,
  inputHashes: readonly string[],
  parameters: Parameters,
  work: LongWork,
): Promise<Artifact<Summary>> {
  const key = { stage: stage.id, version: stage.version, inputs: inputHashes, parameters };
  return store.obtain(key, (folder) => stage.run(input, parameters, folder, work));
}

/** Runs a stage that draws fresh randomness: its artifact is addressed by its content, and equal calls make new ones. */
export function createArtifact<Input, Parameters extends Readonly<Record<string, unknown>>, Summary>(
  store: ArtifactStore,
  stage: Stage<Input, Parameters, Summary>,
  input: Input,
  inputHashes: readonly string[],
  parameters: Parameters,
  work: LongWork,
): Promise<Artifact<Summary>> {
  const key = { stage: stage.id, version: stage.version, inputs: inputHashes, parameters };
  return store.create(key, (folder) => stage.run(input, parameters, folder, work));
}
