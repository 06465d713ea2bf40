import type { LongWork } from '../../api/progress.ts';
import { type BundleManifest, modelCardSchema } from '../bundle/bundle-format.ts';
import type { FloatGraph } from '../graph/float-graph.ts';
import type { LoweredGraph } from '../graph/lowered-graph.ts';
import { lowerGraph } from '../graph/lowering/lower-graph.ts';
import type { QuantizationRecord } from '../graph/record.ts';
import { toNumber } from '../graph/rational.ts';
import { readModel, type SimplifiedNetwork, simplifyNetwork } from '../pipeline/1-import/import-model.ts';
import { openReferenceNetwork } from '../pipeline/1-import/reference-network.ts';
import { decodeChoices, type QuantizationChoices } from '../pipeline/2-quantize/quantization-choices.ts';
import { quantizeGraph } from '../pipeline/2-quantize/quantize-graph.ts';
import { readSamples, sampleAt } from '../pipeline/2-quantize/samples.ts';
import { type AnswerComparison, AnswerComparer } from './compare-answers.ts';
import { compareGraphs, type GraphComparison, type ValueComparison } from './compare-graphs.ts';
import { goldenInput } from './audit-record.ts';
import { type AuditSubject, expect } from './audit-subject.ts';
import { type CheckList, Skipped } from './check-list.ts';
import { moveFloats } from './move-floats.ts';

export interface NetworkAuditOptions {
  /** For onnxruntime. */
  threads?: number | undefined;
  /** Samples of the auditor. */
  samples?: string | undefined;
  /** Of the random inputs; another one in every audit unless given. */
  seed?: number | undefined;
}

/** Floats of two machines differ by this share at most, a few times the last digit of a float. */
const FLOAT_ERROR = 2 ** -22;
const RANDOM_INPUTS = 32;
/** Other inputs than the publisher's may deviate somewhat more than the largest deviation on his. */
const TOLERANCE = 4;

/** From the ONNX file to the record: every integer again from the floats, and the answers. */
export async function auditNetwork(
  subject: AuditSubject,
  record: QuantizationRecord,
  options: NetworkAuditOptions,
  list: CheckList,
  work: LongWork,
): Promise<void> {
  let network: (SimplifiedNetwork & { lowered: LoweredGraph }) | undefined;
  await list.make('network', 'ONNX file', async () => {
    work.onProgress?.({ stage: 'audit', message: 'Reading the network' });
    const file = await readModel(subject.path('network'));
    const { source, model } = subject.manifest;
    const read = await simplifyNetwork(file, source!, options);
    network = { ...read, lowered: lowerGraph(read.graph) };
    expect(`0x${file.modelHash}` === model.sourceHash, 'The ONNX file is not the one that the key names.');
    return `It is the file that the record and the key name${describeReading(source!)}.`;
  });
  if (!network) return;
  const choices = await auditIntegers(subject, record, network.lowered, list);
  await auditAnswers(subject, record, network, choices, options, list, work);
}

/** What was done to the network before it was quantized, at the publisher's wish. */
function describeReading({ dimensions, outputs }: NonNullable<BundleManifest['source']>): string {
  const sizes = Object.entries(dimensions).map(([name, size]) => `${name} = ${size}`);
  return [
    sizes.length > 0 ? `, with ${sizes.join(', ')}` : '',
    outputs === 'logits' ? ', without a Softmax or Sigmoid at its end, which is not proven' : '',
  ].join('');
}

/** @returns the choices of the quantization; undefined where the bundle has none that can be read */
async function auditIntegers(
  subject: AuditSubject,
  { graph }: QuantizationRecord,
  lowered: LoweredGraph,
  list: CheckList,
): Promise<QuantizationChoices | undefined> {
  let choices: QuantizationChoices | undefined;
  let compared: GraphComparison | undefined;
  const isSame = await list.make('structure', 'integers of the network: which ones there are', async () => {
    if (!subject.has('choices'))
      throw new Skipped(
        'The bundle does not say with which ranges and widths the network was quantized, so that its integers cannot be made again: only answers were compared.',
      );
    const read = decodeChoices(await subject.text('choices'));
    choices = read;
    const edges = [1 - FLOAT_ERROR, 1 + FLOAT_ERROR].map((factor) =>
      remake(moveFloats(lowered, factor), read),
    );
    compared = compareGraphs(graph, remake(lowered, read), edges);
    expect(compared.structure.length === 0, `${compared.structure.join('; ')}.`);
    return `The network, lowered and quantized again with the bundle's ranges and widths, gives the same ${graph.nodes.length} nodes.`;
  });
  const parts = [
    ['weights', 'weights and biases'],
    ['tables', 'entries of tables'],
    ['constants', 'other constants'],
  ] as const;
  for (const [kind, title] of parts) {
    await list.make(kind, `integers of the network: ${title}`, () => {
      if (!compared || !isSame) throw new Skipped('There is nothing to compare them with.');
      return describeValues(compared[kind], title);
    });
  }
  return choices;
}

function remake(lowered: LoweredGraph, { ranges, options }: QuantizationChoices) {
  return quantizeGraph(lowered, ranges, options).graph;
}

function describeValues({ count, different, differences, onEdge }: ValueComparison, title: string): string {
  expect(
    different === 0,
    `${different} of ${count} ${title} are not the network's: ${differences.join('; ')}${different > differences.length ? '; ...' : ''}.`,
  );
  const edge =
    onEdge > 0
      ? ` ${onEdge} of them lie on the edge between two integers, where floats of machines differ.`
      : '';
  return count === 0
    ? `There are no ${title}.`
    : `All ${count} ${title} are the network's floats within half a step of their scale.${edge}`;
}

async function auditAnswers(
  subject: AuditSubject,
  { graph }: QuantizationRecord,
  { simplified, graph: floats }: SimplifiedNetwork,
  choices: QuantizationChoices | undefined,
  { threads, samples, seed = Math.floor(Math.random() * 2 ** 31) }: NetworkAuditOptions,
  list: CheckList,
  work: LongWork,
): Promise<void> {
  await list.make('answers', 'answers, against onnxruntime', async () => {
    const { accuracy } = modelCardSchema.parse(await subject.json('card'));
    const unit = Math.max(...graph.outputs.map(({ scale }) => toNumber(scale)));
    const bound = TOLERANCE * accuracy.largestError + unit;
    const network = await openReferenceNetwork(simplified, [], { threads });
    try {
      const comparer = new AnswerComparer(graph, network);
      const told: string[] = [];
      const judge = (comparison: AnswerComparison, what: string) => {
        const text = `${what}: off by ${real(comparison.mean)} on average, ${real(comparison.largest)} at most`;
        expect(
          comparison.largest <= bound,
          `The answers of record and network differ too much on ${text}, where the bundle states ${real(accuracy.largestError)} at most.`,
        );
        told.push(text);
      };
      const random = await comparer.compareRandom(
        floats.inputs,
        choices?.ranges ?? new Map(),
        RANDOM_INPUTS,
        uniformFrom(seed),
        work,
      );
      const { inside, cutOff } = random;
      if (inside.inputs > 0) judge(inside, `${inside.inputs} random inputs (seed ${seed})`);
      if (cutOff.inputs > 0)
        told.push(
          `${cutOff.inputs} random inputs on which values were cut off, which says little: off by ${real(cutOff.largest)} at most`,
        );
      const golden = await comparer.compare([await goldenInput(subject, graph)], work);
      told.push(`the input of the bundle's proof: off by ${real(golden.largest)}`);
      if (samples !== undefined) {
        const { inputs, count } = await ownSamples(samples, floats, subject);
        judge(await comparer.compare(inputs, work), `${count} samples of "${samples}"`);
      }
      return `In units of the outputs, ${told.join('; ')}. The bundle states ${real(accuracy.largestError)} at most on the publisher's samples.`;
    } finally {
      await network.release();
    }
  });
}

async function ownSamples(path: string, { inputs: ports }: FloatGraph, subject: AuditSubject) {
  const { preprocessing } = modelCardSchema.parse(await subject.json('card'));
  const samples = await readSamples(path, ports, preprocessing.reading ?? undefined);
  const inputs = Array.from({ length: samples.count }, (_, index) => sampleAt(samples, index));
  return { inputs, count: samples.count };
}

const real = (value: number) => Number(value.toPrecision(4)).toString();

/** xorshift32, 0 (included) to 1 (excluded). */
function uniformFrom(seed: number): () => number {
  let state = seed | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
