import { join } from 'node:path';
import type { SamplesReading } from '../../../api/contract.ts';
import { AppError } from '../../../api/errors.ts';
import type { Receipt } from '../../../api/receipt.ts';
import type { ModelCard } from '../../bundle/bundle-format.ts';
import { describeFinishedModel } from '../../bundle/describe-finished-model.ts';
import { gatherModel } from '../../bundle/gather-model.ts';
import type { StatementLayout } from '../../chain/statement-layout.ts';
import type { GraphValue } from '../../graph/float-graph.ts';
import type { ModelState, Publication } from '../../store/model-state.ts';
import type { Workspace } from '../../store/workspace.ts';

/** What a server knows of a model that has a key, published or not. */
export interface ServedModel {
  /** Its name in the workspace. */
  name: string;
  /** The modelId of its latest publication (0x and 64 hex digits); its name where it is on no chain. */
  id: string;
  /** The artifact of its key: orders are accepted for a key, not for a name. */
  keyId: string;
  card: ModelCard;
  layout: StatementLayout;
  /** The network's inputs, which values are checked against. */
  ports: readonly GraphValue[];
  /** How images and tables were read for calibration, and are read for inferences; undefined where they were neither. */
  reading: SamplesReading | undefined;
  /** Hashes that a receipt names, 0x-prefixed hex. */
  hashes: Pick<Receipt['model'], 'sourceHash' | 'modelHash' | 'circuitHash' | 'vkHash'>;
  key: { grade: 'local' | 'ceremony'; transcriptHash: string; provenance: 'public' | 'local' };
  gadgetSet: string;
  /** What a worker proves with. */
  paths: { record: string; r1cs: string; keyFolder: string };
  /** Where the present key is registered, the latest last. */
  publications: readonly Publication[];
}

/**
 * Reads all of it from the workspace, with the hashes of the files checked. No ONNX runtime is loaded.
 * @throws AppError `model-missing`; `artifact-missing` where the model has no key; `artifact-damaged`
 */
export async function loadServedModel(workspace: Workspace, name: string): Promise<ServedModel> {
  const state = await findState(workspace, name);
  const { circuitId, keys } = state;
  if (circuitId === undefined || keys[circuitId] === undefined) throw withoutKey(name);
  const model = await gatherModel(workspace, state);
  const { imported, quantized, circuit, key, publications } = model;
  const { recordHash, circuitHash, gadgetSetHash, layout } = circuit.summary;
  const { vkHash, grade, transcriptHash, provenance } = key.summary;
  return {
    name,
    id: publications.at(-1)?.modelId ?? name,
    keyId: key.id,
    card: describeFinishedModel(model, {}),
    layout,
    ports: imported.summary.inputs,
    reading: quantized.summary.samples.calibration?.reading,
    hashes: {
      sourceHash: `0x${imported.summary.modelHash}`,
      modelHash: `0x${recordHash}`,
      circuitHash: `0x${circuitHash}`,
      vkHash,
    },
    key: { grade, transcriptHash, provenance },
    gadgetSet: gadgetSetHash,
    paths: {
      record: join(quantized.folder, 'record.json'),
      r1cs: join(circuit.folder, 'circuit.r1cs'),
      keyFolder: key.folder,
    },
    publications,
  };
}

async function findState(workspace: Workspace, name: string): Promise<ModelState> {
  const state = await workspace.models.find(name).catch((error: unknown) => {
    // A name that no model can have.
    if (error instanceof AppError && error.code === 'option-invalid') return undefined;
    throw error;
  });
  if (state) return state;
  throw new AppError(
    'model-missing',
    `There is no model "${name}" here.`,
    'Ask for the list of models, or import it: proofpress import MODEL.onnx',
  );
}

function withoutKey(name: string): AppError {
  return new AppError(
    'artifact-missing',
    `The model "${name}" has no key yet, and nothing can be proven without one.`,
    `Run: proofpress setup ${name}`,
  );
}
