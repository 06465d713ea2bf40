import { AppError } from '../../../../api/errors.ts';
import { largestOf } from '../../../graph/evaluate/values.ts';
import { linearMap, weightChannel } from '../../../graph/linear-map.ts';
import type { LoweredFunction, LoweredLinear, LoweredRescale } from '../../../graph/lowered-graph.ts';
import { endOfChain } from '../../../graph/lowering/insert-rescales.ts';
import { multiply, type Rational, toNumber } from '../../../graph/rational.ts';
import { activationScale } from './quantize-rescale.ts';
import { indexScale } from './quantize-function.ts';
import { exactRational } from './align.ts';
import { narrow } from './narrow.ts';
import { rootForm } from './root-argument.ts';
import { bitsFor } from './reaches-decision.ts';
import { type Held, isUnit, powerOfTwo, type Quantizer } from './quantizer.ts';

/** Weights and biases of a channel together stay well below 2^53. */
const MAXIMUM_SHIFT = 80;
const LARGEST_BIAS = 2 ** 48;
/** Wider inputs are rounded in any case. */
const WIDEST_INPUT = 60;
/** Beside a weight of full precision a bias has so many bits. */
const BIAS_ROOM = 46;
/** Weights that are whole multiples of one number, none larger than so many of them, are taken exactly. */
const LARGEST_MULTIPLE = 64;
/** Channels that share one scale have smaller weights than those with their own. */
const SHARED_SCALE_BITS = 2;
/** A weight that a whole number is multiplied with, mostly the 0 or 1 of a one-hot row, has so many bits. */
const WHOLE_INPUT_BITS = 20;

/**
 * A linear map. Where a rescale or a function rounds its result, every channel has the scale that makes the rounding a
 * pure right shift; else all channels share one scale.
 */
export function quantizeLinear(node: LoweredLinear, quantizer: Quantizer): void {
  const accumulator = quantizer.shifts.get(node.input);
  const { channels, inner } = linearMap(node.form);
  if (accumulator) {
    // A sum over accumulators: weight 1, the factor went into the first linear map of the chain.
    const weights = node.weights.map(() => 1);
    const { tensor: input, scale } = quantizer.holding(node.input);
    const bias = new Float64Array(channels);
    const tensor = quantizer.emit({ kind: 'linear', input, form: node.form, weights, bias }, node.output);
    quantizer.shifts.set(node.output, { ...accumulator, inner });
    quantizer.held.set(node.output, { tensor, scale });
    return;
  }
  const chain = chainOf(node, quantizer);
  const input = readInput(node, quantizer);
  if (chain && !input.whole) quantizePerChannel(node, input, chain, quantizer);
  else quantizeShared(node, input, quantizer);
}

/** Where the result is rounded for the next activation or for the index of a table, with a shift for each channel. */
function chainOf(node: LoweredLinear, quantizer: Quantizer): ReturnType<typeof endOfChain> {
  const chain = endOfChain(node, quantizer.readers);
  const takesRoot = chain?.end.kind === 'function' && rootForm(chain.end, quantizer).roots > 0;
  return takesRoot ? undefined : chain;
}

/** The input, rounded first where that takes fewer rows than the wider accumulators would. */
function readInput(node: LoweredLinear, quantizer: Quantizer): Held {
  const held = quantizer.holding(node.input);
  const { activationBits } = quantizer.options;
  const { inputSize } = linearMap(node.form);
  const outputSize = outputsBehind(quantizer.unviewed(node.input), quantizer);
  const width = quantizer.width(held.tensor);
  const isCheaperWide = outputSize * (width - activationBits) <= inputSize * (width + 1);
  return isCheaperWide && width <= WIDEST_INPUT && biasHasRoom(node, held, quantizer)
    ? held
    : narrow(quantizer, held, node.input, activationBits + 2);
}

/** How many sums the linear maps that read a tensor make: rounding it once serves them all. */
function outputsBehind(tensor: string, quantizer: Quantizer): number {
  return (quantizer.readers.get(tensor) ?? []).reduce((sum, reader) => {
    if (reader.kind === 'linear') return sum + linearMap(reader.form).outputSize;
    return reader.kind === 'view' && !reader.map ? sum + outputsBehind(reader.output, quantizer) : sum;
  }, 0);
}

/** Where the unit of the input is very fine, a bias in units of input times weight would leave what doubles hold. */
function biasHasRoom({ weights, bias }: LoweredLinear, { scale }: Held, { options }: Quantizer): boolean {
  const units = largestOf(bias) / (largestOf(weights) * toNumber(scale));
  return !(Math.log2(units) + options.weightBits > BIAS_ROOM);
}

function quantizePerChannel(
  node: LoweredLinear,
  input: Held,
  { end, weight }: { end: LoweredRescale | LoweredFunction; weight: number },
  quantizer: Quantizer,
): void {
  const { channels, inner } = linearMap(node.form);
  const nonNegative =
    quantizer.bounds(input.tensor).low >= 0n &&
    node.weights.every((value) => value >= 0) &&
    node.bias.every((value) => value >= 0);
  const target =
    end.kind === 'function'
      ? indexScale(end, nonNegative, quantizer)
      : activationScale(end, nonNegative, quantizer);
  const biasFactor = weight / toNumber(target);
  const weightFactor = toNumber(input.scale) * biasFactor;
  const channelOf = weightChannel(node.form);
  const largest = new Float64Array(channels);
  node.weights.forEach((value, index) => {
    const channel = channelOf(index);
    largest[channel] = Math.max(largest[channel]!, Math.abs(value));
  });
  const limit = 2 ** (quantizer.options.weightBits - 1) - 1;
  const perChannel = Array.from({ length: channels }, (_, channel) =>
    chooseShift(largest[channel]! * weightFactor, Math.abs(node.bias[channel]!) * biasFactor, limit),
  );
  const tensor = emitLinear(
    node,
    input,
    node.weights.map((value, index) =>
      wholeOf(value * weightFactor * 2 ** perChannel[channelOf(index)]!, 'weights', node),
    ),
    node.bias.map((value, channel) =>
      wholeOf(value * biasFactor * 2 ** perChannel[channel]!, 'biases', node),
    ),
    quantizer,
  );
  quantizer.shifts.set(node.output, { perChannel, inner, nonNegative });
  quantizer.held.set(node.output, { tensor, scale: target });
}

function chooseShift(largestWeight: number, bias: number, limit: number): number {
  let shift = largestWeight > 0 ? Math.floor(Math.log2(limit / largestWeight)) : 0;
  if (bias > 0) shift = Math.min(shift, Math.floor(Math.log2(LARGEST_BIAS / bias)));
  return Math.max(0, Math.min(MAXIMUM_SHIFT, shift));
}

/** One scale for all channels: exact where the weights allow it, else with a few bits more than a channel's own would need. */
function quantizeShared(node: LoweredLinear, input: Held, quantizer: Quantizer): void {
  const unit = input.whole
    ? wholeUnit(node, quantizer)
    : (commonUnit(node.weights) ?? sharedUnit(node, sharedBits(node, quantizer)));
  const scale: Rational = multiply(input.scale, unit);
  const weightUnit = toNumber(unit);
  const biasUnit = toNumber(scale);
  const tensor = emitLinear(
    node,
    input,
    node.weights.map((value) => wholeOf(value / weightUnit, 'weights', node)),
    node.bias.map((value) => wholeOf(value / biasUnit, 'biases', node)),
    quantizer,
  );
  const whole = input.whole && isUnit({ tensor, scale });
  quantizer.held.set(node.output, { tensor, scale, whole });
}

/** Weights of a sum that decides something are precise: they cost only the bits of one sum. */
function sharedBits({ output }: LoweredLinear, quantizer: Quantizer): number {
  const bits = quantizer.options.weightBits + SHARED_SCALE_BITS;
  return bitsFor(output, bits, quantizer);
}

/** Whole weights of whole inputs stay so; others are precise, since what they multiply has few bits. */
function wholeUnit(node: LoweredLinear, { options }: Quantizer): Rational {
  const isWhole = node.weights.every(Number.isSafeInteger) && node.bias.every(Number.isSafeInteger);
  return isWhole
    ? powerOfTwo(0)
    : sharedUnit(node, Math.max(WHOLE_INPUT_BITS, options.weightBits + SHARED_SCALE_BITS));
}

function sharedUnit({ weights }: LoweredLinear, bits: number): Rational {
  const largest = largestOf(weights);
  const limit = 2 ** (bits - 1) - 1;
  return powerOfTwo(Math.ceil(Math.log2(largest / limit)));
}

/** The number that all weights are small whole multiples of, if there is one; any number where all are 0. */
function commonUnit(weights: Float64Array): Rational | undefined {
  let least = Infinity;
  for (const value of weights) if (value !== 0) least = Math.min(least, Math.abs(value));
  if (least === Infinity) return powerOfTwo(0);
  const fits = weights.every((value) => {
    const multiple = value / least;
    return (
      Math.abs(multiple) <= LARGEST_MULTIPLE &&
      Math.abs(multiple - Math.round(multiple)) <= 1e-9 * LARGEST_MULTIPLE
    );
  });
  return fits ? exactRational(least) : undefined;
}

function emitLinear(
  node: LoweredLinear,
  input: Held,
  weights: Float64Array,
  bias: Float64Array,
  quantizer: Quantizer,
): string {
  return quantizer.emit({ kind: 'linear', input: input.tensor, form: node.form, weights, bias }, node.output);
}

function wholeOf(value: number, where: string, { name }: LoweredLinear): number {
  const rounded = Math.round(value);
  if (Number.isSafeInteger(rounded)) return rounded + 0;
  throw new AppError(
    'model-unsupported-operator',
    `The ${where} of "${name}" are too large for the range that the samples show behind it.`,
    'Check that the samples are typical inputs, preprocessed as in training.',
  );
}
