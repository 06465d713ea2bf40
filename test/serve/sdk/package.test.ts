import { execFile } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { addresses } from '../../../sdk/src/index.ts';
import { temporaryFolder } from '../../circuits/support/temporary-folder.ts';
import { hasChromium, launchChromium } from './support/chromium.ts';
import { installPackedSdk } from './support/packed-sdk.ts';
import { startStaticServer } from './support/static-server.ts';
import { forgeModel } from './support/trapdoor-receipt.ts';

const TSC = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');
const run = promisify(execFile);
const folder = temporaryFolder();
const receipt = forgeModel(
  {
    inputs: [{ name: 'x', mode: 'committed', count: 40, bits: 8, signed: true }],
    outputs: { count: 3, bits: 16, signed: true },
  },
  'packed',
).prove();
const forged = structuredClone(receipt);
forged.outputs[0]!.integers[0] = '5';

/** A dApp without a bundler. */
const PAGE = `<!doctype html><title>dApp</title><output></output><script type="module">
import { verifyReceipt, commitInput, drawSalt } from '/node_modules/@proofpress/sdk/dist/standalone.js';
const read = async (name) => (await fetch(name)).text();
document.querySelector('output').textContent = JSON.stringify({
  valid: verifyReceipt(await read('receipt.json')).valid,
  forged: verifyReceipt(await read('forged.json')).valid,
  commitment: String(commitInput([200n], { count: 1, bits: 8, signed: false }, 1n)),
  salt: drawSalt() > 0n,
});
</script>`;

let project: string;

beforeAll(async () => {
  project = await installPackedSdk(folder);
  await writeFile(join(project, 'receipt.json'), JSON.stringify(receipt));
  await writeFile(join(project, 'forged.json'), JSON.stringify(forged));
});

describe('the package, installed in an empty project', () => {
  test('brings nothing but itself and @noble, all under the MIT licence', async () => {
    const installed = await readdir(join(project, 'node_modules'));
    expect(installed.filter((name) => !name.startsWith('.')).sort()).toEqual(['@noble', '@proofpress']);
    const packages = [
      '@proofpress/sdk',
      ...(await readdir(join(project, 'node_modules/@noble'))).map((name) => `@noble/${name}`),
    ];
    expect(packages).toHaveLength(3);
    for (const name of packages) {
      const manifest = await readFile(join(project, 'node_modules', name, 'package.json'), 'utf8');
      expect((JSON.parse(manifest) as { license: string }).license, name).toBe('MIT');
    }
    const files = await readdir(join(project, 'node_modules/@proofpress/sdk'));
    expect(files.sort()).toEqual(['LICENSE', 'README.md', 'dist', 'package.json']);
  });

  test('verifies in Node', async () => {
    await writeFile(
      join(project, 'verify.mjs'),
      `import { readFileSync } from 'node:fs';
import { verifyReceipt } from '@proofpress/sdk';
for (const name of ['receipt.json', 'forged.json']) console.log(verifyReceipt(readFileSync(name, 'utf8')).valid);
`,
    );
    const { stdout } = await run(process.execPath, ['verify.mjs'], { cwd: project });
    expect(stdout).toBe('true\nfalse\n');
  });

  test('has types that a strict project takes', async () => {
    await writeFile(
      join(project, 'dapp.ts'),
      `import { addresses, modelRegistryAbi, verifyReceipt, type Receipt } from '@proofpress/sdk';
const names: ('verifyInference' | 'getModel' | 'no such name')[] = modelRegistryAbi.flatMap((item) =>
  item.type === 'function' && (item.name === 'getModel' || item.name === 'verifyInference') ? [item.name] : []);
// @ts-expect-error nothing of this name
void addresses.elsewhere;
const verdict = verifyReceipt('{}');
// @ts-expect-error there is a reason only where it is not valid
void verdict.reason;
export const reason: string = verdict.valid ? '' : verdict.reason;
export const answer = (receipt: Receipt): number[] => receipt.outputs[0]?.reals ?? [];
export const found = [addresses, names];
`,
    );
    const options = ['--module', 'nodenext', '--target', 'es2022', '--lib', 'es2022,dom', '--strict'];
    await run(process.execPath, [TSC, ...options, 'dapp.ts'], { cwd: project });
    const show = `import('./dapp.js').then(({ found }) => console.log(JSON.stringify(found)))`;
    const { stdout } = await run(process.execPath, ['-e', show], { cwd: project });
    expect(JSON.parse(stdout)).toEqual([addresses, ['getModel', 'verifyInference']]);
  });

  test.skipIf(!hasChromium)('verifies in a page in Chromium, without a bundler', async () => {
    const browser = await launchChromium();
    const server = await startStaticServer(project);
    try {
      await writeFile(join(project, 'page.html'), PAGE);
      const page = await browser.newPage();
      await page.goto(`${server.url}/page.html`);
      const verdicts: unknown = JSON.parse(await page.locator('output:not(:empty)').innerText());
      expect(verdicts).toEqual({
        valid: true,
        forged: false,
        // The first golden vector.
        commitment: '8135825210299039512271210669083112006318920283550873808457399215699698611998',
        salt: true,
      });
    } finally {
      await browser.close();
      await server.close();
    }
  });
});
