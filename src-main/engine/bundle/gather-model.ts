import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Transcript, transcriptSchema } from '../../api/receipt.ts';
import type { IntegerGraph } from '../graph/integer-graph.ts';
import { decodeRecord } from '../graph/record.ts';
import { keyIdOf, requireArtifact } from '../handlers/stage-artifacts.ts';
import type { ImportParameters, ImportSummary } from '../pipeline/1-import/import-model.ts';
import {
  CHOICES_FILE,
  decodeChoices,
  type QuantizationChoices,
} from '../pipeline/2-quantize/quantization-choices.ts';
import type { QuantizeSummary } from '../pipeline/2-quantize/quantize-stage.ts';
import type { CircuitSummary } from '../pipeline/3-circuit/circuit-stage.ts';
import type { SetupSummary } from '../pipeline/4-setup/setup-stage.ts';
import type { Artifact } from '../store/artifact-store.ts';
import type { ModelState, Publication } from '../store/model-state.ts';
import type { Workspace } from '../store/workspace.ts';

/** A model with a key, and what its steps left. */
export interface FinishedModel {
  state: ModelState;
  imported: Artifact<ImportSummary>;
  importParameters: ImportParameters;
  quantized: Artifact<QuantizeSummary>;
  circuit: Artifact<CircuitSummary>;
  key: Artifact<SetupSummary>;
  graph: IntegerGraph;
  /** Null for a model that was quantized before they were kept. */
  choices: QuantizationChoices | null;
  transcript: Transcript;
  /** Of the present key. */
  publications: Publication[];
}

/** @throws AppError `option-invalid` where a step has not run, `artifact-damaged` */
export async function gatherModel(workspace: Workspace, state: ModelState): Promise<FinishedModel> {
  const imported = await requireArtifact(workspace, state, 'import');
  const quantized = await requireArtifact(workspace, state, 'quantize');
  const circuit = await requireArtifact(workspace, state, 'circuit');
  const key = await requireArtifact(workspace, state, 'setup');
  const { parameters } = await workspace.artifacts.describe('import', imported.id);
  const { graph } = decodeRecord(new Uint8Array(await readFile(join(quantized.folder, 'record.json'))));
  const choices = await readFile(join(quantized.folder, CHOICES_FILE), 'utf8').catch(() => null);
  const transcript = await readFile(join(key.folder, 'transcript.json'), 'utf8');
  return {
    state,
    imported,
    importParameters: parameters as ImportParameters,
    quantized,
    circuit,
    key,
    graph,
    choices: choices === null ? null : decodeChoices(choices),
    transcript: transcriptSchema.parse(JSON.parse(transcript)),
    publications: state.publications.filter(({ keyId }) => keyId === keyIdOf(state)),
  };
}
