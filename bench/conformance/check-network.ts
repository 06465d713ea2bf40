import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from '../../src-main/api/client.ts';
import { createEvaluator } from '../../src-main/engine/graph/evaluate.ts';
import type { GraphValue } from '../../src-main/engine/graph/float-graph.ts';
import { quantizeInputs } from '../../src-main/engine/graph/quantize-input.ts';
import { toNumber } from '../../src-main/engine/graph/rational.ts';
import { decodeRecord } from '../../src-main/engine/graph/record.ts';
import { decodeModel } from '../../src-main/engine/pipeline/1-import/onnx/decode-model.ts';
import type { ModelProto } from '../../src-main/engine/pipeline/1-import/onnx/generated/onnx_pb.ts';
import { readFloatGraph } from '../../src-main/engine/pipeline/1-import/read-float-graph.ts';
import { openReferenceNetwork } from '../../src-main/engine/pipeline/1-import/reference-network.ts';
import { withEngine } from '../with-engine.ts';
import { type NetworkInput, perturbInput, readInput, samplesFile } from './network-samples.ts';
import { seededRandom } from './seeded-random.ts';

const CALIBRATION_SAMPLES = 32;
const FRESH_SAMPLES = 5;
/** Calibration aims below what the check asks for, since fresh inputs may do worse. */
const TARGET_ERROR = 0.01;
/** A larger network is proven on its own input only; the fresh inputs are answered by the integer graph. */
const MOST_CONSTRAINTS = 300_000;
/** What one network may take; the estimate refuses what would take more. */
export const LIMITS = { seconds: 180, bytes: 6e9 };

export interface NetworkFigures {
  /**
   * Largest deviation of an output from onnxruntime over the largest magnitude of that output, over all six inputs;
   * of whole outputs any deviation counts as 1.
   */
  error: number;
  constraints: number;
  activationBits: number;
  weightBits: number;
  seconds: Record<'import' | 'quantize' | 'compile' | 'setup' | 'prove' | 'verify', number>;
  peakBytes: number;
}

/**
 * Takes a network through the whole pipeline, in the workspace in `folder` that all networks share (as a publisher's models do), and
 * proves and checks its answers to six inputs.
 */
export async function checkNetwork(
  name: string,
  source: { model: string; input: string },
  folder: string,
): Promise<NetworkFigures> {
  const original = decodeModel(new Uint8Array(await readFile(source.model)), source.model);
  const { input_data: data } = JSON.parse(await readFile(source.input, 'utf8')) as { input_data: unknown[] };
  const { result, workerPeakBytes } = await withEngine(folder, async (client) => {
    const imported = await client.importModel({
      name,
      path: source.model,
      dimensions: freeDimensions(original, data),
    });
    const simplified = await readSimplified(imported.folder);
    const { inputs } = readFloatGraph(simplified);
    const given = readInput(data, inputs);
    const random = seededRandom(name);
    const calibration = Array.from({ length: CALIBRATION_SAMPLES }, () =>
      perturbInput(given, inputs, random),
    );
    const tests = [
      given,
      ...Array.from({ length: FRESH_SAMPLES }, () => perturbInput(given, inputs, random)),
    ];
    const paths = {
      calibration: join(folder, `${name}-calibration.json`),
      tests: join(folder, `${name}-tests.json`),
    };
    await writeFile(paths.calibration, samplesFile(calibration));
    await writeFile(paths.tests, samplesFile(tests));
    const quantized = await client.quantizeModel({
      name,
      samples: paths.calibration,
      evaluate: paths.tests,
      targetError: TARGET_ERROR,
      limits: LIMITS,
    });
    const circuit = await client.compileModel({ name, limits: LIMITS });
    const key = await client.setupModel({ name });
    const proven = circuit.constraints <= MOST_CONSTRAINTS ? tests.length : 1;
    const proofs = await proveAll(client, name, paths.tests, proven);
    if (proven < tests.length) {
      const record = await readFile(join(quantized.folder, 'record.json'));
      proofs.answers.push(...evaluateAll(record, tests.slice(proven)));
    }
    return {
      error: await errorOf(simplified, tests, proofs.answers),
      constraints: circuit.constraints,
      activationBits: quantized.activationBits,
      weightBits: quantized.weightBits,
      seconds: {
        import: imported.seconds,
        quantize: quantized.seconds,
        compile: circuit.seconds,
        setup: key.seconds,
        ...proofs.seconds,
      },
    };
  });
  return { ...result, peakBytes: Math.max(process.resourceUsage().maxRSS * 1024, workerPeakBytes ?? 0) };
}

/** What the integer graph answers, which is what a proof would show. */
function evaluateAll(record: Uint8Array, tests: readonly NetworkInput[]): Answer[] {
  const { graph } = decodeRecord(new Uint8Array(record));
  const evaluator = createEvaluator(graph);
  return tests.map((test) => {
    const integers = evaluator.run(quantizeInputs(graph.inputs, test));
    return new Map(
      graph.outputs.map(({ name, scale }) => {
        const unit = toNumber(scale);
        return [
          name,
          Array.from<number | bigint, number>(integers.get(name)!, (value) => Number(value) * unit),
        ];
      }),
    );
  });
}

type Answer = ReadonlyMap<string, readonly number[]>;

async function proveAll(client: Client, name: string, samples: string, count: number) {
  const answers: Answer[] = [];
  const seconds = { prove: 0, verify: 0 };
  for (let index = 0; index < count; index++) {
    const proven = await client.proveInference({ name, samples, index });
    seconds.prove += proven.seconds.witness + proven.seconds.prove;
    seconds.verify += (await client.verifyReceipt({ path: proven.receipt })).seconds;
    answers.push(new Map(proven.outputs.map((output) => [output.name, output.reals])));
  }
  return { answers, seconds };
}

async function errorOf(
  model: ModelProto,
  tests: readonly NetworkInput[],
  answers: readonly Answer[],
): Promise<number> {
  const { outputs } = readFloatGraph(model);
  const network = await openReferenceNetwork(model, []);
  const worst = new Map(outputs.map(({ name }) => [name, { deviation: 0, magnitude: 0 }]));
  for (const [index, test] of tests.entries()) {
    const floats = await network.run(test);
    for (const [name, figures] of worst) {
      floats.get(name)!.values.forEach((expected, element) => {
        const deviation = Math.abs(answers[index]!.get(name)![element]! - expected);
        figures.deviation = Math.max(figures.deviation, deviation);
        figures.magnitude = Math.max(figures.magnitude, Math.abs(expected));
      });
    }
  }
  await network.release();
  return Math.max(...outputs.map((output) => relativeError(output, worst.get(output.name)!)));
}

function relativeError(
  { elementType }: GraphValue,
  { deviation, magnitude }: { deviation: number; magnitude: number },
): number {
  if (deviation === 0) return 0;
  return elementType === 'float' && magnitude > 0 ? deviation / magnitude : 1;
}

async function readSimplified(folder: string): Promise<ModelProto> {
  const path = join(folder, 'simplified.onnx');
  return decodeModel(new Uint8Array(await readFile(path)), path);
}

/** The batch: as many as the given values fill, 1 where that cannot be told. */
function freeDimensions(model: ModelProto, data: readonly unknown[]): Record<string, number> {
  const dimensions: Record<string, number> = {};
  model.graph!.input.forEach(({ name, type }, index) => {
    const tensor = type?.value.case === 'tensorType' ? type.value.value : undefined;
    const sizes = (tensor?.shape?.dim ?? []).map(({ value }) =>
      value.case === 'dimValue' && value.value > 0n ? Number(value.value) : undefined,
    );
    const known = sizes.reduce<number>((product, size) => product * (size ?? 1), 1);
    const given = [data[index]].flat(Infinity).length;
    const free = sizes.filter((size) => size === undefined).length;
    sizes.forEach((size, axis) => {
      if (size === undefined)
        dimensions[`${name}:${axis}`] = free === 1 && given % known === 0 ? given / known : 1;
    });
  });
  return dimensions;
}
