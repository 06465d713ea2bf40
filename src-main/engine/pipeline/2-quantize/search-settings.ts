import { AppError } from '../../../api/errors.ts';
import { type LongWork, throwIfAborted } from '../../../api/progress.ts';
import { createBreather } from '../../breather.ts';
import type { LoweredGraph } from '../../graph/lowered-graph.ts';
import { countLayerRows } from '../../proofs/groth16/linker/count-rows.ts';
import { type AnswerError, answerError } from './answer-error.ts';
import type { Range } from './calibrate.ts';
import type { Case } from './float-cases.ts';
import { quantizeGraph, type QuantizeOptions } from './quantize-graph.ts';
import { refineLayers, type WidthsTrial } from './refine-layers.ts';

/** What the integers must reach on the samples. */
export interface AccuracyTarget {
  /** Largest deviation of an output, as a share of its largest magnitude. */
  error?: number;
  /** Least share of samples with the same largest output. */
  agreement?: number;
}

/** A setting that was tried. */
export interface TriedSetting extends AnswerError {
  activationBits: number;
  weightBits: number;
  /** Rows of the network's nodes; those of inputs and statement come on top. */
  constraints: number;
  /** How many layers have widths of their own. */
  ownWidths: number;
}

/** Widths of activations, from where the search starts downwards and upwards. */
const NARROWER = [8, 7, 6, 5, 4];
const WIDER = [9, 10, 11, 12, 13, 14, 16, 18, 20];
const LEAST_WEIGHT_BITS = 3;
/**
 * Whole answers (classes, truth values) are right or wrong, and a few samples say little about how close a decision is:
 * their widths are not narrowed below the usual one.
 */
const DECIDING_BITS = 8;
/** An output has so many bits more than an activation. */
const OUTPUT_BITS = 4;

/**
 * The cheapest widths of activations and weights with which the answers on the samples meet the target. Widths of
 * activations are tried first, with weights as wide; then the weights are narrowed as far as the target allows, then
 * single layers.
 * @returns the chosen setting and all that were tried, the cheapest first
 * @throws AppError `accuracy-target-missed` where no setting meets it, with the best that was seen; `aborted`
 */
export async function searchSettings(
  lowered: LoweredGraph,
  ranges: ReadonlyMap<string, Range>,
  options: QuantizeOptions,
  target: AccuracyTarget,
  cases: readonly Case[],
  { signal, onProgress }: LongWork,
): Promise<{ options: QuantizeOptions; tried: TriedSetting[] }> {
  const tried: TriedSetting[] = [];
  const breathe = createBreather(signal);
  const widths = (activationBits: number, weightBits: number): QuantizeOptions => ({
    activationBits,
    weightBits,
    inputBits: Math.max(options.inputBits, activationBits),
    outputBits: Math.max(options.outputBits, activationBits + OUTPUT_BITS),
  });
  const attempt = async (setting: QuantizeOptions): Promise<WidthsTrial> => {
    throwIfAborted(signal);
    const { activationBits, weightBits, layers } = setting;
    onProgress?.({ stage: 'quantize', message: `Trying ${activationBits} bits, weights of ${weightBits}` });
    const { graph } = quantizeGraph(lowered, ranges, setting);
    const answer = await answerError(graph, cases, breathe);
    const rows = countLayerRows(graph);
    const constraints = rows.rowCount;
    tried.push({ activationBits, weightBits, constraints, ...answer, ownWidths: layers?.size ?? 0 });
    const meets = answer.error <= (target.error ?? Infinity) && answer.agreement >= (target.agreement ?? 0);
    return { meets, constraints, layers: rows.layers };
  };

  const decides = lowered.outputs.some(({ elementType }) => elementType !== 'float');
  const trials = new Map<number, WidthsTrial>();
  const activationBits = await leastWidth(decides, async (bits) => {
    trials.set(bits, await attempt(widths(bits, bits)));
    return trials.get(bits)!.meets;
  });
  if (activationBits === undefined) throw missed(tried, target);
  let chosen = widths(activationBits, activationBits);
  let best = trials.get(activationBits)!;
  const leastWeightBits = decides ? Math.min(activationBits, DECIDING_BITS) : LEAST_WEIGHT_BITS;
  while (chosen.weightBits > leastWeightBits) {
    const narrower = widths(activationBits, chosen.weightBits - 1);
    const trial = await attempt(narrower);
    if (!trial.meets) break;
    [chosen, best] = [narrower, trial];
  }
  if (!decides) chosen = { ...chosen, layers: await refineLayers(chosen, best, attempt) };
  tried.sort((a, b) => a.constraints - b.constraints || a.error - b.error);
  return { options: chosen, tried };
}

/** The narrowest width that meets the target, from the usual one in the direction that is needed. */
async function leastWidth(
  decides: boolean,
  meets: (bits: number) => Promise<boolean>,
): Promise<number | undefined> {
  let least: number | undefined;
  for (const bits of decides ? [DECIDING_BITS] : NARROWER) {
    if (!(await meets(bits))) break;
    least = bits;
  }
  if (least !== undefined) return least;
  for (const bits of WIDER) if (await meets(bits)) return bits;
  return undefined;
}

function missed(tried: readonly TriedSetting[], target: AccuracyTarget): AppError {
  const best = tried.reduce((a, b) => (b.error < a.error ? b : a));
  const wanted = [
    target.error === undefined ? [] : [`an error of at most ${percent(target.error)}`],
    target.agreement === undefined ? [] : [`the same answer on ${percent(target.agreement)} of the samples`],
  ].flat();
  return new AppError(
    'accuracy-target-missed',
    `No setting reaches ${wanted.join(' and ')}: the best, ${best.activationBits} bits, has an error of ${percent(best.error)} ` +
      `and the same answer on ${percent(best.agreement)} of the samples.`,
    'Ask for less, or check that the samples are typical inputs, preprocessed as in training.',
  );
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`;
}
