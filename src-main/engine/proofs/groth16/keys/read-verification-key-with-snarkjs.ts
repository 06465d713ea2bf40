import { zKey } from 'snarkjs';
import { AppError } from '../../../../api/errors.ts';
import { runSnarkjs } from '../prover/run-snarkjs.ts';
import { loadZkey } from './load-zkey.ts';

/** The verification key inside a .zkey file, not linted. */
export async function readVerificationKeyWithSnarkjs(zkeyPath: string): Promise<unknown> {
  const { bytes } = await loadZkey(zkeyPath);
  return runSnarkjs(
    (logger) => zKey.exportVerificationKey(bytes, logger),
    (reason, cause) =>
      new AppError(
        'key-invalid',
        `The verification key cannot be read from ${zkeyPath}: ${reason}.`,
        'Fetch the proving key again from its export file.',
        { cause },
      ),
  );
}
