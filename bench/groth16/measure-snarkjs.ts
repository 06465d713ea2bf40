import { join } from 'node:path';
import { loadNative } from '../../src-main/engine/native/load-native.ts';
import { median } from '../median.ts';
import { runFresh } from '../run-fresh.ts';
import { prepareReference } from './prepare-reference.ts';

const POWER = 16;
const RUNS = 3;

/**
 * Seconds of one snarkjs proof of the mostly-bits circuit of 2^16 constraints, in a fresh process: what proof times are
 * expressed in, since it moves with the machine as they do. The median of three.
 */
export async function measureSnarkjs(folder: string): Promise<number> {
  const { addon } = await loadNative();
  if (!addon) throw new Error('There is no native prover here. Run: npm run build:native');
  const ptauPath = join(folder, 'reference.ptau');
  const path = join(folder, 'reference');
  await addon.powersOfTau(ptauPath, POWER).promise;
  await prepareReference(addon, 'bits', POWER, { ptauPath, path });
  const times: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const proof = await runFresh('groth16/prove-fresh.ts', ['snarkjs', `${path}.zkey`, `${path}.wtns`]);
    times.push(proof.milliseconds / 1000);
  }
  return median(times);
}
