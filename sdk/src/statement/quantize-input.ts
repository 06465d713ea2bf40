import { scaleToNumber } from '../encoding/rational.ts';
import { ProofpressError } from '../proofpress-error.ts';

/** A tensor at the border of a model, as the model card has it. */
export interface Port {
  name: string;
  shape: readonly number[];
  bits: number;
  signed: boolean;
  /** Real value of one unit, "numerator/denominator". */
  scale: string;
}

/**
 * The integers that a model takes for real numbers: the nearest multiple of the scale, cut off at the ends of the range.
 * The publisher does the same.
 *
 * @param values as many reals as the shape has places, in its order
 * @throws ProofpressError `input-invalid` for another number of values, and for NaN and infinities
 */
export function quantizeInput(port: Port, values: ArrayLike<number>): bigint[] {
  const places = port.shape.reduce((product, size) => product * size, 1);
  if (values.length !== places) {
    throw new ProofpressError(
      'input-invalid',
      `Input "${port.name}" has ${values.length} values; its shape [${port.shape.join(', ')}] takes ${places}.`,
    );
  }
  const unit = scaleToNumber(port.scale);
  const lowest = port.signed ? -(2 ** (port.bits - 1)) : 0;
  const highest = 2 ** (port.signed ? port.bits - 1 : port.bits) - 1;
  return Array.from(values, (value, index) => {
    if (!Number.isFinite(value))
      throw new ProofpressError('input-invalid', `Value ${index} of input "${port.name}" is ${value}.`);
    return BigInt(Math.min(highest, Math.max(lowest, Math.round(value / unit))));
  });
}
