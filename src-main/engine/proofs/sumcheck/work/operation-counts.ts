/** Operations that cost something; sums and copies of field elements go with the multiplications. */
export interface OperationCounts {
  /** In the field. */
  multiplications: number;
  inversions: number;
  /** Calls of keccak256, and the 32-byte words that they take in together. */
  hashes: number;
  hashedWords: number;
  /** Terms of sums of points: scalar times point, and how often two points are added. */
  pointMultiplications: number;
  pointAdditions: number;
  /** Checks of two pairs. */
  pairingChecks: number;
}

export const NO_OPERATIONS: OperationCounts = {
  multiplications: 0,
  inversions: 0,
  hashes: 0,
  hashedWords: 0,
  pointMultiplications: 0,
  pointAdditions: 0,
  pairingChecks: 0,
};

export function addCounts(parts: readonly Partial<OperationCounts>[]): OperationCounts {
  const sum = { ...NO_OPERATIONS };
  for (const part of parts)
    for (const name of Object.keys(sum) as (keyof OperationCounts)[]) sum[name] += part[name] ?? 0;
  return sum;
}

export function sumOf<Item>(items: Iterable<Item>, of: (item: Item) => number): number {
  let sum = 0;
  for (const item of items) sum += of(item);
  return sum;
}
