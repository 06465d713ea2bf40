import { constants } from 'node:fs';
import { copyFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../../api/errors.ts';
import { type CeremonyTranscript, gradeOfTranscript } from '../../../api/receipt.ts';
import { type VerifiedCeremony, verifyCeremony } from '../../ceremony/verify-ceremony.ts';
import { readVerificationKey } from '../../proofs/groth16/keys/read-verification-key.ts';
import { hashFile } from '../../store/artifact-store.ts';
import type { Stage } from '../stage.ts';
import { KEY_FILE, writeKeyFiles } from './key-files.ts';
import type { SetupInput, SetupSummary } from './setup-stage.ts';

export interface FinishInput extends Omit<SetupInput, 'r1csPath'> {
  /** The ceremony's. */
  folder: string;
}

/**
 * Stage 4 of a model whose key several people made: the ceremony is verified, and its key becomes the artifact that
 * `setup` would have made.
 *
 * @throws AppError as `verifyCeremony`; `ceremony-invalid` for a ceremony of another circuit, or one that is not finished
 */
export const finishCeremonyStage: Stage<FinishInput, Record<string, never>, SetupSummary> = {
  id: 'setup',
  version: 3,
  addressedByContent: true,
  async run({ description, folder: ceremonyFolder, layout, ptauPath, published }, _parameters, folder, work) {
    const verified = await verifyCeremony({ folder: ceremonyFolder, ptauPath }, work);
    const { ceremony, zkeyPath } = verified;
    refuseUnfinished(verified, description.circuitHash);
    const kept = join(folder, KEY_FILE);
    await copyFile(zkeyPath, kept, constants.COPYFILE_FICLONE);
    const zkeyHash = await hashFile(kept);
    if (zkeyHash !== ceremony.key.sha256) {
      throw new AppError(
        'ceremony-invalid',
        `"${zkeyPath}" changed while it was copied.`,
        'Run the command again when nobody else works in the folder.',
      );
    }
    const { blake2b } = ceremony.phase1;
    const provenance = published.some((entry) => entry.blake2b === blake2b) ? 'public' : 'local';
    const content = describeCeremony(verified, description, provenance);
    const { grade } = gradeOfTranscript(content, []);
    const graded = { ...content, grade };
    const { vkHash, transcriptHash } = await writeKeyFiles(
      folder,
      await readVerificationKey(kept),
      layout,
      graded,
    );
    const { size } = await stat(kept);
    return { vkHash, transcriptHash, grade, zkeyHash, zkeyBytes: size, ptauHash: blake2b, provenance };
  },
};

function describeCeremony(
  { ceremony, circuitHash, contributions }: VerifiedCeremony,
  description: SetupInput['description'],
  provenance: 'public' | 'local',
): CeremonyTranscript {
  const last = contributions.at(-1);
  return {
    format: 'proofpress-transcript-2',
    ...description,
    phase1: { blake2b: ceremony.phase1.blake2b, provenance },
    phase2: {
      circuitHash,
      contributions: ceremony.contributions,
      beacon: last?.beacon ? { hash: last.hash, ...last.beacon } : null,
      publisher: ceremony.publisher,
      zkeySha256: ceremony.key.sha256,
    },
    grade: 'local',
  };
}

function refuseUnfinished({ ceremony, contributions }: VerifiedCeremony, circuitHash: string): void {
  if (ceremony.circuitHash !== circuitHash) {
    throw new AppError(
      'ceremony-invalid',
      'The ceremony is of another circuit than the model has now.',
      'Name the folder of its own ceremony, or go back to the settings with which that began.',
    );
  }
  if (ceremony.contributions.length === 0) {
    throw new AppError(
      'ceremony-invalid',
      'Nobody has contributed yet: anybody could forge proofs for this key.',
      'Let people contribute: proofpress ceremony contribute FOLDER.',
    );
  }
  const isNamed = ceremony.contributions.at(-1)?.statement.beacon;
  if (isNamed && !contributions.at(-1)?.beacon) {
    throw new AppError(
      'ceremony-invalid',
      `The last contributor named a beacon, Ethereum block ${isNamed.block}, which has not been added.`,
      'Add it once the block is final: proofpress ceremony beacon FOLDER --rpc URL.',
    );
  }
}
