import { median } from '../median.ts';
import { expectSame } from './check-results.ts';
import type { Machine } from './machine.ts';
import { pointsOfPtau } from './points.ts';
import { randomScalars } from './random-scalars.ts';
import type { Row } from './table.ts';

const DEVICE_RUNS = 5;

/** Sums of 2^power points with full scalars: the device without copies, the processor with all threads. */
export async function measureSum(
  machine: Machine,
  { group, power, ptauPath, seed }: { group: 1 | 2; power: number; ptauPath: string; seed: number },
): Promise<Row> {
  const { addon, device } = machine;
  const points = await pointsOfPtau(ptauPath, group, 2 ** power);
  const scalars = randomScalars('full', 2 ** power, seed);
  const name = `sum of points, G${group}`;
  return measure(
    { name, power },
    () => addon.msm(group, points, scalars).promise,
    async () => {
      const { sum, seconds } = await addon.cudaMsm(device.index, group, points, scalars).promise;
      return { result: sum, seconds };
    },
  );
}

/** Transforms of 2^power elements, natural order in and out. */
export async function measureTransform(
  { addon, device }: Machine,
  { power, seed }: { power: number; seed: number },
): Promise<Row> {
  const values = randomScalars('full', 2 ** power, seed);
  return measure(
    { name: 'transform', power },
    () => addon.ntt(values, false).promise,
    async () => {
      const made = await addon.cudaNtt(device.index, values, false).promise;
      return { result: made.values, seconds: made.seconds };
    },
  );
}

/** The processor once, the device after a first run that is not counted; every result is compared. */
async function measure(
  work: { name: string; power: number },
  onProcessor: () => Promise<Uint8Array>,
  onDevice: () => Promise<{ result: Uint8Array; seconds: number }>,
): Promise<Row> {
  const started = performance.now();
  const expected = await onProcessor();
  const processorSeconds = (performance.now() - started) / 1000;
  const times: number[] = [];
  for (let run = 0; run <= DEVICE_RUNS; run++) {
    const { result, seconds } = await onDevice();
    expectSame(result, expected, `${work.name}, 2^${work.power}, run ${run}`);
    if (run > 0) times.push(seconds);
  }
  return { ...work, deviceSeconds: median(times), processorSeconds };
}
