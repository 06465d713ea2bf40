import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Transcript } from '../../../api/receipt.ts';
import { encodeVerifyingKey } from '../../chain/encode-verifying-key.ts';
import type { StatementLayout } from '../../chain/statement-layout.ts';
import type { VerificationKey } from '../../proofs/groth16/prover/groth16-types.ts';
import { sha256 } from '../../store/sha256.ts';

/** The proving key in the artifact of a key. */
export const KEY_FILE = 'proving-key.zkey';

/**
 * Writes what stands beside a proving key: `transcript.json`, `verification-key.json` (snarkjs) and `verifying-key.bin` (as
 * contracts store it), which holds the transcript's hash.
 * @throws AppError `key-invalid`
 */
export async function writeKeyFiles(
  folder: string,
  verificationKey: VerificationKey,
  layout: StatementLayout,
  content: Transcript,
): Promise<{ vkHash: string; transcriptHash: string }> {
  const transcript = JSON.stringify(content);
  const transcriptHash = `0x${sha256(transcript)}`;
  const { key, vkHash } = encodeVerifyingKey(verificationKey, layout, transcriptHash);
  await writeFile(join(folder, 'transcript.json'), transcript);
  await writeFile(join(folder, 'verification-key.json'), `${JSON.stringify(verificationKey, null, 2)}\n`);
  await writeFile(join(folder, 'verifying-key.bin'), key);
  return { vkHash, transcriptHash };
}
