import { largestOf } from '../../../graph/evaluate/values.ts';
import { product } from '../../../graph/linear-map.ts';
import type { LoweredConstant, LoweredMax, LoweredView } from '../../../graph/lowered-graph.ts';
import { toNumber } from '../../../graph/rational.ts';
import { alignTerms } from './align.ts';
import { narrow, narrowForAll } from './narrow.ts';
import { narrowFine } from './narrow-fine.ts';
import { bitsFor } from './reaches-decision.ts';
import { powerScaleFor } from './quantize-rescale.ts';
import { type Held, type Quantizer, UNIT } from './quantizer.ts';

/** Known values that are not whole numbers get so many bits; they cost nothing. */
const CONSTANT_BITS = 24;
const LARGEST_WHOLE = 2 ** 30;

/** Rewiring: what is joined is brought to one scale, and what would be repeated is rounded before. */
export function quantizeView(node: LoweredView, quantizer: Quantizer): void {
  const [input] = node.inputs;
  if (!node.map) {
    const held = quantizer.holding(input!);
    quantizer.held.set(node.output, held);
    const shifts = quantizer.shifts.get(input!);
    if (shifts) quantizer.shifts.set(node.output, shifts);
    return;
  }
  const isRepeated = namesTwice(node.map);
  const bits = bitsFor(node.output, quantizer.options.activationBits, quantizer);
  const helds = narrowFine(
    quantizer,
    node.inputs.map((lowered) => {
      const held = node.inputs.length > 1 ? quantizer.term(lowered) : quantizer.holding(lowered);
      const read = isRepeated ? narrow(quantizer, held, lowered, bits) : held;
      return { lowered, held: read, coefficient: 1 };
    }),
  ).map(({ held }) => held);
  const { tensors, scale } = alignTensors(quantizer, helds);
  const tensor = quantizer.emit({ kind: 'view', inputs: tensors, map: node.map }, node.output);
  quantizer.held.set(node.output, { tensor, scale, whole: helds.every(({ whole }) => whole) });
}

/** Whether some element is named more than once. */
function namesTwice(map: Int32Array): boolean {
  return new Set(map).size < map.length;
}

/** Several tensors at one scale, by whole coefficients. */
export function alignTensors(
  quantizer: Quantizer,
  helds: readonly Held[],
): { tensors: string[]; scale: Held['scale'] } {
  const [first] = helds;
  const same = helds.every(
    ({ scale }) =>
      scale.numerator === first!.scale.numerator && scale.denominator === first!.scale.denominator,
  );
  if (same) return { tensors: helds.map(({ tensor }) => tensor), scale: first!.scale };
  const { scale, coefficients } = alignTerms(
    helds.map((held) => ({ held, coefficient: 1 })),
    quantizer.options.activationBits,
  );
  const tensors = helds.map(({ tensor }, index) => {
    const coefficient = coefficients[index]!;
    return coefficient === 1 ? tensor : quantizer.affine(tensor, coefficient, 0);
  });
  return { tensors, scale };
}

/** A pool keeps the scale, or the shifts of a chain of accumulators. */
export function quantizeMax(node: LoweredMax, quantizer: Quantizer): void {
  const shifts = quantizer.shifts.get(node.input);
  const held = shifts ? quantizer.holding(node.input) : readMax(node, quantizer);
  const { channels, window } = node;
  const tensor = quantizer.emit({ kind: 'max', input: held.tensor, channels, window }, node.output);
  quantizer.held.set(node.output, { ...held, tensor });
  if (shifts) quantizer.shifts.set(node.output, { ...shifts, inner: product(window.outputSpatial) });
}

/** Where a maximum is compared with what it was taken from, both are rounded alike. */
function readMax(node: LoweredMax, quantizer: Quantizer): Held {
  const held = quantizer.holding(node.input);
  const { activationBits } = quantizer.options;
  const bits = bitsFor(node.output, activationBits, quantizer);
  return (bits > activationBits ? narrowForAll : narrow)(quantizer, held, node.input, bits);
}

export function quantizeConstant(node: LoweredConstant, quantizer: Quantizer): void {
  const whole = node.values.every((value) => Number.isInteger(value) && Math.abs(value) <= LARGEST_WHOLE);
  const largest = largestOf(node.values);
  const scale = whole ? UNIT : powerScaleFor({ low: -largest, high: largest }, CONSTANT_BITS, true);
  const unit = toNumber(scale);
  const values = node.values.map((value) => Math.round(value / unit) + 0);
  const tensor = quantizer.emit({ kind: 'constant', values }, node.output);
  quantizer.held.set(node.output, { tensor, scale, whole });
}
