import type { AppError } from '../../../../api/errors.ts';
import type { LongWork } from '../../../../api/progress.ts';
import type { NativeAddon } from '../../../native/addon.ts';
import { unpackNumbers } from '../../../native/number-bytes.ts';
import { runNative } from '../../../native/run-native.ts';
import { findSection, readBinFile } from '../../binfile/read-bin-file.ts';
import type { Groth16Proof } from './groth16-types.ts';
import { holdsNatively } from './holds-natively.ts';
import { decodeProof } from './point-bytes.ts';
import { refusedWitness } from './refused-witness.ts';
import { withProvingKey } from './warm-key.ts';

/** The proof of a witness and whether it holds, with the native prover. */
export async function proveNatively(
  addon: NativeAddon,
  { zkeyPath, wtnsPath }: { zkeyPath: string; wtnsPath: string },
  work: LongWork,
): Promise<{ proof: Groth16Proof; publicSignals: string[]; holds: boolean }> {
  const witness = await readBinFile(wtnsPath, 'wtns');
  for (const id of [1, 2]) findSection(witness, id);
  return withProvingKey(addon, zkeyPath, { work, range: [0, 0.1] }, async ({ key }) => {
    const made = await runNative((options) => key.prove(wtnsPath, options), {
      work,
      stage: 'prove',
      message: 'Groth16 proof',
      range: [0.1, 0.98],
      refuse: (reason, cause): AppError => refusedWitness(wtnsPath, reason, cause),
    });
    return {
      proof: decodeProof(made.proof),
      publicSignals: unpackNumbers(made.publicSignals).map(String),
      holds: await holdsNatively(addon, key.verificationKey(), made.publicSignals, made.proof),
    };
  });
}
