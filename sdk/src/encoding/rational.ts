/** The nearest double to a scale "numerator/denominator", up to one rounding each for numerator, denominator and quotient. */
export function scaleToNumber(scale: string): number {
  const [numerator = '', denominator = ''] = scale.split('/');
  const [top, topShift] = leadingBits(BigInt(numerator));
  const [bottom, bottomShift] = leadingBits(BigInt(denominator));
  return (top / bottom) * 2 ** (topShift - bottomShift);
}

/** A double that holds the value divided by 2^shift; the shift is 0 unless the value is larger than doubles go. */
function leadingBits(value: bigint): [number, number] {
  const shift = Math.max(0, value.toString(2).length - 1000);
  return [Number(value >> BigInt(shift)), shift];
}
