import { POINT_BYTES, pointsOfPtau } from './points.ts';
import { randomScalars } from './random-scalars.ts';
import type { ScalarKind } from './random-scalars.ts';
import type { Machine } from './machine.ts';

/** Around the sizes of warps, blocks and tiles. */
const SUM_SIZES = [0, 1, 2, 3, 31, 32, 33, 255, 256, 257, 1000, 1025, 5000];
const LARGEST_TRANSFORM = 14;

/** Throws where device and processor differ. @param what with its sizes */
export function expectSame(onDevice: Uint8Array, onProcessor: Uint8Array, what: string): void {
  if (Buffer.compare(onDevice, onProcessor) !== 0)
    throw new Error(`The device computes a wrong result: ${what}.`);
}

/**
 * Sums and transforms of many sizes on the device against the processor, byte by byte.
 *
 * @param largest sums of more points are left out, for machines that only pretend to be fast
 */
export async function checkResults(
  { addon, device }: Machine,
  { ptauPath, seed, largest }: { ptauPath: string; seed: number; largest: number },
): Promise<number> {
  let checks = 0;
  for (const group of [1, 2] as const) {
    for (const count of SUM_SIZES.filter((size) => size <= largest)) {
      const points = await pointsOfPtau(ptauPath, group, count);
      // Equal points, opposite digits and infinity meet in one bucket.
      if (count > 8) points.fill(0, 2 * POINT_BYTES[group], 4 * POINT_BYTES[group]);
      for (const kind of ['full', 'bits', 'edges'] as const satisfies ScalarKind[]) {
        const scalars = randomScalars(kind, count, seed + checks++);
        const expected = await addon.msm(group, points, scalars).promise;
        const { sum } = await addon.cudaMsm(device.index, group, points, scalars).promise;
        expectSame(sum, expected, `sum of ${count} points of G${group}, scalars "${kind}", seed ${seed}`);
      }
    }
  }
  for (let power = 0; power <= LARGEST_TRANSFORM && 2 ** power <= largest; power++) {
    for (const inverse of [false, true]) {
      const values = randomScalars('full', 2 ** power, seed + checks++);
      const expected = await addon.ntt(values, inverse).promise;
      const made = await addon.cudaNtt(device.index, values, inverse).promise;
      expectSame(made.values, expected, `${inverse ? 'inverse ' : ''}transform of 2^${power}, seed ${seed}`);
    }
  }
  return checks;
}
