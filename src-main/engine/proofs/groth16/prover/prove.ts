import { groth16, wtns, zKey } from 'snarkjs';
import { AppError } from '../../../../api/errors.ts';
import { throwIfAborted } from '../../../../api/progress.ts';
import type { LongWork } from '../../../../api/progress.ts';
import { loadR1cs } from '../keys/load-r1cs.ts';
import { loadZkey } from '../keys/load-zkey.ts';
import { groth16ProofSchema } from './groth16-types.ts';
import type { Groth16Proof } from './groth16-types.ts';
import { loadWitness } from './load-witness.ts';
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

/**
 * Proves a witness with Groth16 (snarkjs) and verifies the proof before it leaves.
 *
 * Errors: 'key-invalid', 'witness-invalid' and 'file-unreadable' for files of wrong form. A witness that does not
 * satisfy the circuit still gives a proof, one that does not verify; with `r1csPath` the circuit tells whether the witness
 * is at fault ('witness-invalid') or the key ('proof-invalid'), without it the error is 'proof-invalid'.
 *
 * @returns the proof, and the public signals in decimal
 */
export async function proveWitness(
  paths: { zkeyPath: string; wtnsPath: string; r1csPath?: string },
  work: LongWork = {},
): Promise<{ proof: Groth16Proof; publicSignals: string[] }> {
  const report = (fraction: number) =>
    work.onProgress?.({ stage: 'prove', message: 'Groth16 proof', fraction });
  throwIfAborted(work.signal);
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
    failure,
    { signal: work.signal, onLog },
  );
  report(0.97);
  const verificationKey = await runSnarkjs(
    (logger) => zKey.exportVerificationKey(zkey.bytes, logger),
    failure,
    work,
  );
  const parsed = groth16ProofSchema.safeParse(proof);
  if (!parsed.success || !(await verifyProof(verificationKey, publicSignals, parsed.data))) {
    throw await diagnose(witness, paths, work);
  }
  report(1);
  return { proof: parsed.data, publicSignals };
}

async function diagnose(
  witness: Uint8Array,
  paths: { zkeyPath: string; wtnsPath: string; r1csPath?: string },
  work: LongWork,
): Promise<AppError> {
  if (paths.r1csPath === undefined) return failure('the proof does not verify');
  const circuit = await loadR1cs(paths.r1csPath);
  const satisfied = await runSnarkjs((logger) => wtns.check(circuit.bytes, witness, logger), failure, work);
  if (satisfied)
    return failure('the proof does not verify, so the key is damaged or belongs to another circuit');
  return new AppError(
    'witness-invalid',
    `The witness ${paths.wtnsPath} does not satisfy the circuit.`,
    'Compute the witness again from the input; if this happens again, the circuit and its witness program disagree.',
  );
}

function failure(reason: string, cause?: unknown): AppError {
  return new AppError(
    'proof-invalid',
    `No valid proof could be made: ${reason}.`,
    'Check that witness and key belong to one circuit; compute the witness again, or fetch the key again.',
    { cause },
  );
}
