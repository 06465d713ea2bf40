import type { VerificationKey } from '../prover/groth16-types.ts';

/** A proving key that stands at its path. */
export interface MadeKey {
  verificationKey: VerificationKey;
  /** sha256 of the .zkey file, hex. */
  zkeyHash: string;
  zkeyBytes: number;
}
