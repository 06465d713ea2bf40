import { AppError } from '../../../../api/errors.ts';
import { throwIfAborted } from '../../../../api/progress.ts';
import type { LongWork } from '../../../../api/progress.ts';
import { nativeAddon } from '../../../native/load-native.ts';
import { loadR1cs } from '../keys/load-r1cs.ts';
import type { Groth16Proof } from './groth16-types.ts';
import { loadWitness } from './load-witness.ts';
import { proofFailure } from './proof-failure.ts';
import { proveNatively } from './prove-natively.ts';
import { runSnarkjs } from './run-snarkjs.ts';

interface ProvePaths {
  zkeyPath: string;
  wtnsPath: string;
  r1csPath?: string;
}

/**
 * Proves a witness with Groth16 and verifies the proof before it leaves.
 *
 * Errors: 'key-invalid', 'witness-invalid' and 'file-unreadable' for files of wrong form. A witness that does not
 * satisfy the circuit still gives a proof, one that does not verify; with `r1csPath` the circuit tells whether the witness
 * is at fault ('witness-invalid') or the key ('proof-invalid'), without it the error is 'proof-invalid'.
 *
 * @returns the proof, and the public signals in decimal
 */
export async function proveWitness(
  paths: ProvePaths,
  work: LongWork = {},
): Promise<{ proof: Groth16Proof; publicSignals: string[] }> {
  throwIfAborted(work.signal);
  const addon = await nativeAddon();
  const made = addon ? await proveNatively(addon, paths, work) : await proveByFallback(paths, work);
  if (!made.holds) throw await diagnose(paths, work);
  work.onProgress?.({ stage: 'prove', message: 'Groth16 proof', fraction: 1 });
  return { proof: made.proof, publicSignals: made.publicSignals };
}

/** snarkjs takes a third of a second to load, which a native proof need not wait for. */
async function proveByFallback(paths: ProvePaths, work: LongWork) {
  const { proveWithSnarkjs } = await import('./prove-with-snarkjs.ts');
  return proveWithSnarkjs(paths, work);
}

async function diagnose({ wtnsPath, r1csPath }: ProvePaths, work: LongWork): Promise<AppError> {
  if (r1csPath === undefined) return proofFailure('the proof does not verify');
  const { wtns } = await import('snarkjs');
  const circuit = await loadR1cs(r1csPath);
  const witness = await loadWitness(wtnsPath, circuit.wireCount);
  const satisfied = await runSnarkjs(
    (logger) => wtns.check(circuit.bytes, witness, logger),
    proofFailure,
    work,
  );
  if (satisfied)
    return proofFailure('the proof does not verify, so the key is damaged or belongs to another circuit');
  return new AppError(
    'witness-invalid',
    `The witness ${wtnsPath} does not satisfy the circuit.`,
    'Compute the witness again from the input; if this happens again, the circuit and its witness program disagree.',
  );
}
