/** Sums of squares of a tensor and of its error. */
export interface Power {
  signal: number;
  noise: number;
}

export function addPower(power: Power, expected: Float64Array, actual: Float64Array): void {
  expected.forEach((value, index) => {
    power.signal += value * value;
    power.noise += (value - actual[index]!) ** 2;
  });
}

/** 10 log10(signal / noise); null where there is no noise at all. */
export function decibel({ signal, noise }: Power): number | null {
  return noise === 0 ? null : 10 * Math.log10(Math.max(signal, Number.MIN_VALUE) / noise);
}
