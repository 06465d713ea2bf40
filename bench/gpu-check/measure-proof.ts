import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { holdsNatively } from '../../src-main/engine/proofs/groth16/prover/holds-natively.ts';
import { writeReferenceCircuit } from '../groth16/reference-circuit.ts';
import type { ReferenceKind } from '../groth16/reference-circuit.ts';
import { median } from '../median.ts';
import type { Machine } from './machine.ts';
import type { Row } from './table.ts';

const DEVICE_RUNS = 5;
const PROCESSOR_RUNS = 2;
const WORDS: Record<ReferenceKind, string> = { bits: 'proof, mostly bits', full: 'proof, full values' };

/**
 * Proofs of a generated circuit that fills 2^power rows: from the witness file to the proof, the key in memory and on the device.
 * Every proof is verified, which is not counted.
 */
export async function measureProof(
  { addon, device }: Machine,
  { kind, power, ptauPath, folder }: { kind: ReferenceKind; power: number; ptauPath: string; folder: string },
): Promise<Row> {
  const [r1csPath, wtnsPath, zkeyPath] = ['r1cs', 'wtns', 'zkey'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  await writeReferenceCircuit(kind, power, { r1csPath, wtnsPath });
  await addon.setup(r1csPath, ptauPath, zkeyPath).promise;
  const key = await addon.loadKey(zkeyPath).promise;
  try {
    const prove = async (onDevice: boolean) => {
      const started = performance.now();
      const made = await key.prove(wtnsPath, onDevice ? { device: device.index } : {}).promise;
      const seconds = (performance.now() - started) / 1000;
      if (!(await holdsNatively(addon, key.verificationKey(), made.publicSignals, made.proof)))
        throw new Error(
          `A proof of the ${onDevice ? 'device' : 'processor'} does not hold: ${WORDS[kind]}, 2^${power}.`,
        );
      return seconds;
    };
    const onProcessor: number[] = [];
    for (let run = 0; run < PROCESSOR_RUNS; run++) onProcessor.push(await prove(false));
    // The first one copies the key.
    const firstSeconds = await prove(true);
    const onDevice: number[] = [];
    for (let run = 0; run < DEVICE_RUNS; run++) onDevice.push(await prove(true));
    return {
      name: WORDS[kind],
      power,
      deviceSeconds: median(onDevice),
      processorSeconds: median(onProcessor),
      firstSeconds,
    };
  } finally {
    key.release();
    await Promise.all([r1csPath, wtnsPath, zkeyPath].map((path) => rm(path, { force: true })));
  }
}
