import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeFolder, writeAtomic } from '../../../src-main/engine/store/write-atomic.ts';
import { temporaryFolder } from '../../circuits/support/temporary-folder.ts';
import { appErrorOf } from '../groth16/app-error.ts';

const root = temporaryFolder();

test('writes, replaces and sets rights', async () => {
  const path = join(root, 'secret.json');
  await writeAtomic(path, 'one', { mode: 0o600 });
  await writeAtomic(path, Uint8Array.from([116, 119, 111]), { mode: 0o600 });
  expect(await readFile(path, 'utf8')).toBe('two');
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test('many writers of one file: it holds one of the contents whole, and no partial stays', async () => {
  const folder = join(root, 'many');
  await makeFolder(folder);
  const contents = Array.from({ length: 16 }, (_, index) => String.fromCharCode(97 + index).repeat(50_000));
  await Promise.all(contents.map((content) => writeAtomic(join(folder, 'file'), content)));
  expect(contents).toContain(await readFile(join(folder, 'file'), 'utf8'));
  expect(await readdir(folder)).toEqual(['file']);
});

test('a failed write leaves the old file and no partial', async () => {
  const folder = join(root, 'failing');
  await makeFolder(join(folder, 'taken'));
  await writeFile(join(folder, 'taken', 'inside'), '');
  await appErrorOf(writeAtomic(join(folder, 'taken'), 'new'), 'workspace-unusable');
  await writeFile(join(folder, 'kept'), 'old');
  const aborted = AbortSignal.abort();
  await appErrorOf(writeAtomic(join(folder, 'kept'), 'new', { signal: aborted }), 'aborted');
  expect(await readFile(join(folder, 'kept'), 'utf8')).toBe('old');
  expect((await readdir(folder)).sort()).toEqual(['kept', 'taken']);
});

test('a folder that is missing, or a file in its place', async () => {
  await appErrorOf(writeAtomic(join(root, 'nowhere', 'file'), ''), 'workspace-unusable');
  await writeFile(join(root, 'flat'), '');
  await appErrorOf(writeAtomic(join(root, 'flat', 'file'), ''), 'workspace-unusable');
  await appErrorOf(makeFolder(join(root, 'flat', 'deeper')), 'workspace-unusable');
  await mkdir(join(root, 'there'));
  await makeFolder(join(root, 'there'));
});
