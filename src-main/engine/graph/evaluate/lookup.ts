import type { LookupTable } from '../integer-graph.ts';

/** @param u the distance of q from the low end of its range: an index with its fraction */
export function lookUpExactly({ entries, fractionBits }: LookupTable, u: bigint): bigint {
  if (fractionBits === 0) return BigInt(entries[Number(u)]!);
  const f = BigInt(fractionBits);
  const index = Number(u >> f);
  const entry = BigInt(entries[index]!);
  return (entry << f) + (BigInt(entries[index + 1]!) - entry) * (u & ((1n << f) - 1n));
}
