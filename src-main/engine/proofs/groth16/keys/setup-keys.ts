import { AppError } from '../../../../api/errors.ts';
import { throwIfAborted } from '../../../../api/progress.ts';
import type { LongWork } from '../../../../api/progress.ts';
import { nativeAddon } from '../../../native/load-native.ts';
import { checkPtau } from '../ptau/check-ptau.ts';
import { ptauProvenance } from '../ptau/ptau-provenance.ts';
import type { PtauProvenance } from '../ptau/ptau-provenance.ts';
import { PUBLISHED_PTAU } from '../ptau/published-ptau.ts';
import type { MadeKey } from './made-key.ts';
import { readR1csCounts } from './read-r1cs-counts.ts';
import { setupKeysNatively } from './setup-keys-natively.ts';

/** snarkjs cuts names after 64 characters, and the length must fit a byte. */
const MAX_NAME_CHARACTERS = 64;

export interface SetupResult extends MadeKey {
  /** blake2b-512 of the .ptau file, hex. */
  ptauHash: string;
  provenance: PtauProvenance;
  /** Phase 2 has one unsigned contribution, our own, so whatever phase 1 is, whoever ran this could forge. */
  grade: 'local';
}

/**
 * Makes the proving and verifying keys of a circuit: phase 2 from `ptauPath`, then one contribution with
 * entropy from the operating system (before it, gamma = delta and anybody can forge). The .zkey appears at `zkeyPath`
 * by rename when all is done.
 * @param published the files that count as made in public
 *
 * Errors: 'ptau-invalid' (see `checkPtau`; also a power that is too small), 'circuit-invalid', 'file-unreadable',
 * 'key-invalid' (a public signal that no row binds), 'disk-full', 'workspace-unusable', 'aborted'.
 */
export async function setupKeys(
  paths: { r1csPath: string; ptauPath: string; zkeyPath: string; contributorName?: string },
  work: LongWork = {},
  published = PUBLISHED_PTAU,
): Promise<SetupResult> {
  throwIfAborted(work.signal);
  const { power } = await checkPtau(paths.ptauPath);
  const circuit = await readR1csCounts(paths.r1csPath);
  if (circuit.domainPower > power) {
    throw new AppError(
      'ptau-invalid',
      `The powers-of-tau file ${paths.ptauPath} has power ${power}, too small for ${circuit.constraintCount} constraints.`,
      `Use a file of power ${circuit.domainPower} or more.`,
    );
  }
  const { provenance, hash: ptauHash } = await ptauProvenance(paths.ptauPath, published, work);
  const named = { ...paths, contributorName: (paths.contributorName ?? '').slice(0, MAX_NAME_CHARACTERS) };
  const addon = await nativeAddon();
  const made = addon
    ? await setupKeysNatively(addon, named, work)
    : await (await import('./setup-keys-with-snarkjs.ts')).setupKeysWithSnarkjs(named, work);
  work.onProgress?.({ stage: 'setup', message: 'Groth16 keys', fraction: 1 });
  return { ...made, ptauHash, provenance, grade: 'local' };
}
