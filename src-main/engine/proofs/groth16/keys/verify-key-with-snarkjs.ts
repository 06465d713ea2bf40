import { zKey } from 'snarkjs';
import type { LongWork } from '../../../../api/progress.ts';
import { loadPtau } from '../ptau/load-ptau.ts';
import { fallbackMessage } from '../prover/fallback-message.ts';
import { runSnarkjs } from '../prover/run-snarkjs.ts';
import { keyMismatch } from './key-mismatch.ts';
import { loadR1cs } from './load-r1cs.ts';
import { loadZkey } from './load-zkey.ts';
import { setupProgress } from './setup-progress.ts';

/** `verifyKey` with snarkjs, for where there is no native prover. The caller has checked the .ptau. */
export async function verifyKeyWithSnarkjs(
  paths: { r1csPath: string; ptauPath: string; zkeyPath: string },
  work: LongWork,
): Promise<void> {
  const circuit = await loadR1cs(paths.r1csPath);
  const zkey = await loadZkey(paths.zkeyPath);
  const ptau = await loadPtau(paths.ptauPath);
  let lastLine = '';
  const refused = (reason: string, cause?: unknown) => keyMismatch(paths.zkeyPath, reason, cause);
  const progress = setupProgress('verify-key', fallbackMessage('Key check'), work);
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
}
