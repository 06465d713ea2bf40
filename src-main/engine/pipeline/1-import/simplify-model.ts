import { toBinary } from '@bufbuild/protobuf';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession } from 'onnxruntime-node';
import { AppError, describeCause } from '../../../api/errors.ts';
import { type ModelProto, ModelProtoSchema } from './onnx/generated/onnx_pb.ts';
import { nameNodes } from './read-float-graph.ts';

export interface SessionOptions {
  /** How many threads onnxruntime takes for one operator; as many as it finds best where absent. */
  threads?: number | undefined;
}

/**
 * Lets onnxruntime fold constants, fuse batch norms and infer shapes ("basic" level: the result still holds only
 * standard operators), and returns the simplified model's bytes.
 * @throws AppError `model-unsupported-operator` for an operator onnxruntime does not know, `disk-full`, else
 * `model-invalid`
 */
export async function simplifyModel(
  model: ModelProto,
  { threads }: SessionOptions = {},
): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), 'proofpress-import-'));
  const path = join(folder, 'simplified.onnx');
  try {
    const session = await InferenceSession.create(toBinary(ModelProtoSchema, model), {
      graphOptimizationLevel: 'basic',
      optimizedModelFilePath: path,
      logSeverityLevel: 4,
      ...(threads !== undefined && { intraOpNumThreads: threads }),
    });
    await session.release();
    return new Uint8Array(await readFile(path));
  } catch (cause) {
    throw refused(model, cause);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What onnxruntime says about an operator that it does not know, or not for these element types. */
const UNKNOWN =
  /([\w.]+):?(\w+)?\(-?\d+\) is not a registered function\/op|No Op registered for (\w+)|Could not find an implementation for (\w+)/;

/**
 * The operator that onnxruntime stumbled over, by what it said.
 * @returns undefined where it was something else. `isUntyped`: it knows the operator, but not for these element types
 */
export function refusedOperator(cause: unknown): { operator: string; isUntyped: boolean } | undefined {
  const [, first, second, third, untyped] = UNKNOWN.exec(describeCause(cause)) ?? [];
  const operator = untyped ?? third ?? second ?? first;
  return operator === undefined ? undefined : { operator, isUntyped: untyped !== undefined };
}

/** onnxruntime names an unknown operator only inside its message; the node is found in our own reading of the file. */
function refused(model: ModelProto, cause: unknown): AppError {
  // All that it says where the simplified model cannot be written.
  if (describeCause(cause).includes('Protobuf serialization failed')) {
    return new AppError(
      'disk-full',
      `There is no room left for the simplified network in "${tmpdir()}".`,
      'Free some disk space, or let TMPDIR name a folder with more room, and try again.',
      { cause },
    );
  }
  const { operator, isUntyped } = refusedOperator(cause) ?? {};
  const node = operator && nameNodes(model.graph!.node).find((candidate) => candidate.operator === operator);
  if (node) {
    const what = `The operator ${node.operator}${node.domain ? ` of "${node.domain}"` : ''} at node "${node.name}"`;
    return new AppError(
      'model-unsupported-operator',
      isUntyped ? `${what} does not run on these element types.` : `${what} is unknown to ONNX.`,
      isUntyped
        ? 'Export the model with float32 weights and inputs.'
        : 'Replace it with standard ONNX operators when exporting.',
      { cause },
    );
  }
  return new AppError(
    'model-invalid',
    'onnxruntime refuses the model.',
    'Check that the model runs in onnxruntime, then export it again. The cause names the place.',
    { cause },
  );
}
