import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../circuits/support/temporary-folder.ts';
import { ROOT, succeed } from '../cli/support/run-program.ts';

const folder = temporaryFolder();

test('the demo runs in a copy of the sources whose path has a space, an accent and a hash', async () => {
  const copy = join(folder, 'a folder with a space, é and #1');
  const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: ROOT,
    encoding: 'utf8',
  }).split('\0');
  for (const file of files.filter((name) => name !== '' && existsSync(join(ROOT, name)))) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    copyFileSync(join(ROOT, file), join(copy, file));
  }
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  const result = await succeed<{ verifiedOnChain: boolean; receipt: string }>(['demo', 'credit'], {
    root: copy,
    cwd: copy,
  });
  expect(result.verifiedOnChain).toBe(true);
  expect(result.receipt.startsWith(join(copy, '.proofpress', 'receipts'))).toBe(true);
});
