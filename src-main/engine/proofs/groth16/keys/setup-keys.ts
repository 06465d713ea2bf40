import { createHash, randomBytes } from 'node:crypto';
import { zKey } from 'snarkjs';
import type { SnarkjsOutput } from 'snarkjs';
import { AppError } from '../../../../api/errors.ts';
import { throwIfAborted } from '../../../../api/progress.ts';
import type { LongWork } from '../../../../api/progress.ts';
import { writeAtomic } from '../../../store/write-atomic.ts';
import { checkPtau } from '../ptau/check-ptau.ts';
import { loadPtau } from '../ptau/load-ptau.ts';
import { ptauProvenance } from '../ptau/ptau-provenance.ts';
import type { PtauProvenance } from '../ptau/ptau-provenance.ts';
import type { VerificationKey } from '../prover/groth16-types.ts';
import { runSnarkjs } from '../prover/run-snarkjs.ts';
import { lintVerificationKey } from './lint-verification-key.ts';
import { loadR1cs } from './load-r1cs.ts';
import type { LoadedR1cs } from './load-r1cs.ts';
import { setupProgress } from './setup-progress.ts';

/** snarkjs cuts names after 64 characters, and the length must fit a byte. */
const MAX_NAME_CHARACTERS = 64;

export interface SetupResult {
  verificationKey: VerificationKey;
  /** sha256 of the .zkey file, hex. */
  zkeyHash: string;
  zkeyBytes: number;
  /** blake2b-512 of the .ptau file, hex. */
  ptauHash: string;
  provenance: PtauProvenance;
  /** Phase 2 has one unsigned contribution, our own, so whatever phase 1 is, whoever ran this could forge. */
  grade: 'local';
}

/**
 * Makes the proving and verifying keys of a circuit: snarkjs' phase 2 from `ptauPath`, then one contribution with
 * entropy from the operating system (before it, gamma = delta and anybody can forge). The .zkey appears at `zkeyPath`
 * by rename when all is done; everything before that is in memory.
 *
 * Errors: 'ptau-invalid' (see `checkPtau`; also a power that is too small), 'circuit-invalid', 'file-unreadable',
 * 'key-invalid' (a public signal that no row binds), 'disk-full', 'aborted'.
 */
export async function setupKeys(
  paths: { r1csPath: string; ptauPath: string; zkeyPath: string; contributorName?: string },
  work: LongWork = {},
): Promise<SetupResult> {
  throwIfAborted(work.signal);
  const { power } = await checkPtau(paths.ptauPath);
  const circuit = await loadR1cs(paths.r1csPath);
  if (circuit.domainPower > power) {
    throw new AppError(
      'ptau-invalid',
      `The powers-of-tau file ${paths.ptauPath} has power ${power}, too small for ${circuit.constraintCount} constraints.`,
      `Use a file of power ${circuit.domainPower} or more.`,
    );
  }
  const { provenance, hash: ptauHash } = await ptauProvenance(paths.ptauPath);
  const ptau = await loadPtau(paths.ptauPath);

  const onLog = setupProgress('setup', 'Groth16 keys', work);
  const initial = zkeyInMemory(circuit);
  const circuitHash = await runSnarkjs(
    (logger) => zKey.newZKey(circuit.bytes, ptau, initial, logger),
    failure,
    { signal: work.signal, onLog },
  );
  if (circuitHash === -1 || !initial.data) throw failure('snarkjs refused the circuit');
  const initialBytes = initial.data;

  const contributed = zkeyInMemory(circuit);
  const entropy = randomBytes(64).toString('hex');
  const name = (paths.contributorName ?? '').slice(0, MAX_NAME_CHARACTERS);
  await runSnarkjs((logger) => zKey.contribute(initialBytes, contributed, name, entropy, logger), failure, {
    signal: work.signal,
    onLog,
  });
  const zkey = contributed.data;
  if (!zkey) throw failure('snarkjs wrote no key');
  const verificationKey = await lintVerificationKey(
    await runSnarkjs((logger) => zKey.exportVerificationKey(zkey, logger), failure, { signal: work.signal }),
  );
  await writeAtomic(paths.zkeyPath, zkey, { signal: work.signal });
  work.onProgress?.({ stage: 'setup', message: 'Groth16 keys', fraction: 1 });
  return {
    verificationKey,
    zkeyHash: createHash('sha256').update(zkey).digest('hex'),
    zkeyBytes: zkey.length,
    ptauHash,
    provenance,
    grade: 'local',
  };
}

/** Room for the whole key at once: snarkjs' file in memory copies everything each time it grows. */
function zkeyInMemory(circuit: LoadedR1cs): Exclude<SnarkjsOutput, string> {
  const points = 320 * circuit.wireCount + 64 * 2 ** circuit.domainPower + 64 * (circuit.publicCount + 1);
  const coefficients = 44 * (circuit.termCount + circuit.publicCount + 1);
  return { type: 'mem', initialSize: points + coefficients + 4096 };
}

function failure(reason: string, cause?: unknown): AppError {
  return new AppError(
    'circuit-invalid',
    `The keys could not be made: ${reason}.`,
    'Compile the circuit again; if this happens again, report it with the circuit file.',
    { cause },
  );
}
