import { spawnSync } from 'node:child_process';
import { appendFile, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { temporaryFolder } from '../circuits/support/temporary-folder.ts';
import { fail, succeed } from './support/run-program.ts';
import { expectNoPartials, snapshot } from './support/snapshot.ts';
import { writeTinyModel } from './support/tiny-model.ts';

const KIBIBYTE = 1024;
const folder = temporaryFolder();
const disk = join(folder, 'disk');
const workspace = join(disk, 'workspace');
const filler = join(disk, 'filler');
let isMounted = false;

beforeAll(async () => {
  await mkdir(disk);
  isMounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', disk]).status === 0;
});

afterAll(() => {
  if (isMounted) spawnSync('umount', ['-l', disk]);
});

/** Fills the disk but for so many KiB. */
async function fillUp(freeKibibytes: number): Promise<void> {
  await rm(filler, { force: true });
  const block = Buffer.alloc(4 * KIBIBYTE);
  let blocks = 0;
  for (; ; blocks++) {
    const failed = await appendFile(filler, block).then(
      () => false,
      () => true,
    );
    if (failed) break;
  }
  await rm(filler);
  for (let kept = 0; kept < blocks - freeKibibytes / 4; kept++) await appendFile(filler, block);
}

const TITLE = 'every step on a full disk leaves what was there, and works once there is room';

test(TITLE, { timeout: 600_000 }, async ({ skip }) => {
  if (!isMounted) skip('mounting a small disk is not permitted here');
  const { model, samples } = await writeTinyModel(folder);
  const steps: [args: string[], freeKibibytes: number[]][] = [
    [
      ['import', model],
      [0, 4],
    ],
    [['quantize', 'tiny', '--samples', samples], [0]],
    [
      ['compile', 'tiny'],
      [0, 24],
    ],
    // The powers of tau take about 330 KiB, the key about 60.
    [
      ['setup', 'tiny'],
      [64, 350],
    ],
    [['publish', 'tiny'], [0]],
    [['prove', 'tiny', '--input', samples], [0]],
  ];
  for (const [args, amounts] of steps) {
    for (const free of amounts) {
      const before = await snapshot(workspace);
      await fillUp(free);
      const error = await fail([...args, '-w', workspace], 'disk-full', { fresh: true });
      expect(error.cause).toMatch(/ENOSPC|No space left on device/);
      await rm(filler);
      await expectNoPartials(workspace);
      // Whole pieces of work may have been kept, nothing is changed or gone.
      expect(await snapshot(workspace)).toMatchObject(before);
    }
    await succeed([...args, '-w', workspace], { fresh: true });
  }
});
