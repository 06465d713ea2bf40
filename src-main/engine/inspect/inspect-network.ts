import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CallResult } from '../../api/contract.ts';
import { AppError } from '../../api/errors.ts';
import type { OperatorFinding } from '../graph/lowering/lower-graph.ts';
import { refuseByName, reportOperators } from '../graph/lowering/lower-graph.ts';
import { hasFinalSoftmax } from '../pipeline/1-import/cut-final-softmax.ts';
import {
  type ImportParameters,
  readModel,
  settleNetwork,
  simplifySettled,
} from '../pipeline/1-import/import-model.ts';
import { decodeModel } from '../pipeline/1-import/onnx/decode-model.ts';
import { readFloatGraph } from '../pipeline/1-import/read-float-graph.ts';
import { refusedOperator } from '../pipeline/1-import/simplify-model.ts';
import { outlineNetwork } from './outline-network.ts';
import { type NetworkDraft, readDraft, readShapes } from './read-draft.ts';

export type InspectedNetwork = CallResult<'inspectNetwork'>;

/** A network that was imported, as it was simplified then. @param folder of the import */
export async function inspectImported(folder: string): Promise<InspectedNetwork> {
  const path = join(folder, 'simplified.onnx');
  const model = decodeModel(new Uint8Array(await readFile(path)), path);
  const graph = readFloatGraph(model);
  return outlineNetwork(graph, reportOperators(graph), hasFinalSoftmax(model));
}

/**
 * A network of a file as the import would simplify it, with what it would refuse. One that onnxruntime does not take is shown as
 * it stands in the file, where an operator is the reason.
 * @throws AppError `file-unreadable`, `model-invalid`, `model-not-finite`, `model-dynamic-shape` for sizes that are missing,
 * `option-invalid`
 */
export async function inspectFile(path: string, parameters: ImportParameters): Promise<InspectedNetwork> {
  const file = await readModel(path);
  const endsWithSoftmax = hasFinalSoftmax(file.model);
  // Settling it forgets what the file says about shapes.
  const shapes = readShapes(file.model, parameters.dimensions);
  settleNetwork(file, parameters);
  try {
    const { graph } = await simplifySettled(file);
    return outlineNetwork(graph, reportOperators(graph), endsWithSoftmax);
  } catch (error) {
    if (!(error instanceof AppError) || !REFUSALS.has(error.code)) throw error;
    const draft = readDraft(file.model, shapes);
    const findings = draft.nodes.map((node) => refuseInDraft(node, draft, error));
    if (findings.every(({ supported }) => supported)) throw error;
    return outlineNetwork(draft, findings, endsWithSoftmax);
  }
}

const REFUSALS: ReadonlySet<string> = new Set([
  'model-unsupported-operator',
  'model-invalid',
  'model-dynamic-shape',
]);

/** What can be said of a node whose network onnxruntime refuses: the operator that it names, and those that have no rule. */
function refuseInDraft(
  node: NetworkDraft['nodes'][number],
  { known }: NetworkDraft,
  error: AppError,
): OperatorFinding {
  const base = { node: node.name, operator: node.operator };
  const named = error.code === 'model-unsupported-operator' ? refusedOperator(error.cause) : undefined;
  if (named?.operator === node.operator) {
    const reason = named.isUntyped ? 'it does not run on these element types' : 'it is unknown to ONNX';
    return { ...base, supported: false, reason, remedy: error.remedy };
  }
  // What follows from constants alone is computed before anything is proven.
  const isFolded = node.outputs.every((output) => known.has(output));
  const refusal = isFolded ? undefined : refuseByName(node);
  return refusal
    ? { ...base, supported: false, reason: refusal.reason, remedy: refusal.remedy }
    : { ...base, supported: true };
}
