import type { AppError } from '../../../../api/errors.ts';
import type { LongWork } from '../../../../api/progress.ts';
import type { NativeAddon } from '../../../native/addon.ts';
import { unpackNumbers } from '../../../native/number-bytes.ts';
import { runNative } from '../../../native/run-native.ts';
import { findSection, readBinFile } from '../../binfile/read-bin-file.ts';
import type { Groth16Proof } from './groth16-types.ts';
import { holdsNatively } from './holds-natively.ts';
import { decodeProof } from './point-bytes.ts';
import { proveOnDevice } from './prove-on-device.ts';
import type { MadeProof } from './prove-on-device.ts';
import { refusedWitness } from './refused-witness.ts';
import { withProvingKey } from './warm-key.ts';

/** The proof of a witness and whether it holds, with the native prover: on an NVIDIA device where there is one. */
export async function proveNatively(
  addon: NativeAddon,
  { zkeyPath, wtnsPath }: { zkeyPath: string; wtnsPath: string },
  work: LongWork,
): Promise<{ proof: Groth16Proof; publicSignals: string[]; holds: boolean }> {
  const witness = await readBinFile(wtnsPath, 'wtns');
  for (const id of [1, 2]) findSection(witness, id);
  return withProvingKey(addon, zkeyPath, { work, range: [0, 0.1] }, async ({ key }) => {
    const prove = async (device?: number): Promise<MadeProof> => {
      const made = await runNative(
        (options) => key.prove(wtnsPath, device === undefined ? options : { ...options, device }),
        {
          work,
          stage: 'prove',
          message: 'Groth16 proof',
          range: [0.1, 0.98],
          refuse: (reason, cause): AppError => refusedWitness(wtnsPath, reason, cause),
        },
      );
      const holds = await holdsNatively(addon, key.verificationKey(), made.publicSignals, made.proof);
      return { ...made, holds };
    };
    const { proof, publicSignals, holds } = await proveOnDevice(addon, key, prove, work);
    return { proof: decodeProof(proof), publicSignals: unpackNumbers(publicSignals).map(String), holds };
  });
}
