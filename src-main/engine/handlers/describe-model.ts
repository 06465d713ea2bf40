import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CallResult, ParsedInput } from '../../api/contract.ts';
import { gradeOfTranscript, transcriptSchema } from '../../api/receipt.ts';
import { signalCount } from '../chain/statement-layout.ts';
import type { EngineContext } from '../engine.ts';
import type { ImportParameters } from '../pipeline/1-import/import-model.ts';
import type { ModelState } from '../store/model-state.ts';
import { type ModelParts, readModelParts } from './model-parts.ts';
import { summarizeModel } from './model-summary.ts';
import { isIrreplaceable } from './stage-artifacts.ts';

type Description = CallResult<'describeModel'>;

export async function describeModelCall(
  { workspace, chains }: EngineContext,
  { name }: ParsedInput<'describeModel'>,
): Promise<Description> {
  const state = await workspace.models.read(name);
  const [parts, networks, changedAt] = await Promise.all([
    readModelParts(workspace, state),
    chains.networks(),
    workspace.models.changedAt(name),
  ]);
  return {
    ...summarizeModel(state, parts, networks, changedAt),
    labels: state.labels ?? [],
    import: describeImport(parts),
    quantize: describeQuantize(parts, state),
    circuit: describeCircuit(parts),
    setup: await describeSetup(parts, state),
    ceremony: describeCeremony(state),
  };
}

function describeImport({ import: { artifact } }: ModelParts): Description['import'] {
  if (!artifact) return null;
  const { dimensions = {}, outputs = 'all' } = artifact.parameters as Partial<ImportParameters>;
  return { ...artifact.summary, dimensions: { ...dimensions }, keptOutputs: outputs };
}

function describeQuantize(
  { quantize: { artifact } }: ModelParts,
  state: ModelState,
): Description['quantize'] {
  if (!artifact) return null;
  const { samples, ...summary } = artifact.summary;
  return {
    ...summary,
    settings: artifact.parameters as Record<string, number | string>,
    samples: {
      ...samples,
      source: state.samples?.calibration ?? null,
      evaluationSource: state.samples?.evaluation ?? null,
    },
  };
}

function describeCircuit({ circuit: { artifact } }: ModelParts): Description['circuit'] {
  if (!artifact) return null;
  const { circuitHash, constraints, wires, domainPower, layers, layout } = artifact.summary;
  const publicSignals = signalCount(layout);
  return { circuitHash, constraints, wires, domainPower, publicSignals, inputs: layout.inputs, layers };
}

async function describeSetup(
  { setup: { artifact } }: ModelParts,
  state: ModelState,
): Promise<Description['setup']> {
  if (!artifact) return null;
  const { vkHash, grade, provenance, zkeyBytes } = artifact.summary;
  const transcript = transcriptSchema.parse(
    JSON.parse(await readFile(join(artifact.folder, 'transcript.json'), 'utf8')),
  );
  const owners = state.publications.filter(({ keyId }) => keyId === artifact.id).map(({ owner }) => owner);
  const { text, condition } = gradeOfTranscript(transcript, owners);
  const keptForOthers = isIrreplaceable(state, artifact.id);
  return { vkHash, grade, text, condition, provenance, zkeyBytes, isIrreplaceable: keptForOthers };
}

function describeCeremony({ circuitId, ceremonies }: ModelState): Description['ceremony'] {
  const ceremony = circuitId === undefined ? undefined : ceremonies?.[circuitId];
  return ceremony ? { folder: ceremony.folder, isFinished: ceremony.keyId !== undefined } : null;
}
