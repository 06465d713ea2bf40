import type { LoweredRescale } from '../../../graph/lowered-graph.ts';
import { divide, type Rational, rational, rationalFromNumber } from '../../../graph/rational.ts';
import type { Range } from '../calibrate.ts';
import { isNarrow, narrow, narrowForAll, roundTo, withoutNegatives } from './narrow.ts';
import { bitsFor } from './reaches-decision.ts';
import { FACTOR_BITS, type Held, magnitude, powerOfTwo, type Quantizer } from './quantizer.ts';

/**
 * An activation that saturates now and then does no harm, but an answer should not: outputs have bits to spare, and
 * reach this many times as far as the samples did.
 */
export const OUTPUT_HEADROOM = 2;

/** The scale at which a range takes all levels of `bits` bits. */
export function scaleFor({ low, high }: Range, bits: number, signed: boolean): Rational {
  const levels = (1n << BigInt(signed ? bits - 1 : bits)) - 1n;
  const largest = Math.max(high, signed ? -low : 0);
  return divide(rationalFromNumber(largest > 0 ? largest : 1), rational(levels, 1n));
}

/** The least power of two at which a range fits `bits` bits. */
export function powerScaleFor(range: Range, bits: number, signed: boolean): Rational {
  const levels = 2 ** (signed ? bits - 1 : bits) - 1;
  return powerOfTwo(Math.ceil(Math.log2(magnitude(range) / levels)));
}

/**
 * Scale of what a rescale makes from an accumulator: any where only linear maps read it, since they scale their
 * weights; else a power of two, so that it adds up with others exactly.
 */
export function activationScale(
  rescale: LoweredRescale,
  nonNegative: boolean,
  quantizer: Quantizer,
): Rational {
  const { low, high } = quantizer.range(rescale.output);
  const options = quantizer.optionsOf(rescale);
  const signed = !(rescale.activation === 'relu' || nonNegative);
  const reach = rescale.isOutput ? OUTPUT_HEADROOM : 1;
  const range = { low: low * reach, high: high * reach };
  const bits = rescale.isOutput ? options.outputBits : options.activationBits;
  return readOnlyByLinear(rescale.output, quantizer)
    ? scaleFor(range, bits, signed)
    : powerScaleFor(range, bits, signed);
}

/** Whether nothing but linear maps, pools, rectifiers and outputs read a tensor, also behind views. */
export function readOnlyByLinear(tensor: string, quantizer: Quantizer): boolean {
  return (quantizer.readers.get(tensor) ?? []).every((reader) => {
    switch (reader.kind) {
      case 'linear':
        return true;
      case 'max':
      case 'rescale':
      case 'view':
        return reader.kind === 'view' && reader.inputs.length > 1
          ? false
          : readOnlyByLinear(reader.output, quantizer);
      default:
        return false;
    }
  });
}

/** One rescale where there is something to round, else max(x, 0) as it is. */
function roundActivation(node: LoweredRescale, input: Held, quantizer: Quantizer): Held {
  const { options } = quantizer;
  const bits = node.isOutput ? options.outputBits : options.activationBits;
  if (node.activation === 'identity') {
    // A graph output is rounded where it leaves the graph.
    return isGraphOutput(node, quantizer) ? input : narrow(quantizer, input, node.output, bits);
  }
  if (isReadWithInput(node, quantizer)) return rectifyTogether(node, input, quantizer);
  return isNarrow(quantizer, input, bits)
    ? withoutNegatives(quantizer, input)
    : roundTo(quantizer, input, quantizer.range(node.output), bits, 'relu');
}

/** An absolute value, or an activation with a slope below zero, is made of the rectified value and the value itself. */
function isReadWithInput(node: LoweredRescale, { readers }: Quantizer): boolean {
  return (readers.get(node.output) ?? []).some(
    (reader) => (reader.kind === 'sum' || reader.kind === 'view') && reader.inputs.includes(node.input),
  );
}

/** Both are read from one rounding: else what is rounded off one of them stays in the other, twice as large in a difference. */
function rectifyTogether(node: LoweredRescale, input: Held, quantizer: Quantizer): Held {
  // A small divisor counts as much as a large one: divisors are rounded when the least of them is known.
  if (reachesDivisor(node.output, quantizer)) return withoutNegatives(quantizer, input);
  const bits = bitsFor(node.output, quantizer.options.activationBits + FACTOR_BITS, quantizer);
  return withoutNegatives(quantizer, narrowForAll(quantizer, input, node.input, bits));
}

function reachesDivisor(tensor: string, quantizer: Quantizer): boolean {
  return (quantizer.readers.get(tensor) ?? []).some((reader) =>
    reader.kind === 'divide'
      ? reader.inputs[1] === tensor
      : (reader.kind === 'sum' || reader.kind === 'view') && reachesDivisor(reader.output, quantizer),
  );
}

/** The end of a chain of accumulators, or max(x, 0) of anything else. */
export function quantizeRescale(node: LoweredRescale, quantizer: Quantizer): void {
  const { options, held } = quantizer;
  const input = quantizer.holding(node.input);
  const accumulator = quantizer.shifts.get(node.input);
  if (!accumulator) {
    // An activation that is read keeps its scale, so that its integers fit.
    held.set(node.output, roundActivation(node, input, quantizer));
    return;
  }
  const table = node.activation === 'relu' || accumulator.nonNegative ? 'relu' : 'clamp';
  const bits = node.isOutput ? options.outputBits : options.activationBits;
  const { perChannel: shifts, inner } = accumulator;
  const rescale = { kind: 'rescale', input: input.tensor, table, bits, shifts, inner } as const;
  const tensor = isGraphOutput(node, quantizer)
    ? quantizer.emitOutput(rescale, node.output)
    : quantizer.emit(rescale, node.output);
  // The first linear map of the chain was scaled for exactly this.
  held.set(node.output, { tensor, scale: input.scale });
}

function isGraphOutput({ output }: LoweredRescale, { graph }: Quantizer): boolean {
  return graph.outputs.some(({ name }) => name === output);
}
