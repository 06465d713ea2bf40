import { open } from 'node:fs/promises';
import { findSection, readBinFile } from '../../src-main/engine/proofs/binfile/read-bin-file.ts';

/** Bytes of a point of G1 and of G2. */
export const POINT_BYTES = { 1: 64, 2: 128 } as const;

/** Points in Montgomery form: the powers of tau of a .ptau file, from the first again where there are too few. */
export async function pointsOfPtau(ptauPath: string, group: 1 | 2, count: number): Promise<Uint8Array> {
  const section = findSection(await readBinFile(ptauPath, 'ptau'), group === 1 ? 2 : 3);
  const points = Buffer.alloc(count * POINT_BYTES[group]);
  const file = await open(ptauPath);
  try {
    for (let done = 0; done < points.length;) {
      const length = Math.min(section.size, points.length - done);
      const { bytesRead } = await file.read(points, done, length, section.offset);
      done += bytesRead;
    }
  } finally {
    await file.close();
  }
  return points;
}
