import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { NativeAddon } from '../../../src-main/engine/native/addon.ts';
import { writeTinyCircuit } from '../../engine/groth16/tiny-circuit.ts';
import type { TinyCircuit } from '../../engine/groth16/tiny-circuit.ts';

export interface CircuitFiles extends TinyCircuit {
  ptauPath: string;
  /** Before any contribution. */
  initialPath: string;
  /** With one contribution. */
  zkeyPath: string;
}

/** A circuit of about `multiplications` rows with powers of tau and keys of the native prover. */
export async function writeCircuitFiles(
  addon: NativeAddon,
  folder: string,
  { multiplications, power }: { multiplications: number; power: number },
): Promise<CircuitFiles> {
  const circuit = await writeTinyCircuit(folder, { multiplications, name: `of-${multiplications}` });
  const path = (name: string) => join(folder, `of-${multiplications}-${name}`);
  const files = {
    ...circuit,
    ptauPath: path('local.ptau'),
    initialPath: path('initial.zkey'),
    zkeyPath: path('final.zkey'),
  };
  await addon.powersOfTau(files.ptauPath, power).promise;
  await addon.setup(files.r1csPath, files.ptauPath, files.initialPath).promise;
  await addon.contribute(files.initialPath, files.zkeyPath, 'tester', randomBytes(32)).promise;
  return files;
}
