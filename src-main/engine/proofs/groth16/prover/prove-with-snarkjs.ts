import { groth16, zKey } from 'snarkjs';
import { throwIfAborted } from '../../../../api/progress.ts';
import type { LongWork } from '../../../../api/progress.ts';
import { loadZkey } from '../keys/load-zkey.ts';
import { fallbackMessage } from './fallback-message.ts';
import { groth16ProofSchema } from './groth16-types.ts';
import type { Groth16Proof } from './groth16-types.ts';
import { loadWitness } from './load-witness.ts';
import { proofFailure } from './proof-failure.ts';
import { runSnarkjs } from './run-snarkjs.ts';
import { verifyProof } from './verify-proof.ts';

/** Lines that snarkjs logs while it proves, in order, and the share of the work that is behind them (measured). */
const PROGRESS: readonly [RegExp, number][] = [
  [/^QAP AB/, 0.02],
  [/^IFFT_A|^IFFT_B|^IFFT_C/, 0.08],
  [/^Join ABC/, 0.2],
  [/^Reading A Points/, 0.22],
  [/^Reading B1 Points/, 0.3],
  [/^Reading B2 Points/, 0.38],
  [/^Reading C Points/, 0.62],
  [/^Reading H Points/, 0.7],
];

/** The proof of a witness and whether it holds, with snarkjs, for where there is no native prover. */
export async function proveWithSnarkjs(
  paths: { zkeyPath: string; wtnsPath: string },
  work: LongWork,
): Promise<{ proof: Groth16Proof; publicSignals: string[]; holds: boolean }> {
  const message = fallbackMessage('Groth16 proof');
  const report = (fraction: number) => work.onProgress?.({ stage: 'prove', message, fraction });
  const zkey = await loadZkey(paths.zkeyPath);
  const witness = await loadWitness(paths.wtnsPath, zkey.wireCount);
  throwIfAborted(work.signal);
  report(0.01);

  const onLog = (line: string) => {
    const step = PROGRESS.find(([pattern]) => pattern.test(line));
    if (step) report(step[1]);
  };
  const { proof, publicSignals } = await runSnarkjs(
    (logger) => groth16.prove(zkey.bytes, witness, logger),
    proofFailure,
    { signal: work.signal, onLog },
  );
  report(0.97);
  const verificationKey = await runSnarkjs(
    (logger) => zKey.exportVerificationKey(zkey.bytes, logger),
    proofFailure,
    work,
  );
  const parsed = groth16ProofSchema.safeParse(proof);
  if (!parsed.success) throw proofFailure('snarkjs made none');
  const holds = await verifyProof(verificationKey, publicSignals, parsed.data, { with: 'snarkjs' });
  return { proof: parsed.data, publicSignals, holds };
}
