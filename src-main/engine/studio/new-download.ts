import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { AppError } from '../../api/errors.ts';
import { makeFolder } from '../store/write-atomic.ts';
import { DOWNLOAD_FOLDER } from './handed-files.ts';

/** What file systems take. */
const LONGEST_NAME_BYTES = 255;

/**
 * A place for a file that a call is about to write and a window will fetch.
 * @throws AppError `option-invalid`, `disk-full`, `workspace-unusable`
 */
export async function newDownload(
  workspaceFolder: string,
  fileName: string,
): Promise<{ path: string; url: string }> {
  if (/^\.{1,2}$/.test(fileName) || Buffer.byteLength(fileName) > LONGEST_NAME_BYTES) {
    throw new AppError(
      'option-invalid',
      'This cannot be the name of a file.',
      'Choose another, shorter one.',
    );
  }
  const id = randomUUID();
  const folder = join(workspaceFolder, DOWNLOAD_FOLDER, id);
  await makeFolder(folder);
  return { path: join(folder, fileName), url: `/download/${id}/${encodeURIComponent(fileName)}` };
}
