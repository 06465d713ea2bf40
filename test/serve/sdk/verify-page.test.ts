import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addresses } from '../../../sdk/src/index.ts';
import { temporaryFolder } from '../../circuits/support/temporary-folder.ts';
import { ROOT } from '../../cli/support/run-program.ts';
import { hasChromium, launchChromium } from './support/chromium.ts';
import { forgeModel, wallet } from './support/trapdoor-receipt.ts';

const AXE = findAxe();
const folder = temporaryFolder();
const model = forgeModel(
  {
    inputs: [
      { name: 'x', mode: 'committed', count: 40, bits: 8, signed: true },
      { name: 'z', mode: 'public', count: 3, bits: 8, signed: false },
    ],
    outputs: { count: 3, bits: 16, signed: true },
  },
  '<img src=x onerror=alert(1)>',
  {
    place: {
      chainId: '31337',
      registry: addresses.registry,
      router: wallet(6).address,
      owner: wallet(0).address,
    },
  },
);
const files: Record<string, string> = {
  valid: JSON.stringify(model.prove()),
  expired: JSON.stringify(model.prove({ context: { deadline: '1700000000' } })),
  forged: JSON.stringify({ ...model.prove(), publicSignals: ['1', '2'] }),
  'no receipt': '{"hello": "<b>world</b>"}',
  large: ' '.repeat(4_000_001),
};

const eventually = (read: () => Promise<string>) => expect.poll(read, { timeout: 60_000 });

let browser: Browser;
let page: Page;
const faults: string[] = [];

function findAxe(): string | undefined {
  try {
    return createRequire(import.meta.url).resolve('axe-core/axe.min.js');
  } catch {
    return undefined;
  }
}

describe.skipIf(!hasChromium)('the page that checks a receipt, opened as a file', () => {
  beforeAll(async () => {
    await promisify(execFile)(process.execPath, [join(ROOT, 'sdk/build.mjs'), join(folder, 'dist')]);
    for (const [name, content] of Object.entries(files))
      await writeFile(join(folder, `${name}.json`), content);
    browser = await launchChromium();
    page = await browser.newPage();
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text());
    });
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('request', (request) => {
      if (!request.url().startsWith('file:')) faults.push(`asks ${request.url()}`);
    });
    await page.goto(pathToFileURL(join(folder, 'dist/verify.html')).href);
  });
  afterAll(async () => {
    await browser?.close();
  });

  const choose = (name: string) =>
    page.getByLabel(/drop a receipt here/i).setInputFiles(join(folder, `${name}.json`));
  const title = () => page.getByRole('status', { name: 'Verdict' }).locator('strong').innerText();
  const verdict = () => page.getByRole('status', { name: 'Verdict' }).innerText();

  test('says that a receipt holds, and what it says', async () => {
    await choose('valid');
    expect(await title()).toBe('Valid');
    const facts = await page.getByRole('region', { name: 'What the receipt says' }).innerText();
    expect(facts).toContain(model.modelId);
    expect(facts).toContain('hidden behind the commitment');
    expect(facts).toContain('whoever made the key could forge proofs');
    // What a stranger wrote is text.
    expect(facts).toContain('<img src=x onerror=alert(1)>');
    expect(await page.locator('img').count()).toBe(0);
  });

  test.each([
    ['expired', 'Valid, but its deadline has passed', 'No contract accepts it any more.'],
    [
      'forged',
      'Not valid',
      'The receipt is not valid: its context, inputs or outputs are not what was proven.',
    ],
    ['no receipt', 'Not valid', 'This is not a receipt of Proofpress: format is not proofpress-receipt-1.'],
    ['large', 'Not valid', 'This is too large to be a receipt.'],
  ])('of a file that is %s: %s', async (name, expected, reason) => {
    await choose(name);
    await eventually(verdict).toContain(reason);
    expect(await title()).toBe(expected);
    expect(await page.locator('#facts').isVisible()).toBe(expected.startsWith('Valid'));
  });

  test('compares the model with the one that the reader knows', async () => {
    await choose('valid');
    await eventually(title).toBe('Valid');
    const field = page.getByLabel(/model id that it has to be of/i);
    await field.fill(`0x${'1'.repeat(64)}`);
    await field.press('Tab');
    await eventually(verdict).toContain('it is one of another model');
    await field.fill('credit');
    await field.press('Tab');
    await eventually(title).toBe('Not checked');
    await field.fill(model.modelId);
    await field.press('Tab');
    await eventually(verdict).toContain('It is of the model that you named.');
    await field.fill('');
    await field.press('Tab');
  });

  test('takes a receipt that is pasted, and one that is dropped anywhere', async () => {
    await page.getByText('Paste it instead').click();
    await page.getByLabel("The receipt's text").fill(files['forged']!);
    await page.getByRole('button', { name: 'Check this text' }).click();
    await eventually(title).toBe('Not valid');
    const transfer = await page.evaluateHandle(
      `(() => { const data = new DataTransfer(); data.items.add(new File([${JSON.stringify(files['valid'])}], 'r.json')); return data; })()`,
    );
    await page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
    await eventually(title).toBe('Valid');
  });

  test('runs nothing but its own script, and asks nobody', () => {
    expect(faults).toEqual([]);
  });

  test('says that a node does not answer', async () => {
    await page.getByLabel('Address of a node').fill('http://127.0.0.1:1');
    await page.getByRole('button', { name: 'Ask' }).click();
    const line = page.locator('#chain-verdict');
    await eventually(() => line.innerText()).toBe('The node at 127.0.0.1:1 does not answer.');
  });

  test.skipIf(AXE === undefined).each(['light', 'dark'] as const)(
    'has no fault that axe finds, %s',
    async (colorScheme) => {
      await page.emulateMedia({ colorScheme });
      const source = await readFile(AXE!, 'utf8');
      for (const name of ['valid', 'forged', 'expired']) {
        await choose(name);
        await eventually(title).not.toBe('');
        // The page's policy admits no other script; that of the debugger is exempt.
        const found = (await page.evaluate(
          `(async () => { ${source}; return (await axe.run()).violations.map(({ id, nodes }) => id + ': ' + nodes[0].html); })()`,
        )) as string[];
        expect(found).toEqual([]);
      }
    },
  );

  test('is read from top to bottom on a narrow screen', async () => {
    await page.setViewportSize({ width: 320, height: 640 });
    const overflow = (await page.evaluate(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    )) as number;
    expect(overflow).toBe(0);
  });
});
