import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { circuitStage } from '../../../src-main/engine/pipeline/3-circuit/circuit-stage.ts';

/** The checked-in records, each with the modes that a golden circuit hash is kept for. */
const CIRCUITS = [
  { record: 'credit-record.json', input: 'features' },
  { record: 'cnn-record.json', input: 'image' },
];

export type CircuitHashes = Record<string, { committed: string; public: string }>;

/** SHA-256 of the .r1cs of every fixture in both modes, by the circuit stage, with compiled gadgets in `gadgetFolder`. */
export async function circuitHashes(gadgetFolder: string, workFolder: string): Promise<CircuitHashes> {
  const hashes: CircuitHashes = {};
  for (const { record, input } of CIRCUITS) {
    const recordPath = fileURLToPath(new URL(`../../fixtures/${record}`, import.meta.url));
    const hash = async (mode: 'committed' | 'public') => {
      const folder = join(workFolder, `${record}-${mode}`);
      await mkdir(folder, { recursive: true });
      const modes = { modes: { [input]: mode } };
      return (await circuitStage.run({ recordPath, gadgetFolder, limits: {} }, modes, folder, {}))
        .circuitHash;
    };
    hashes[record] = { committed: await hash('committed'), public: await hash('public') };
  }
  return hashes;
}

const [, program, gadgetFolder, workFolder] = process.argv;
if (program === fileURLToPath(import.meta.url) && gadgetFolder && workFolder) {
  process.stdout.write(`${JSON.stringify(await circuitHashes(gadgetFolder, workFolder))}\n`);
}
