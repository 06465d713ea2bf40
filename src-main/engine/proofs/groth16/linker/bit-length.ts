/** The number of binary digits of an integer that is not negative; none for 0. */
export function bitLength(value: bigint): number {
  return value === 0n ? 0 : value.toString(2).length;
}

/** The smallest W with [low, high] inside [-2^(W-1), 2^(W-1) - 1]. */
export function signedWidth(low: bigint, high: bigint): number {
  return 1 + Math.max(bitLength(high > 0n ? high : 0n), bitLength(low < 0n ? -low - 1n : 0n));
}

/** The least W with |difference| < 2^W for every difference in [low, high]. */
export function magnitudeBits(low: bigint, high: bigint): number {
  return bitLength(high > -low ? high : -low);
}
