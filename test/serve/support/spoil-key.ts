import { open } from 'node:fs/promises';
import { findSection, readBinFile } from '../../../src-main/engine/proofs/binfile/read-bin-file.ts';

const POINTS_H = 9;
const POINT_BYTES = 64;

/**
 * Puts the points of a proving key's section H in another order: each is still a point of the curve, but no proof holds.
 * @returns brings the key back
 */
export async function spoilKey(path: string): Promise<() => Promise<void>> {
  const { offset, size } = findSection(await readBinFile(path, 'zkey'), POINTS_H);
  const points = Buffer.alloc(size);
  const write = async (bytes: Uint8Array) => {
    const file = await open(path, 'r+');
    await file.write(bytes, 0, bytes.length, offset);
    await file.close();
  };
  const file = await open(path, 'r');
  await file.read(points, 0, size, offset);
  await file.close();
  const turned = Buffer.concat([points.subarray(POINT_BYTES), points.subarray(0, POINT_BYTES)]);
  await write(turned);
  return () => write(points);
}
