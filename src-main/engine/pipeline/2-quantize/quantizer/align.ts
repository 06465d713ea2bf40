import { AppError } from '../../../../api/errors.ts';
import { divide, multiply, type Rational, toNumber } from '../../../graph/rational.ts';
import { type Held, isUnit, timesPower, UNIT } from './quantizer.ts';

/** Integer coefficients that bring terms to one scale. */
export interface Alignment {
  scale: Rational;
  coefficients: number[];
}

/** Where scales are no whole multiples of each other, coefficients have so many bits more than an activation. */
const INEXACT_BITS = 2;
/** Bits that being exact is worth. */
const EXACT_BITS = 3;
const MOST_BITS = 44;

/**
 * The coarsest scale of which all terms coefficient * scale are whole multiples, where there is one that is not much
 * finer than the finest term; else one at which the terms are off by less than an activation's rounding. A term whose
 * unit is far coarser than the finest has a large coefficient anyway, and is precise without a finer scale.
 * @param spare so many bits finer, for a bias that would not fit
 */
export function alignTerms(
  terms: readonly { held: Held; coefficient: number }[],
  activationBits: number,
  spare = 0,
): Alignment {
  if (
    spare === 0 &&
    terms.every(({ held, coefficient }) => isUnit(held) && Number.isSafeInteger(coefficient))
  ) {
    return { scale: UNIT, coefficients: terms.map(({ coefficient }) => coefficient) };
  }
  const finest = terms.reduce((best, term) => (size(term) < size(best) ? term : best));
  const unit = finest.coefficient === 1 ? finest.held.scale : unitOf(finest);
  const ratios = terms.map(({ held, coefficient }) => coefficient * toNumber(divide(held.scale, unit)));
  const inexactBits = activationBits + INEXACT_BITS;
  const exact = Array.from({ length: inexactBits + 1 }, (_, bits) => bits).find((bits) =>
    ratios.every((ratio) => isNearlyWhole(ratio * 2 ** bits)),
  );
  const largest = Math.max(...ratios.map(Math.abs));
  const room = Math.floor(MOST_BITS - Math.log2(largest));
  const precise = Math.max(...ratios.map((ratio) => bitsForPrecision(ratio, inexactBits)));
  const bits = Math.min(
    room,
    (exact !== undefined && exact <= precise + EXACT_BITS ? exact : precise) + spare,
  );
  return {
    scale: timesPower(unit, -bits),
    coefficients: ratios.map((ratio) => Math.round(ratio * 2 ** bits) + 0),
  };
}

/** How much finer the scale must be for a ratio that is not whole to have so many bits. */
function bitsForPrecision(ratio: number, bits: number): number {
  return isNearlyWhole(ratio) ? 0 : Math.max(0, Math.ceil(bits - Math.log2(Math.abs(ratio))));
}

function size({ held, coefficient }: { held: Held; coefficient: number }): number {
  return Math.abs(coefficient) * toNumber(held.scale);
}

function unitOf({ held, coefficient }: { held: Held; coefficient: number }): Rational {
  return multiply(held.scale, exactRational(Math.abs(coefficient)));
}

/** The value of a double to 40 significant bits: scales need no more, and their fractions stay short. */
export function exactRational(value: number): Rational {
  if (!(value > 0 && Number.isFinite(value))) {
    throw new AppError('internal', `${value} is no scale.`, 'Report this model.');
  }
  const exponent = Math.floor(Math.log2(value)) - 40;
  return timesPower({ numerator: BigInt(Math.round(value * 2 ** -exponent)), denominator: 1n }, exponent);
}

/** The constants of a network are floats: 0.8 is four times 0.2 but for their rounding. */
const FLOAT_PRECISION = 2 ** -22;

function isNearlyWhole(value: number): boolean {
  return Math.abs(value) >= 0.5 && Math.abs(value - Math.round(value)) <= FLOAT_PRECISION * Math.abs(value);
}
