import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadNative } from '../../src-main/engine/native/load-native.ts';
import { pointsOfPtau } from '../gpu-check/points.ts';
import { randomScalars } from '../gpu-check/random-scalars.ts';
import { median } from '../median.ts';

const RUNS = 5;
const TRANSFORM_POWER = 18;
const SUM_POWER = 16;
const SMALL_BYTES = 2;

/** Nanoseconds of one thread of the native prover. */
export interface Prices {
  backend: string;
  /** A multiplication in the field, with the additions and the memory that go with it: of a transform. */
  multiplication: number;
  /** A term of a sum of 2^16 points, with a scalar of any size and with one of 16 bits. */
  fullTerm: number;
  smallTerm: number;
}

/** Measures what the operations of a prover take here; undefined where the native prover is not built. */
export async function measurePrices(): Promise<Prices | undefined> {
  const { addon } = await loadNative();
  if (!addon) return undefined;
  const folder = await mkdtemp(join(tmpdir(), 'proofpress-bench-'));
  try {
    const ptauPath = join(folder, 'local.ptau');
    await addon.powersOfTau(ptauPath, SUM_POWER).promise;
    const points = await pointsOfPtau(ptauPath, 1, 2 ** SUM_POWER);
    const values = randomScalars('full', 2 ** TRANSFORM_POWER, 1);
    const transform = await time(() => addon.ntt(values, false, { threads: 1 }).promise);
    const sum = (scalars: Uint8Array) => time(() => addon.msm(1, points, scalars, { threads: 1 }).promise);
    return {
      backend: addon.backend,
      multiplication: transform / (TRANSFORM_POWER * 2 ** (TRANSFORM_POWER - 1)),
      fullTerm: (await sum(randomScalars('full', 2 ** SUM_POWER, 2))) / 2 ** SUM_POWER,
      smallTerm: (await sum(smallScalars())) / 2 ** SUM_POWER,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function smallScalars(): Uint8Array {
  return randomScalars('full', 2 ** SUM_POWER, 3).map((byte, index) => (index % 32 < SMALL_BYTES ? byte : 0));
}

/** The median of some runs, in nanoseconds. */
async function time(run: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < RUNS; round++) {
    const started = performance.now();
    await run();
    times.push(performance.now() - started);
  }
  return 1e6 * median(times);
}
