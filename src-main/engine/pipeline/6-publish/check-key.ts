import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../../api/errors.ts';
import { gradeOfTranscript, transcriptSchema } from '../../../api/receipt.ts';
import { lintVerifyingKey } from '../../chain/lint-verifying-key.ts';
import type { StatementLayout } from '../../chain/statement-layout.ts';
import { sha256 } from '../../store/sha256.ts';

/**
 * Looks at a key before it is published for good: the lint, its header, and whether the grade that its transcript claims
 * holds for whoever will own the model.
 *
 * @param folder the key's artifact
 * @param owner the account that publishes
 * @throws AppError `key-invalid`
 */
export async function checkKeyToPublish(
  folder: string,
  layout: StatementLayout,
  owner: string,
): Promise<void> {
  const transcriptText = await readFile(join(folder, 'transcript.json'), 'utf8');
  const transcriptHash = `0x${sha256(transcriptText)}`;
  const key = new Uint8Array(await readFile(join(folder, 'verifying-key.bin')));
  await lintVerifyingKey(key, { layout, transcriptHash });
  const transcript = transcriptSchema.parse(JSON.parse(transcriptText));
  const { grade } = gradeOfTranscript(transcript, [owner]);
  if (grade === transcript.grade) return;
  throw new AppError(
    'key-invalid',
    `The key says that its grade is ${transcript.grade}, and it is ${grade}: ${owner}, who would own the model, alone signed contributions to it.`,
    'Publish with another account, one that did not contribute, or hold a ceremony with others.',
  );
}
