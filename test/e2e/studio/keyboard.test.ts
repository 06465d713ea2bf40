import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { hasChromium, launchChromium } from '../../serve/sdk/support/chromium.ts';
import { startStudioProgram, type StudioProgram, temporaryWorkspace } from './support/studio-program.ts';
import { expectPage, openStudioWindow } from './support/window.ts';

// The whole wizard without a mouse: the sample network from the first page to a proof that the registry accepts.

// Each step of the pipeline runs in it, and its waits say where it stopped.
vi.setConfig({ testTimeout: 600_000 });

let browser: Browser;
let workspace: Awaited<ReturnType<typeof temporaryWorkspace>>;
let studio: StudioProgram;
let page: Page;

beforeAll(async () => {
  if (!hasChromium) return;
  browser = await launchChromium();
  workspace = await temporaryWorkspace();
  studio = await startStudioProgram(workspace.path);
  ({ page } = await openStudioWindow(browser, studio.link));
});
afterAll(async () => {
  await browser?.close();
  await studio?.kill();
  await workspace?.remove();
});

const MOST_STEPS = 120;

/** Presses Tab until what has the focus is called so: what cannot be reached this way cannot be used without a mouse. */
async function tabTo(name: string | RegExp): Promise<void> {
  const isWanted = (text: string) => (typeof name === 'string' ? text === name : name.test(text));
  const met: string[] = [];
  for (let step = 0; step < MOST_STEPS; step++) {
    await page.keyboard.press('Tab');
    const text = await focused();
    if (isWanted(text)) return;
    met.push(text);
  }
  throw new Error(`"${name}" cannot be reached by keyboard; met: ${met.join(' | ')}`);
}

/** What the element with the focus is called. */
async function focused(): Promise<string> {
  // Between the last thing and the first, nothing of the page has it.
  const snapshot = await page
    .locator(':focus')
    .ariaSnapshot({ timeout: 300 })
    .catch(() => '');
  return /"((?:[^"\\]|\\.)*)"/.exec(snapshot.split('\n')[0] ?? '')?.[1] ?? '';
}

async function pressOn(name: string | RegExp): Promise<void> {
  await tabTo(name);
  await page.keyboard.press('Enter');
}

const walk = hasChromium ? test : test.skip;

walk('from a sample on the first page to a proof on the chain', async () => {
  await expectPage(page, 'Models');
  await page.getByRole('button', { name: 'Try it: Credit' }).waitFor();
  // The first thing that is met leads past the bar at the left.
  await page.keyboard.press('Tab');
  expect(await focused()).toBe('Skip to the content');
  await page.keyboard.press('Enter');
  await pressOn('Try it: Credit');
  await page.waitForURL(/quantize/);

  await page.getByRole('button', { name: 'Quantize the network' }).waitFor();
  await pressOn('Quantize the network');
  await page.getByRole('link', { name: 'Continue to the circuit' }).waitFor({ timeout: 120_000 });
  await pressOn('Continue to the circuit');
  await page.waitForURL(/circuit/);

  await page.getByRole('button', { name: 'Compile the circuit' }).waitFor();
  await pressOn('Compile the circuit');
  await page.getByRole('link', { name: 'Continue to the keys' }).waitFor({ timeout: 120_000 });
  await pressOn('Continue to the keys');
  await page.waitForURL(/setup/);

  await page.getByRole('button', { name: 'Make the key' }).waitFor();
  await pressOn('Make the key');
  await page.getByRole('link', { name: 'Continue to Publish' }).waitFor({ timeout: 180_000 });
  await pressOn('Continue to Publish');
  await page.waitForURL(/publish/);

  await page.getByRole('button', { name: /^Publish on/ }).waitFor();
  await pressOn(/^Publish on/);
  await page.getByRole('heading', { name: /^Published on/ }).waitFor({ timeout: 180_000 });
  await page.getByText('The registry accepted a proof').waitFor({ timeout: 120_000 });

  await pressOn('Try it');
  await page.waitForURL(/prove/);
  // Tabs are a group: one is reached by Tab, the others from it by arrows.
  await page.getByRole('tab', { name: 'JSON or file' }).waitFor();
  await tabTo(/Values|Sample|JSON or file/);
  while ((await focused()) !== 'Sample') await page.keyboard.press('ArrowRight');
  await page.getByRole('button', { name: 'Prove the answer' }).waitFor();
  await tabTo(/^Sample 1 /);
  await page.keyboard.press('Enter');
  await pressOn('Prove the answer');
  await page.getByText('by this machine and the registry').waitFor({ timeout: 120_000 });
});

walk('commands, tasks and the theme by keys alone', async () => {
  await page.keyboard.press('Control+k');
  await page.locator('[role=dialog] input:focus').waitFor();
  await page.keyboard.type('settings');
  await page
    .locator('[role=option][data-selected], [role=option][aria-selected=true]')
    .filter({ hasText: 'Settings' })
    .first()
    .waitFor();
  await page.keyboard.press('Enter');
  await expectPage(page, 'Settings');
  await page.keyboard.press('Control+j');
  await page.getByRole('dialog', { name: 'Tasks' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog', { name: 'Tasks' }).waitFor({ state: 'detached' });
  await tabTo('Dark');
  await page.keyboard.press('Enter');
  await page.locator('html.dark').waitFor();
});
