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
  /** It draws fresh randomness: every run makes a new artifact, addressed by its content. */
  addressedByContent?: true;
  /** Writes the artifact's files into `folder` and returns its summary (plain JSON). */
  run(input: Input, parameters: Parameters, folder: string, work: LongWork): Promise<Summary>;
}

/**
 * Finds the artifact of a stage, or makes it.
 * @param inputHashes hashes of everything that `input` stands for
 */
export function runStage<Input, Parameters extends Readonly<Record<string, unknown>>, Summary>(
  store: ArtifactStore,
  stage: Stage<Input, Parameters, Summary>,
  input: Input,
  inputHashes: readonly string[],
  parameters: Parameters,
  work: LongWork,
): Promise<Artifact<Summary>> {
  const key = { stage: stage.id, version: stage.version, inputs: inputHashes, parameters };
  const produce = (folder: string) => stage.run(input, parameters, folder, work);
  return stage.addressedByContent ? store.create(key, produce) : store.obtain(key, produce);
}
