/** Bytes of an affine point, little-endian Montgomery: x|y, in G2 x.c0|x.c1|y.c0|y.c1. */
export const POINT_BYTES = { G1: 64, G2: 128 } as const;

export type Group = keyof typeof POINT_BYTES;

/** Section ids of a .ptau file that is prepared for phase 2. */
export const PTAU_SECTION = {
  header: 1,
  tauG1: 2,
  tauG2: 3,
  alphaTauG1: 4,
  betaTauG1: 5,
  betaG2: 6,
  contributions: 7,
  lagrangeTauG1: 12,
  lagrangeTauG2: 13,
  lagrangeAlphaTauG1: 14,
  lagrangeBetaTauG1: 15,
} as const;

/** Smaller files lack the [tau^2] in G2 that the checks read. */
export const MIN_PTAU_POWER = 2;

/** Largest power whose domain of 2^power exists in Fr. */
export const MAX_PTAU_POWER = 28;

/** u32 bytes of a field element, the base field's order, u32 power, u32 power of the ceremony. */
export const PTAU_HEADER_BYTES = 44;

/** Number of points in each point section of a .ptau of this power; 2^k is the domain size. */
export function ptauPointCounts(power: number): ReadonlyMap<number, { group: Group; count: number }> {
  const size = 2 ** power;
  return new Map<number, { group: Group; count: number }>([
    [PTAU_SECTION.tauG1, { group: 'G1', count: 2 * size - 1 }],
    [PTAU_SECTION.tauG2, { group: 'G2', count: size }],
    [PTAU_SECTION.alphaTauG1, { group: 'G1', count: size }],
    [PTAU_SECTION.betaTauG1, { group: 'G1', count: size }],
    [PTAU_SECTION.betaG2, { group: 'G2', count: 1 }],
    // Blocks of 2^k points for k = 0..power, in the first of them also for k = power + 1.
    [PTAU_SECTION.lagrangeTauG1, { group: 'G1', count: 4 * size - 1 }],
    [PTAU_SECTION.lagrangeTauG2, { group: 'G2', count: 2 * size - 1 }],
    [PTAU_SECTION.lagrangeAlphaTauG1, { group: 'G1', count: 2 * size - 1 }],
    [PTAU_SECTION.lagrangeBetaTauG1, { group: 'G1', count: 2 * size - 1 }],
  ]);
}

/** Bytes of a .ptau of this power without a record of contributions: header, section table, points, an empty section 7. */
export function ptauBytes(power: number): number {
  const sections = Object.keys(PTAU_SECTION).length;
  let bytes = 12 + 12 * sections + PTAU_HEADER_BYTES + 4;
  for (const { group, count } of ptauPointCounts(power).values()) bytes += POINT_BYTES[group] * count;
  return bytes;
}

/** Points before the Lagrange block of the domain of 2^power in a Lagrange section. */
export function lagrangeBlockStart(power: number): number {
  return 2 ** power - 1;
}
