import { join } from 'node:path';
import type { LocalTranscript } from '../../../api/receipt.ts';
import type { StatementLayout } from '../../chain/statement-layout.ts';
import { setupKeys } from '../../proofs/groth16/keys/setup-keys.ts';
import type { PublishedPtau } from '../../proofs/groth16/ptau/published-ptau.ts';
import type { Stage } from '../stage.ts';
import { KEY_FILE, writeKeyFiles } from './key-files.ts';

export type ModelDescription = Pick<
  LocalTranscript,
  'sourceHash' | 'modelHash' | 'circuitHash' | 'gadgetSet' | 'inputs' | 'outputs'
>;

export interface SetupInput {
  /** What the transcript says about the model that the circuit computes. */
  description: ModelDescription;
  r1csPath: string;
  layout: StatementLayout;
  ptauPath: string;
  /** The powers-of-tau files that count as made in public. */
  published: readonly PublishedPtau[];
}

export interface SetupSummary {
  /** keccak256 (0x hex) of the key as contracts store it. */
  vkHash: string;
  transcriptHash: string;
  grade: 'local' | 'ceremony';
  zkeyHash: string;
  zkeyBytes: number;
  ptauHash: string;
  provenance: 'public' | 'local';
}

/**
 * Stage 4: `proving-key.zkey`, `verification-key.json` (snarkjs), `verifying-key.bin` (as contracts store it) and
 * `transcript.json`, which says what the key is for and how it came to be; its hash stands in the key.
 * @throws AppError `ptau-invalid`, `circuit-invalid`, `key-invalid`, `disk-full`, `aborted`
 */
export const setupStage: Stage<SetupInput, Record<string, never>, SetupSummary> = {
  id: 'setup',
  version: 2,
  addressedByContent: true,
  async run({ description, r1csPath, layout, ptauPath, published }, _parameters, folder, work) {
    const zkeyPath = join(folder, KEY_FILE);
    const keys = await setupKeys(
      { r1csPath, ptauPath, zkeyPath, contributorName: 'publisher' },
      work,
      published,
    );
    const { grade, zkeyHash, zkeyBytes, ptauHash, provenance } = keys;
    const content: LocalTranscript = {
      format: 'proofpress-transcript-1',
      ...description,
      phase1: { blake2b: ptauHash, provenance },
      phase2: { contributions: [{ by: 'publisher', signed: false }], zkeySha256: zkeyHash },
      grade,
    };
    const { vkHash, transcriptHash } = await writeKeyFiles(folder, keys.verificationKey, layout, content);
    return { vkHash, transcriptHash, grade, zkeyHash, zkeyBytes, ptauHash, provenance };
  },
};
