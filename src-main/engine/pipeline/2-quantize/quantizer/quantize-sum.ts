import type { LoweredSum } from '../../../graph/lowered-graph.ts';
import { multiply, toNumber } from '../../../graph/rational.ts';
import { type Alignment, alignTerms, exactRational } from './align.ts';
import { narrowFine, type Term } from './narrow-fine.ts';
import { roundResidual } from './round-residual.ts';
import { type Held, isUnit, type Quantizer } from './quantizer.ts';

/** A bias that falls between two steps of the terms gets up to so many bits more. */
const BIAS_BITS = 3;

/** A sum costs nothing: the terms are brought to one scale by whole coefficients. */
export function quantizeSum(node: LoweredSum, quantizer: Quantizer): void {
  const terms = narrowFine(
    quantizer,
    node.inputs.map((lowered, index) => ({
      lowered,
      held: quantizer.term(lowered),
      coefficient: node.coefficients[index]!,
    })),
  );
  const [only] = terms;
  if (terms.length === 1 && node.bias.every((value) => value === 0) && only!.coefficient !== 0) {
    scaleOnly(node, only!, quantizer);
    return;
  }
  const { scale, coefficients } = alignWithBias(node, terms, quantizer);
  const unit = toNumber(scale);
  const bias = node.bias.map((value) => Math.round(value / unit) + 0);
  const inputs = terms.map(({ held }) => held.tensor);
  const tensor = quantizer.emit({ kind: 'sum', inputs, coefficients, bias }, node.output);
  const whole =
    terms.every(({ held, coefficient }) => held.whole && Number.isSafeInteger(coefficient)) &&
    isUnit({ tensor, scale });
  const held = { tensor, scale, whole };
  quantizer.held.set(node.output, terms.length > 1 ? roundResidual(node.output, held, quantizer) : held);
}

/** One scale for the terms, at which the bias is whole where a few bits do that. */
function alignWithBias(node: LoweredSum, terms: readonly Term[], quantizer: Quantizer): Alignment {
  const isExact = isCompared(node.output, quantizer);
  for (let spare = 0; ; spare++) {
    const alignment = alignTerms(terms, quantizer.options.activationBits, spare);
    if (isExact || spare === BIAS_BITS || fitsScale(node.bias, toNumber(alignment.scale))) return alignment;
  }
}

/** A multiple of one tensor is the same integers at another scale. */
function scaleOnly(
  node: LoweredSum,
  { held, coefficient }: { held: Held; coefficient: number },
  quantizer: Quantizer,
): void {
  const staysWhole = held.whole === true && Number.isSafeInteger(coefficient);
  const factor = staysWhole ? coefficient : Math.sign(coefficient);
  const scale = staysWhole ? held.scale : multiply(held.scale, exactRational(Math.abs(coefficient)));
  const tensor = factor === 1 ? held.tensor : quantizer.affine(held.tensor, factor, 0, node.output);
  quantizer.held.set(node.output, { tensor, scale, whole: staysWhole });
}

function fitsScale(bias: Float64Array, unit: number): boolean {
  return bias.every((value) => Math.abs(value / unit - Math.round(value / unit)) <= 1e-6);
}

/**
 * A difference that is only compared keeps the scale of its terms: then a threshold is rounded like the values that it
 * is compared with, and equal ones stay equal.
 */
function isCompared(tensor: string, quantizer: Quantizer): boolean {
  const readers = quantizer.readers.get(tensor) ?? [];
  return (
    readers.length > 0 &&
    readers.every((reader) =>
      reader.kind === 'sum' && reader.inputs.length === 1
        ? isCompared(reader.output, quantizer)
        : reader.kind === 'compare',
    )
  );
}
