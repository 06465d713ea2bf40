import { nativeAddon } from '../../../native/load-native.ts';
import type { VerificationKey } from '../prover/groth16-types.ts';
import { withProvingKey } from '../prover/warm-key.ts';
import { lintVerificationKey } from './lint-verification-key.ts';

/** The verification key inside a .zkey file, linted; 'key-invalid' or 'file-unreadable' if there is no sound one. */
export async function readVerificationKey(zkeyPath: string): Promise<VerificationKey> {
  const addon = await nativeAddon();
  if (addon === undefined) {
    const { readVerificationKeyWithSnarkjs } = await import('./read-verification-key-with-snarkjs.ts');
    return lintVerificationKey(await readVerificationKeyWithSnarkjs(zkeyPath));
  }
  return withProvingKey(addon, zkeyPath, {}, ({ verificationKey }) => Promise.resolve(verificationKey));
}
