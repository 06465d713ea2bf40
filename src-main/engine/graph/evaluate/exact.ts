/** floor(a / b) for a positive b. */
export function floorDivideExactly(a: bigint, b: bigint): bigint {
  return a / b - (a % b < 0n ? 1n : 0n);
}

/** floor(sqrt(value)) by Newton's steps from above: they fall until the root is reached. */
export function floorRootExactly(value: bigint): bigint {
  if (value < 2n) return value;
  let root = 1n << BigInt((value.toString(2).length + 1) >> 1);
  for (;;) {
    const next = (root + value / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}
