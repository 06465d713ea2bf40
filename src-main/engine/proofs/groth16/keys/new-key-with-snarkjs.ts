import { zKey } from 'snarkjs';
import type { SnarkjsOutput } from 'snarkjs';
import type { LongWork } from '../../../../api/progress.ts';
import { fallbackMessage } from '../prover/fallback-message.ts';
import { runSnarkjs } from '../prover/run-snarkjs.ts';
import type { LoadedR1cs } from './load-r1cs.ts';
import { setupFailure } from './setup-failure.ts';
import { setupProgress } from './setup-progress.ts';

/** The .zkey without contribution, in memory. */
export async function newKeyWithSnarkjs(
  circuit: LoadedR1cs,
  ptau: Uint8Array | string,
  work: LongWork,
): Promise<Uint8Array> {
  const initial = zkeyInMemory(circuit);
  const circuitHash = await runSnarkjs(
    (logger) => zKey.newZKey(circuit.bytes, ptau, initial, logger),
    setupFailure,
    { signal: work.signal, onLog: setupProgress('setup', fallbackMessage('Groth16 keys'), work) },
  );
  if (circuitHash === -1 || !initial.data) throw setupFailure('snarkjs refused the circuit');
  return initial.data;
}

/** Room for the whole key at once: snarkjs' file in memory copies everything each time it grows. */
export function zkeyInMemory(circuit: LoadedR1cs): Exclude<SnarkjsOutput, string> {
  const points = 320 * circuit.wireCount + 64 * 2 ** circuit.domainPower + 64 * (circuit.publicCount + 1);
  const coefficients = 44 * (circuit.termCount + circuit.publicCount + 1);
  return { type: 'mem', initialSize: points + coefficients + 4096 };
}
