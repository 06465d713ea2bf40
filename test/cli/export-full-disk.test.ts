import { spawnSync } from 'node:child_process';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { temporaryFolder } from '../circuits/support/temporary-folder.ts';
import { fail, succeed } from './support/run-program.ts';
import { expectNoPartials } from './support/snapshot.ts';
import { writeTinyModel } from './support/tiny-model.ts';

const folder = temporaryFolder();
const disk = join(folder, 'disk');
const workspace = join(folder, 'workspace');
let isMounted = false;

beforeAll(async () => {
  await mkdir(disk);
  isMounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=128k', 'tmpfs', disk]).status === 0;
});
afterAll(() => {
  if (isMounted) spawnSync('umount', ['-l', disk]);
});

test('an export, a bundle and an import that find no room say so and leave nothing', async ({ skip }) => {
  if (!isMounted) skip('mounting a small disk is not permitted here');
  const { model, samples } = await writeTinyModel(folder);
  await succeed(['import', model, '-w', workspace]);
  await succeed(['quantize', 'tiny', '--samples', samples, '-w', workspace]);
  await succeed(['compile', 'tiny', '-w', workspace]);
  await succeed(['setup', 'tiny', '-w', workspace]);
  const exported = join(folder, 'tiny.proofpress');
  await succeed(['export', 'tiny', '-o', exported, '-w', workspace]);
  await fail(['export', 'tiny', '-o', join(disk, 'tiny.proofpress'), '-w', workspace], 'disk-full');
  expect(await readdir(disk)).toEqual([]);
  await succeed(['bundle', 'tiny', '-o', join(folder, 'bundle.tar'), '-w', workspace]);
  spawnSync('dd', ['if=/dev/zero', `of=${join(disk, 'filler')}`, 'bs=1k', 'count=112']);
  for (const name of ['bundle', 'bundle.tar'])
    await fail(['bundle', 'tiny', '-o', join(disk, name), '-w', workspace], 'disk-full');
  expect(await readdir(disk)).toEqual(['filler']);
  await fail(['import', exported, '-w', join(disk, 'workspace')], 'disk-full');
  await expectNoPartials(disk);
  // What was there is as it was.
  await succeed(['import', exported, '-w', join(folder, 'other')]);
});
