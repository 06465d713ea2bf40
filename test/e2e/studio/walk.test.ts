import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { hasChromium, launchChromium } from '../../serve/sdk/support/chromium.ts';
import { startStudioProgram, type StudioProgram, temporaryWorkspace } from './support/studio-program.ts';
import {
  dropFiles,
  expectPage,
  inspectScreen,
  openStudioWindow,
  type StudioWindow,
} from './support/window.ts';

// A publisher's whole way, in a real browser, with the real engine, prover and chain: nothing stands in for anything.

const example = (file: string) => fileURLToPath(new URL(`../../../examples/mnist/${file}`, import.meta.url));

vi.setConfig({ testTimeout: 600_000 });

let browser: Browser;
let workspace: Awaited<ReturnType<typeof temporaryWorkspace>>;
let studio: StudioProgram;
let view: StudioWindow;
let page: Page;

beforeAll(async () => {
  if (!hasChromium) return;
  browser = await launchChromium();
  workspace = await temporaryWorkspace();
  studio = await startStudioProgram(workspace.path);
  view = await openStudioWindow(browser, studio.link);
  page = view.page;
});
afterAll(async () => {
  await browser?.close();
  await studio?.kill();
  await workspace?.remove();
});

const press = (name: string | RegExp) => page.getByRole('button', { name }).click();
const walk = hasChromium ? test : test.skip;

walk('home: what there is to begin with', async () => {
  await expectPage(page, 'Models');
  await page
    .getByRole('heading', { name: /sample/i })
    .first()
    .waitFor();
  await page.waitForTimeout(500);
  await inspectScreen(page, '01-home-empty');
});

walk('a wrong file says what is wrong, and loses nothing', async () => {
  await dropFiles(page, 'main', [{ name: 'broken.onnx', content: Buffer.from('this is no network') }]);
  await expectPage(page, 'Import a network');
  const alert = page.getByRole('alert');
  await alert.waitFor();
  expect(await alert.textContent()).toMatch(/ONNX/);
  await inspectScreen(page, '02-import-wrong-file');
  await dropFiles(page, 'main', [{ name: 'notes.txt', content: Buffer.from('notes') }]);
  await page.getByText('No .onnx file was dropped.').waitFor();
  await press('Choose another file');
});

walk('a network that is dropped is looked at, then imported', async () => {
  await page.goto(`${studio.url}/#/`);
  await dropFiles(page, 'main', [{ name: 'mnist.onnx', content: await readFile(example('mnist.onnx')) }]);
  await expectPage(page, 'Import a network');
  await page.getByRole('button', { name: 'Import the network' }).waitFor();
  await page.getByRole('heading', { name: 'Graph' }).waitFor();
  await page.waitForTimeout(1500);
  await inspectScreen(page, '03-import-network');
  await press('Import the network');
  await page.waitForURL(/#\/models\/mnist\/quantize/);
});

walk('samples that are dropped become integers', async () => {
  const zone = '[role="group"][aria-label*="samples to calibrate" i]';
  await page.locator(zone).waitFor();
  const content = await readFile(example('calibration.json'));
  await dropFiles(page, zone, [{ name: 'calibration.json', content }]);
  await page.getByText('calibration.json').first().waitFor();
  await inspectScreen(page, '04-quantize-before');
  await press('Quantize the network');
  await page.getByRole('link', { name: 'Continue to the circuit' }).waitFor({ timeout: 120_000 });
  await page.waitForTimeout(1000);
  await inspectScreen(page, '05-quantize-after');
  await page.getByRole('link', { name: 'Continue to the circuit' }).click();
});

walk('the circuit: its cost before, where it lies after', async () => {
  await page.getByRole('button', { name: 'Compile the circuit' }).waitFor();
  await page.waitForTimeout(1000);
  await inspectScreen(page, '06-circuit-before');
  await press('Compile the circuit');
  await page.getByRole('link', { name: 'Continue to the keys' }).waitFor({ timeout: 120_000 });
  await inspectScreen(page, '07-circuit-after');
  await page.getByRole('link', { name: 'Continue to the keys' }).click();
});

walk('the key: cancelled once, looked at again after a reload, made', async () => {
  await page.getByRole('button', { name: 'Make the key' }).waitFor();
  await inspectScreen(page, '08-keys-before');
  await press('Make the key');
  await page.getByRole('progressbar', { name: 'Make the key of mnist' }).first().waitFor();
  await page.getByRole('button', { name: 'Cancel', exact: true }).first().click();
  await page.getByText('cancelled', { exact: false }).first().waitFor();

  await press('Make the key');
  await page.getByRole('progressbar', { name: 'Make the key of mnist' }).first().waitFor();
  await page.reload();
  await page.getByRole('link', { name: 'Continue to Publish' }).waitFor({ timeout: 180_000 });
  await page.getByText('local').first().waitFor();
  await inspectScreen(page, '09-keys-after');
});

walk('published to the local chain', async () => {
  await page.goto(`${studio.url}/#/models/mnist/publish`);
  // The workspace's own chain is asked at once: what would be signed stands there before anything is pressed.
  const publish = page.getByRole('button', { name: /^Publish on/ });
  await publish.waitFor();
  await page.getByRole('region', { name: 'What will be signed' }).waitFor();
  await inspectScreen(page, '10-publish-plan');
  await publish.click();
  await page.getByRole('heading', { name: /^Published on/ }).waitFor({ timeout: 180_000 });
  await page.getByText('The registry accepted a proof').waitFor({ timeout: 120_000 });
  await inspectScreen(page, '11-published');
});

walk('a digit that is drawn gets an answer, proven here and checked by the registry', async () => {
  await page.goto(`${studio.url}/#/models/mnist/prove`);
  const area = page.getByLabel(/Drawing area/);
  await area.waitFor();
  const box = (await area.boundingBox())!;
  const at = (x: number, y: number) => [box.x + x * box.width, box.y + y * box.height] as const;
  // A seven.
  await page.mouse.move(...at(0.28, 0.25));
  await page.mouse.down();
  await page.mouse.move(...at(0.72, 0.25), { steps: 8 });
  await page.mouse.move(...at(0.42, 0.8), { steps: 8 });
  await page.mouse.up();
  await inspectScreen(page, '12-try-drawn');
  await press('Prove the answer');
  const answer = page.getByRole('heading', { name: 'Answer' });
  await answer.waitFor({ timeout: 120_000 });
  await page.getByText('by this machine and the registry').waitFor({ timeout: 120_000 });
  expect(await page.getByText('The registry on chain 31337 accepted it').count()).toBeGreaterThan(0);
  await inspectScreen(page, '13-try-proven');
});

walk('the receipt can be checked again', async () => {
  await page.goto(`${studio.url}/#/receipts`);
  await expectPage(page, 'Receipts');
  await page.getByRole('cell', { name: 'mnist' }).first().waitFor();
  await inspectScreen(page, '14-receipts');
});

walk('the server for inferences', async () => {
  await page.goto(`${studio.url}/#/serve`);
  await expectPage(page, 'Serve');
  await page.waitForTimeout(800);
  await inspectScreen(page, '15-serve-off');
  await page.getByText('Advanced').first().click();
  await page.getByLabel('Port').fill('0');
  await press('Start serving');
  await page.getByRole('heading', { name: 'The server runs' }).waitFor();
  await inspectScreen(page, '15-serve-on');
  await press('Stop serving');
  await page.getByRole('heading', { name: 'Start the server' }).waitFor();
});

walk('what lies over the pages: commands, tasks, a receipt', async () => {
  await page.keyboard.press('Control+k');
  await page.locator('[role=dialog] input:focus').waitFor();
  await inspectScreen(page, '28-commands');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+j');
  await page.getByRole('dialog', { name: 'Tasks' }).waitFor();
  await inspectScreen(page, '29-tasks');
  await page.keyboard.press('Escape');
  await page.goto(`${studio.url}/#/models/mnist/prove`);
  await press('View the receipt');
  await page.getByRole('dialog', { name: 'Receipt' }).waitFor();
  await inspectScreen(page, '30-receipt');
  await page.keyboard.press('Escape');
});

walk('the other pages', async () => {
  for (const [path, title, name] of [
    ['/', 'Models', '16-home'],
    ['/models/mnist/import', 'mnist', '17-import-step'],
    ['/activity', 'Activity', '18-activity'],
    ['/activity/jobs', 'Activity', '19-jobs'],
    ['/activity/log', 'Activity', '20-log'],
    ['/settings', 'Settings', '21-settings-networks'],
    ['/settings/keys', 'Settings', '22-settings-keys'],
    ['/settings/machine', 'Settings', '23-settings-machine'],
    ['/settings/disk', 'Settings', '24-settings-disk'],
    ['/settings/about', 'Settings', '25-settings-about'],
    ['/nowhere', 'No such page', '26-not-found'],
  ] as const) {
    await page.goto(`${studio.url}/#${path}`);
    await expectPage(page, title);
    await page.waitForTimeout(700);
    await inspectScreen(page, name);
  }
});

walk('an engine that is killed: the window says so, connects to the next one, and is the same', async () => {
  const { port } = new URL(studio.url);
  await page.goto(`${studio.url}/#/`);
  await studio.kill();
  await page
    .getByText(/The studio does not answer|connection to the studio is lost/)
    .first()
    .waitFor();
  await inspectScreen(page, '27-connection-lost');
  studio = await startStudioProgram(workspace.path, Number(port));
  // The browser is known from before: nobody has to open another link.
  await page
    .getByText(/does not know this browser|does not answer|is lost/)
    .first()
    .waitFor({ state: 'detached' });
  await page.getByRole('link', { name: /mnist/ }).first().waitFor();
});

walk('nothing was refused by the policy of the page, and nothing threw', () => {
  // The reconnecting window's failed requests are no faults.
  const faults = view.errors.filter((text) => !/WebSocket|Failed to load resource|ERR_CONNECTION/.test(text));
  expect(faults).toEqual([]);
});
