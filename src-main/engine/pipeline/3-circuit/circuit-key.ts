import { gadgetSetHash } from '../../proofs/groth16/gadgets/gadget-set.ts';
import type { ArtifactKey } from '../../store/artifact-store.ts';
import type { InputModes } from './statement-layout.ts';

export const CIRCUIT_STAGE = { id: 'circuit', version: 2 } as const;

/** What the circuit of a record is addressed by; to know it takes none of what makes a circuit. */
export function circuitKey(recordHash: string, modes: InputModes): ArtifactKey {
  return {
    stage: CIRCUIT_STAGE.id,
    version: CIRCUIT_STAGE.version,
    inputs: [recordHash, gadgetSetHash()],
    parameters: { modes },
  };
}
