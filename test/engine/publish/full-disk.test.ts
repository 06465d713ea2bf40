import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openWorkspace } from '../../../src-main/engine/store/workspace.ts';
import { temporaryFolder } from '../../circuits/support/temporary-folder.ts';
import { appErrorOf } from '../groth16/app-error.ts';
import { publishBench } from './support/publish-bench.ts';
import type { Fate } from './support/rpc-proxy.ts';

const bench = publishBench();
const disk = join(temporaryFolder(), 'disk');
mkdirSync(disk);
const SIZE = 1024 * 1024;
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE}`, 'tmpfs', disk]).status === 0;
const title = mounted ? '' : ' (skipped: no tmpfs can be mounted here)';

afterAll(() => {
  if (mounted) spawnSync('umount', ['-l', disk]);
});

test.skipIf(!mounted)(
  `a disk that is full in the middle: nothing is sent unwritten, nothing is lost${title}`,
  async () => {
    const workspace = openWorkspace(join(disk, 'workspace'));
    const { journal } = workspace;
    let sent = 0;
    bench.proxy.decide = async ({ method }): Promise<Fate> => {
      // Full from the moment when the first transaction is on its way.
      if (method === 'eth_sendRawTransaction' && sent++ === 0) {
        await writeFile(join(disk, 'filler'), new Uint8Array(SIZE)).catch(() => undefined);
      }
      return 'pass';
    };
    await appErrorOf(bench.publish({ journal }), 'disk-full');
    const written = (await journal.list('credit'))[0]!.steps.flatMap(({ transactions }) => transactions);
    expect(sent).toBe(written.length);
    expect(await bench.chain.provider.getTransactionCount(bench.chain.account(0))).toBe(sent);

    await rm(join(disk, 'filler'));
    const result = await bench.publish({ journal });
    await bench.expectPublished(result, 4);
    expect(result.steps[0]!.transactionHash).toBe(written[0]!.hash);
    await workspace.close();
  },
);
