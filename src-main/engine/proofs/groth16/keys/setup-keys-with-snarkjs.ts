import { createHash, randomBytes } from 'node:crypto';
import { zKey } from 'snarkjs';
import type { LongWork } from '../../../../api/progress.ts';
import { writeAtomic } from '../../../store/write-atomic.ts';
import { loadPtau } from '../ptau/load-ptau.ts';
import { fallbackMessage } from '../prover/fallback-message.ts';
import { runSnarkjs } from '../prover/run-snarkjs.ts';
import { lintVerificationKey } from './lint-verification-key.ts';
import { loadR1cs } from './load-r1cs.ts';
import type { MadeKey } from './made-key.ts';
import { newKeyWithSnarkjs, zkeyInMemory } from './new-key-with-snarkjs.ts';
import { setupFailure } from './setup-failure.ts';
import { setupProgress } from './setup-progress.ts';

/**
 * Phase 2 and one contribution with snarkjs, for where there is no native prover. Everything before the .zkey appears is
 * in memory.
 */
export async function setupKeysWithSnarkjs(
  paths: { r1csPath: string; ptauPath: string; zkeyPath: string; contributorName: string },
  work: LongWork,
): Promise<MadeKey> {
  const circuit = await loadR1cs(paths.r1csPath);
  const ptau = await loadPtau(paths.ptauPath);
  const initialBytes = await newKeyWithSnarkjs(circuit, ptau, work);

  const onLog = setupProgress('setup', fallbackMessage('Groth16 keys'), work);
  const contributed = zkeyInMemory(circuit);
  const entropy = randomBytes(64).toString('hex');
  await runSnarkjs(
    (logger) => zKey.contribute(initialBytes, contributed, paths.contributorName, entropy, logger),
    setupFailure,
    {
      signal: work.signal,
      onLog,
    },
  );
  const zkey = contributed.data;
  if (!zkey) throw setupFailure('snarkjs wrote no key');
  const verificationKey = await lintVerificationKey(
    await runSnarkjs((logger) => zKey.exportVerificationKey(zkey, logger), setupFailure, {
      signal: work.signal,
    }),
  );
  await writeAtomic(paths.zkeyPath, zkey, { signal: work.signal });
  return {
    verificationKey,
    zkeyHash: createHash('sha256').update(zkey).digest('hex'),
    zkeyBytes: zkey.length,
  };
}
