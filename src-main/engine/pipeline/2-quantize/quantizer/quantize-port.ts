import { elementsFor } from '../../../chain/statement-layout.ts';
import type { GraphValue } from '../../../graph/float-graph.ts';
import type { IntegerPort } from '../../../graph/integer-graph.ts';
import { product } from '../../../graph/linear-map.ts';
import { toNumber } from '../../../graph/rational.ts';
import type { Range } from '../calibrate.ts';
import { extraBits } from './input-precision.ts';
import { clampWhole, roundTo } from './narrow.ts';
import { DECIDING_BITS, reachesDecision } from './reaches-decision.ts';
import { OUTPUT_HEADROOM, powerScaleFor, readOnlyByLinear, scaleFor } from './quantize-rescale.ts';
import { bitLength, type Held, isUnit, magnitude, type Quantizer, UNIT } from './quantizer.ts';

/** Whole inputs reach this many times as far as the samples did. */
const WHOLE_HEADROOM = 2;
/** Other inputs reach this much further, unless the samples end at a whole number. */
const INPUT_HEADROOM = 1.125;
/** An output that need not be rounded may have so many bits more than asked for. */
const UNROUNDED_OUTPUT_BITS = 8;
const MOST_OUTPUT_BITS = 64;

/** Scale and bits of a graph input. */
export function inputPort({ name, shape, elementType }: GraphValue, quantizer: Quantizer): IntegerPort {
  const range = quantizer.range(name);
  const { inputBits } = quantizer.options;
  if (elementType === 'boolean') return { name, shape, bits: 1, signed: false, scale: UNIT };
  if (elementType === 'integer') {
    const signed = range.low < 0;
    const bits = bitLength(BigInt(Math.ceil(magnitude(range) * WHOLE_HEADROOM))) + (signed ? 1 : 0);
    return { name, shape, bits: Math.min(bits, 53), signed, scale: UNIT };
  }
  const signed = range.low < 0;
  const decides = reachesDecision(name, quantizer);
  if (!decides && readOnlyByLinear(name, quantizer)) {
    return { name, shape, bits: inputBits, signed, scale: scaleFor(widened(range), inputBits, signed) };
  }
  const precise = inputBits + extraBits(name, inputBits, quantizer);
  const bits = decides ? Math.max(precise, DECIDING_BITS) : precise;
  return { name, shape, bits, signed, scale: powerScaleFor(widened(range), bits, signed) };
}

/** Samples seldom show the largest input there is; where they end at a whole number they do. */
function widened({ low, high }: Range): Range {
  const widen = (value: number) => (Number.isInteger(value) ? value : value * INPUT_HEADROOM);
  return { low: widen(low), high: widen(high) };
}

/** A graph output: whole numbers exactly, everything else rounded to the bits that outputs have. */
export function outputPort({ name, shape, elementType }: GraphValue, quantizer: Quantizer): IntegerPort {
  const held = quantizer.holding(name);
  const rounded =
    elementType === 'float' ? roundOutput(held, name, quantizer) : wholeOutput(held, name, quantizer);
  if (rounded.tensor !== name) quantizer.emitOutput({ kind: 'view', inputs: [rounded.tensor] }, name);
  quantizer.held.set(name, { ...rounded, tensor: name });
  const { low } = quantizer.bounds(name);
  return { name, shape, bits: quantizer.width(name), signed: low < 0n, scale: rounded.scale };
}

/** What is little wider than asked for stays as it is: rounding would cost rows, and could saturate. */
function roundOutput(held: Held, name: string, quantizer: Quantizer): Held {
  const { outputBits } = quantizer.options;
  const width = quantizer.width(held.tensor);
  const count = product(quantizer.graph.shapes.get(name) ?? []);
  const isAsCheap = isUnit(held) || elementsFor(count, width) === elementsFor(count, outputBits);
  if (width <= outputBits || (width <= outputBits + UNROUNDED_OUTPUT_BITS && isAsCheap)) return held;
  const { low, high } = quantizer.range(name);
  return roundTo(quantizer, held, { low: low * OUTPUT_HEADROOM, high: high * OUTPUT_HEADROOM }, outputBits);
}

function wholeOutput(held: Held, name: string, quantizer: Quantizer): Held {
  const unit = toNumber(held.scale);
  const whole = isUnit(held) ? held : roundOutput(held, name, quantizer);
  if (!isUnit(whole) || quantizer.width(whole.tensor) <= MOST_OUTPUT_BITS) return whole;
  const reach = Math.ceil(magnitude(quantizer.range(name)) / unit) * OUTPUT_HEADROOM;
  return clampWhole(quantizer, whole, -reach, reach);
}
