import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { sharedGadgets } from '../support/linker-bench.ts';
import { circuitHashes } from '../support/print-circuit-hashes.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/**
 * The golden hashes change whenever a gadget, the linker or the packing changes what is proven. Then every published
 * model needs its old gadget set, so a new hash is written down deliberately: test/fixtures/circuit-hashes.json.
 * credit-record.json was made from examples/credit by the quantize stage; cnn-record.json is a network with a padded
 * convolution, a max pool, a grouped convolution, an average pool and a dense layer.
 */
describe('from record to circuit hash', () => {
  const folder = temporaryFolder();
  const golden = async () =>
    JSON.parse(await readFile(path('../../fixtures/circuit-hashes.json'), 'utf8')) as unknown;

  it('gives the hashes that are checked in', async () => {
    expect(await circuitHashes(sharedGadgets, join(folder, 'here'))).toEqual(await golden());
  });

  it('gives them in another process, language, time zone, thread count and with nothing compiled before', async () => {
    const program = path('../support/print-circuit-hashes.ts');
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--import', 'tsx', program, join(folder, 'gadgets'), join(folder, 'there')],
      {
        cwd: path('../../../'),
        env: {
          ...process.env,
          NODE_OPTIONS: '',
          TZ: 'Pacific/Kiritimati',
          LANG: 'tr_TR.UTF-8',
          LC_ALL: 'tr_TR.UTF-8',
          UV_THREADPOOL_SIZE: '1',
        },
      },
    );
    expect(JSON.parse(stdout)).toEqual(await golden());
  });
});
