import { zKey } from 'snarkjs';
import { AppError } from '../../../../api/errors.ts';
import type { VerificationKey } from '../prover/groth16-types.ts';
import { runSnarkjs } from '../prover/run-snarkjs.ts';
import { lintVerificationKey } from './lint-verification-key.ts';
import { loadZkey } from './load-zkey.ts';

/** The verification key inside a .zkey file, linted; 'key-invalid' or 'file-unreadable' if there is no sound one. */
export async function readVerificationKey(zkeyPath: string): Promise<VerificationKey> {
  const { bytes } = await loadZkey(zkeyPath);
  const key = await runSnarkjs(
    (logger) => zKey.exportVerificationKey(bytes, logger),
    (reason, cause) =>
      new AppError(
        'key-invalid',
        `The verification key cannot be read from ${zkeyPath}: ${reason}.`,
        'Fetch the proving key again from its export file.',
        { cause },
      ),
  );
  return lintVerificationKey(key);
}
