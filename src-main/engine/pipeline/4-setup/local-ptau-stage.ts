import { join } from 'node:path';
import { writeLocalPtau } from '../../proofs/groth16/ptau/write-local-ptau.ts';
import type { Stage } from '../stage.ts';

/** The powers of tau of this workspace: one file a size serves every model, and its secrets were destroyed. */
export const localPtauStage: Stage<undefined, { power: number }, { power: number }> = {
  id: 'powers-of-tau',
  version: 1,
  async run(_input, { power }, folder, work) {
    await writeLocalPtau(join(folder, PTAU_FILE), power, work);
    return { power };
  },
};

export const PTAU_FILE = 'local.ptau';
