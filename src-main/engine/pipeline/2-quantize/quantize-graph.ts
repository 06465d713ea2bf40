import { AppError } from '../../../api/errors.ts';
import type {
  IntegerGraph,
  IntegerLinear,
  IntegerNode,
  IntegerPort,
  IntegerRescale,
} from '../../graph/integer-graph.ts';
import { type ChannelLayout, linearMap, product } from '../../graph/linear-map.ts';
import type { LoweredGraph, LoweredLinear, LoweredNode, LoweredRescale } from '../../graph/lowered-graph.ts';
import { uniformWeight } from '../../graph/lowering/insert-rescales.ts';
import { divide, type Rational, rational, rationalFromNumber, toNumber } from '../../graph/rational.ts';
import type { Range } from './calibrate.ts';

export interface QuantizeOptions {
  activationBits: number;
  weightBits: number;
  inputBits: number;
  outputBits: number;
}

export interface QuantizedGraph {
  graph: IntegerGraph;
  /** Real value of one unit, for every graph input and activation. */
  scales: Map<string, Rational>;
}

/** Weights and biases of a channel together stay well below 2^53. */
const MAXIMUM_SHIFT = 40;
const LARGEST_BIAS = 2 ** 40;

/**
 * An activation that saturates now and then does no harm, but an answer should not: outputs have bits to spare, and
 * reach this many times as far as the samples did.
 */
const OUTPUT_HEADROOM = 2;

/**
 * Chooses scales and rounds weights. Activations get the scale that their observed range asks for; the weight scale
 * is the slave: a channel's weights are multiplied so that the rescale behind them is a pure right shift.
 */
export function quantizeGraph(
  lowered: LoweredGraph,
  ranges: ReadonlyMap<string, Range>,
  options: QuantizeOptions,
): QuantizedGraph {
  const scales = new Map<string, Rational>();
  const bits = new Map<string, number>();
  const shifts = new Map<string, ChannelShifts>();
  const nonNegative = new Set<string>();
  const state: State = { lowered, ranges, options, scales, bits, shifts, nonNegative };
  const inputs = lowered.inputs.map((input): IntegerPort => {
    const signed = ranges.get(input.name)!.low < 0;
    if (!signed) nonNegative.add(input.name);
    const scale = scaleFor(ranges.get(input.name)!, options.inputBits, signed);
    scales.set(input.name, scale);
    bits.set(input.name, options.inputBits);
    return { name: input.name, shape: input.shape, bits: options.inputBits, signed, scale };
  });
  for (const node of lowered.nodes) if (keepsSign(node, nonNegative)) nonNegative.add(node.output);
  const nodes = lowered.nodes.map((node): IntegerNode => {
    const base = { name: node.name, operator: node.operator, input: node.input, output: node.output };
    switch (node.kind) {
      case 'linear':
        return { ...base, ...quantizeLinear(node, state) };
      case 'rescale':
        return { ...base, ...quantizeRescale(node, state) };
      case 'max':
        inherit(node, state, product(node.window.outputSpatial));
        return { ...base, kind: 'max', channels: node.channels, window: node.window };
      case 'view':
        inherit(node, state);
        return { ...base, kind: 'view' };
    }
  });
  const outputs = lowered.outputs.map(({ name, shape }): IntegerPort => {
    const signed = !nonNegative.has(name);
    // An output that is (a view of) an input keeps the input's bits, however few outputs have.
    const outputBits = Math.max(options.outputBits, bits.get(name)!);
    return { name, shape, bits: outputBits, signed, scale: scales.get(name)! };
  });
  return { graph: { inputs, outputs, nodes }, scales };
}

/** The shift of every channel of an accumulator at the rescale that ends its chain. */
interface ChannelShifts extends Pick<ChannelLayout, 'inner'> {
  perChannel: number[];
}

/** Scales and bits are known of graph inputs and activations, shifts of accumulators. */
interface State {
  lowered: LoweredGraph;
  ranges: ReadonlyMap<string, Range>;
  options: QuantizeOptions;
  scales: Map<string, Rational>;
  bits: Map<string, number>;
  shifts: Map<string, ChannelShifts>;
  nonNegative: Set<string>;
}

/** @param inner elements of a channel in the result, where it differs from the input's */
function inherit({ input, output }: LoweredNode, { scales, bits, shifts }: State, inner?: number): void {
  const scale = scales.get(input);
  if (scale) {
    scales.set(output, scale);
    bits.set(output, bits.get(input)!);
    return;
  }
  const channels = shifts.get(input)!;
  shifts.set(output, { ...channels, inner: inner ?? channels.inner });
}

function keepsSign(node: LoweredNode, nonNegative: ReadonlySet<string>): boolean {
  if (node.kind === 'rescale' && node.activation === 'relu') return true;
  if (!nonNegative.has(node.input)) return false;
  return node.kind !== 'linear' || [...node.weights, ...node.bias].every((value) => value >= 0);
}

function scaleFor({ low, high }: Range, bits: number, signed: boolean): Rational {
  const levels = (1n << BigInt(signed ? bits - 1 : bits)) - 1n;
  const largest = Math.max(high, signed ? -low : 0);
  return divide(rationalFromNumber(largest > 0 ? largest : 1), rational(levels, 1n));
}

/** The rescale at the end of a chain of accumulators, and what the equal weights on the way multiply with. */
function endOfChain(node: LoweredLinear, lowered: LoweredGraph): { rescale: LoweredRescale; weight: number } {
  let weight = 1;
  let tensor = node.output;
  for (;;) {
    const reader = lowered.nodes.find(({ input }) => input === tensor)!;
    if (reader.kind === 'rescale') return { rescale: reader, weight };
    if (reader.kind === 'linear') weight *= uniformWeight(reader)!;
    tensor = reader.output;
  }
}

function quantizeLinear(
  node: LoweredLinear,
  state: State,
): Pick<IntegerLinear, 'kind' | 'form' | 'weights' | 'bias'> {
  const { lowered, options, scales, shifts } = state;
  const { channels, inner } = linearMap(node.form);
  const inputScale = scales.get(node.input);
  if (!inputScale) {
    // A sum over accumulators: weight 1, the factor went into the first linear map of the chain.
    inherit(node, state, inner);
    return {
      kind: 'linear',
      form: node.form,
      weights: node.weights.map(() => 1),
      bias: new Float64Array(channels),
    };
  }
  const { rescale, weight } = endOfChain(node, lowered);
  const outputScale = activationScale(rescale, state);
  const biasFactor = weight / toNumber(outputScale);
  const weightFactor = toNumber(inputScale) * biasFactor;
  const largest = largestPerChannel(node, channels);
  const limit = 2 ** (options.weightBits - 1) - 1;
  const channelShifts = Array.from({ length: channels }, (_, channel) =>
    chooseShift(largest[channel]! * weightFactor, Math.abs(node.bias[channel]!) * biasFactor, limit),
  );
  shifts.set(node.output, { perChannel: channelShifts, inner });
  const channelOfWeight = weightChannels(node);
  const round = (value: number, where: string) => {
    const rounded = Math.round(value);
    if (Number.isSafeInteger(rounded)) return rounded + 0;
    throw new AppError(
      'model-unsupported-operator',
      `The ${where} of "${node.name}" are too large for the range that the samples show behind it.`,
      'Check that the samples are typical inputs, preprocessed as in training.',
    );
  };
  return {
    kind: 'linear',
    form: node.form,
    weights: node.weights.map((value, index) =>
      round(value * weightFactor * 2 ** channelShifts[channelOfWeight(index)]!, 'weights'),
    ),
    bias: node.bias.map((value, channel) =>
      round(value * biasFactor * 2 ** channelShifts[channel]!, 'biases'),
    ),
  };
}

function chooseShift(largestWeight: number, bias: number, limit: number): number {
  let shift = largestWeight > 0 ? Math.floor(Math.log2(limit / largestWeight)) : 0;
  if (bias > 0) shift = Math.min(shift, Math.floor(Math.log2(LARGEST_BIAS / bias)));
  return Math.max(0, Math.min(MAXIMUM_SHIFT, shift));
}

/** The channel that a weight belongs to. */
function weightChannels({ form, weights }: LoweredLinear): (index: number) => number {
  if (form.kind === 'dense') return (index) => Math.floor(index / form.inputs);
  if (form.kind === 'convolution') {
    const perChannel = weights.length / form.outputChannels;
    return (index) => Math.floor(index / perChannel);
  }
  const inner = (form.rowPointer.length - 1) / form.channels;
  const rows = new Int32Array(weights.length);
  for (let row = 0; row + 1 < form.rowPointer.length; row++)
    rows.fill(row, form.rowPointer[row], form.rowPointer[row + 1]);
  return (index) => Math.floor(rows[index]! / inner) % form.channels;
}

function largestPerChannel(node: LoweredLinear, channels: number): Float64Array {
  const largest = new Float64Array(channels);
  const channelOf = weightChannels(node);
  node.weights.forEach((value, index) => {
    const channel = channelOf(index);
    largest[channel] = Math.max(largest[channel]!, Math.abs(value));
  });
  return largest;
}

/** Unsigned levels where the result can never be negative: then the clamp to [0, 2^b - 1] is the better clamp. */
function isUnsigned(node: LoweredRescale, nonNegative: ReadonlySet<string>): boolean {
  return node.activation === 'relu' || nonNegative.has(node.input);
}

function activationScale(rescale: LoweredRescale, { ranges, options, nonNegative }: State): Rational {
  const { low, high } = ranges.get(rescale.output)!;
  const signed = !isUnsigned(rescale, nonNegative);
  if (!rescale.isOutput) return scaleFor({ low, high }, options.activationBits, signed);
  const wide = { low: low * OUTPUT_HEADROOM, high: high * OUTPUT_HEADROOM };
  return scaleFor(wide, options.outputBits, signed);
}

function quantizeRescale(
  node: LoweredRescale,
  state: State,
): Pick<IntegerRescale, 'kind' | 'table' | 'bits' | 'shifts' | 'inner'> {
  const { options, scales, bits, shifts, nonNegative } = state;
  const table = isUnsigned(node, nonNegative) ? 'relu' : 'clamp';
  if (scales.has(node.input)) {
    // An activation is read: it keeps scale and bits, so that its integers fit.
    inherit(node, state);
    return { kind: 'rescale', table, bits: bits.get(node.output)!, shifts: [0], inner: 1 };
  }
  const resultBits = node.isOutput ? options.outputBits : options.activationBits;
  scales.set(node.output, activationScale(node, state));
  bits.set(node.output, resultBits);
  const { perChannel, inner } = shifts.get(node.input)!;
  return { kind: 'rescale', table, bits: resultBits, shifts: perChannel, inner };
}
