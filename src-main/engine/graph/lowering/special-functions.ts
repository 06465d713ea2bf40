/** Functions of one variable that JavaScript lacks, finite wherever a table may ask for them. */

/** Smallest argument that stands for "greater than zero" in logarithms and negative powers. */
const TINY = 1e-30;

/** Keeps exp inside the doubles. */
const LARGEST_EXPONENT = 700;

export function exponential(x: number): number {
  return Math.exp(Math.min(x, LARGEST_EXPONENT));
}

export function logarithm(x: number): number {
  return Math.log(Math.max(x, TINY));
}

/** The error function, to 2e-7 (Abramowitz and Stegun, 7.1.26). */
export function erf(x: number): number {
  const t = 1 / (1 + 0.3275911 * Math.abs(x));
  const polynomial =
    t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return Math.sign(x) * (1 - polynomial * Math.exp(-x * x));
}

export function sigmoid(x: number): number {
  return 1 / (1 + exponential(-x));
}

export function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

export function gelu(x: number): number {
  return 0.5 * x * (1 + erf(x / Math.SQRT2));
}

export function tanhGelu(x: number): number {
  return 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));
}

/** x^exponent, where a negative x counts as zero unless the exponent is whole, and zero as a tiny number if need be. */
export function power(exponent: number): (x: number) => number {
  if (Number.isInteger(exponent)) {
    return exponent >= 0 ? (x) => x ** exponent : (x) => (Math.abs(x) < TINY ? 0 : finite(x ** exponent));
  }
  return (x) => finite(Math.max(x, exponent > 0 ? 0 : TINY) ** exponent);
}

function finite(x: number): number {
  return Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, x));
}

/** Keeps the argument of a function inside its domain. */
export function within(low: number, high: number, evaluate: (x: number) => number): (x: number) => number {
  return (x) => evaluate(Math.min(high, Math.max(low, x)));
}

/** Those that are greater than zero everywhere. */
export const POSITIVE_FUNCTIONS: ReadonlySet<(x: number) => number> = new Set([
  exponential,
  sigmoid,
  softplus,
]);
