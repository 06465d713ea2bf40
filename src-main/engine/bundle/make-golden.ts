import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CallResult, ParsedInput } from '../../api/contract.ts';
import { AppError } from '../../api/errors.ts';
import { readSamples, sampleAt } from '../pipeline/2-quantize/samples.ts';
import type { Range } from '../pipeline/2-quantize/calibrate.ts';
import { drawInput, encodeSample, shrinkInput } from './draw-input.ts';
import type { FinishedModel } from './gather-model.ts';

/** Files of a proof of one input, for trying the model out; the input and the salts are given away on purpose. */
export interface GoldenFiles {
  receipt: string;
  input: string;
  /** Null where no input is committed. */
  salts: string | null;
}

/** Random inputs stay in this share of the ranges around their middle, so that an example is no extreme. */
const GOLDEN_SHARE = 0.5;

export type GoldenSource = ParsedInput<'bundleModel'>['golden'];

/**
 * Proves one input for no chain: one of the publisher's samples where asked for, else a random one, so that no sample gets
 * out by accident.
 * @param prove runs the proof
 */
export async function makeGolden(
  model: FinishedModel,
  source: GoldenSource,
  folder: string,
  prove: (input: ParsedInput<'proveInference'>) => Promise<CallResult<'proveInference'>>,
): Promise<GoldenFiles> {
  const samples = await writeGoldenInput(model, source, folder);
  const output = join(folder, 'receipt.json');
  const proven = await prove({
    name: model.state.name,
    samples,
    index: 0,
    output,
    onChain: false,
    context: {},
  });
  return {
    receipt: await readFile(output, 'utf8'),
    input: await readFile(samples, 'utf8'),
    salts: proven.secrets === null ? null : await readFile(proven.secrets, 'utf8'),
  };
}

/** @returns the path of a file of samples with that one input */
export async function writeGoldenInput(
  model: FinishedModel,
  source: GoldenSource,
  folder: string,
): Promise<string> {
  const path = join(folder, 'input.json');
  await writeFile(path, encodeSample(await chooseInput(model, source)));
  return path;
}

async function chooseInput(
  { imported, quantized, graph, choices }: FinishedModel,
  source: GoldenSource,
): Promise<Map<string, Float64Array>> {
  const { inputs } = imported.summary;
  if (source === undefined) {
    const uniform = () => randomBytes(6).readUIntBE(0, 6) / 2 ** 48;
    const ranges = choices?.ranges ?? new Map<string, Range>();
    return shrinkInput(drawInput(graph.inputs, inputs, ranges, uniform), inputs, ranges, GOLDEN_SHARE);
  }
  const { path, index } = source;
  const samples = await readSamples(path, inputs, quantized.summary.samples.calibration?.reading);
  if (index < samples.count) return sampleAt(samples, index);
  throw new AppError(
    'option-invalid',
    `There is no sample ${index}: "${path}" has ${samples.count}.`,
    `Choose one from 0 to ${samples.count - 1}.`,
  );
}
