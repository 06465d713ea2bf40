import { zKey } from 'snarkjs';
import { AppError } from '../../../../api/errors.ts';
import type { LongWork } from '../../../../api/progress.ts';
import { checkPtau } from '../ptau/check-ptau.ts';
import { loadPtau } from '../ptau/load-ptau.ts';
import { runSnarkjs } from '../prover/run-snarkjs.ts';
import { loadR1cs } from './load-r1cs.ts';
import { loadZkey } from './load-zkey.ts';
import { readVerificationKey } from './read-verification-key.ts';
import { setupProgress } from './setup-progress.ts';

/**
 * The full check that a key was made from this circuit and this phase 1: snarkjs makes the key again up to delta and
 * compares (sections 3 to 9, every contribution). Costs about as much as `setupKeys`.
 *
 * A key that fails is 'key-invalid', with the reason; so is one that the lint refuses. 'ptau-invalid',
 * 'circuit-invalid' and 'file-unreadable' for the other files.
 */
export async function verifyKey(
  paths: { r1csPath: string; ptauPath: string; zkeyPath: string },
  work: LongWork = {},
): Promise<void> {
  await checkPtau(paths.ptauPath);
  const circuit = await loadR1cs(paths.r1csPath);
  const zkey = await loadZkey(paths.zkeyPath);
  await readVerificationKey(paths.zkeyPath);
  const ptau = await loadPtau(paths.ptauPath);
  let lastLine = '';
  const refused = (reason: string, cause?: unknown) =>
    new AppError(
      'key-invalid',
      `The key ${paths.zkeyPath} was not made from this circuit and this phase 1: ${reason}.`,
      'Do not trust proofs under this key. Check that circuit, powers of tau and key belong together.',
      { cause },
    );
  const progress = setupProgress('verify-key', 'Key check', work);
  const valid = await runSnarkjs(
    (logger) => zKey.verifyFromR1cs(circuit.bytes, ptau, zkey.bytes, logger),
    refused,
    {
      signal: work.signal,
      onLog: (line) => {
        lastLine = line;
        progress(line);
      },
    },
  );
  if (valid !== true) throw refused(lastLine.replace(/^INVALID:\s*/, '') || 'a contribution is not valid');
  work.onProgress?.({ stage: 'verify-key', message: 'Key check', fraction: 1 });
}
