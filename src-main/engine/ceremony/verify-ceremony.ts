import { join } from 'node:path';
import { AppError } from '../../api/errors.ts';
import { type LongWork, throwIfAborted } from '../../api/progress.ts';
import type { NativeCall } from '../native/run-native.ts';
import { type KeyContributions, readContributions } from '../proofs/groth16/keys/read-contributions.ts';
import { verifyKey } from '../proofs/groth16/keys/verify-key.ts';
import { hashPtau } from '../proofs/groth16/ptau/ptau-provenance.ts';
import { hashFile } from '../store/artifact-store.ts';
import { type Ceremony, CIRCUIT_FILE, readCeremony } from './ceremony-file.ts';
import { checkStatements } from './check-statements.ts';

/** A ceremony of which everything was checked. */
export interface VerifiedCeremony extends KeyContributions {
  ceremony: Ceremony;
  zkeyPath: string;
}

/**
 * Checks a ceremony's folder: the files are those that it names, what contributors say is about the contributions in the
 * key, and the key was made from this circuit and this phase 1 by nothing but these contributions (every section, see
 * `verifyKey`). Whether phase 1 is a published one follows from its hash.
 *
 * @throws AppError `ceremony-invalid` with everything that is wrong with what contributors say; `key-invalid`,
 *   `ptau-invalid`, `circuit-invalid`, `file-unreadable`, `aborted`
 */
export async function verifyCeremony(
  { folder, ptauPath }: { folder: string; ptauPath: string },
  work: LongWork & Pick<NativeCall, 'range'> = {},
): Promise<VerifiedCeremony> {
  throwIfAborted(work.signal);
  const ceremony = await readCeremony(folder);
  const r1csPath = join(folder, CIRCUIT_FILE);
  const zkeyPath = join(folder, ceremony.key.file);
  await expectFile(r1csPath, `0x${await readHash(r1csPath)}` === ceremony.circuitHash);
  await expectFile(zkeyPath, (await readHash(zkeyPath)) === ceremony.key.sha256);
  await expectFile(ptauPath, (await hashPtau(ptauPath, work.signal)) === ceremony.phase1.blake2b);
  const key = await readContributions(zkeyPath);
  const faults = checkStatements(
    {
      circuitHash: ceremony.circuitHash,
      phase1: ceremony.phase1.blake2b,
      contributions: ceremony.contributions,
    },
    key.contributions,
  );
  if (faults.length > 0) {
    throw new AppError(
      'ceremony-invalid',
      `The ceremony in "${folder}" does not hold: ${faults.join(' ')}`,
      'Do not use its key. Go back to the folder as it was before the contribution that is named.',
    );
  }
  await verifyKey({ r1csPath, ptauPath, zkeyPath }, work, { isInitial: key.contributions.length === 0 });
  return { ceremony, zkeyPath, ...key };
}

function readHash(path: string): Promise<string> {
  return hashFile(path).catch((cause: unknown) => {
    throw new AppError(
      'file-unreadable',
      `"${path}", which belongs to the ceremony, cannot be read.`,
      'Ask for the whole folder again from whoever gave it to you.',
      { cause },
    );
  });
}

function expectFile(path: string, isRight: boolean): Promise<void> {
  if (isRight) return Promise.resolve();
  throw new AppError(
    'ceremony-invalid',
    `"${path}" is not the file that the ceremony names: it is damaged, incomplete or another one.`,
    'Ask for the whole folder again from whoever gave it to you.',
  );
}
