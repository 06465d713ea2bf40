import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { ensureStudioIsBuilt } from '../../bin/build-studio.mjs';
import { startStudioProgram } from '../../test/e2e/studio/support/studio-program.ts';
import { median } from '../median.ts';
import { largeNetwork } from './large-network.ts';

const ROUNDS = 5;
const NODES = 2000;
const CHROMIUM = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';

/** How long the window takes to be usable, and whether it stays so while it lays out a large network. */
export async function benchStudio(say: (line: string) => void) {
  await ensureStudioIsBuilt(say);
  const folder = await mkdtemp(join(tmpdir(), 'proofpress-bench-'));
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const browser = await chromium.launch({ executablePath: CHROMIUM, args });
  try {
    const starts = [];
    for (let round = 0; round < ROUNDS; round++)
      starts.push(await measureStart(browser, join(folder, 'start')));
    const figures = {
      serverMilliseconds: median(starts.map(({ server }) => server)),
      firstScreenMilliseconds: median(starts.map(({ screen }) => screen)),
      ...(await measureGraph(browser, folder)),
    };
    say(`server listens after          ${figures.serverMilliseconds.toFixed(0)} ms`);
    say(`first screen usable after     ${figures.firstScreenMilliseconds.toFixed(0)} ms of it (asked: 2000)`);
    say(`${NODES} nodes are drawn after   ${figures.graphMilliseconds.toFixed(0)} ms`);
    say(
      `  keys wait at most           ${figures.longestInputDelayMilliseconds.toFixed(0)} ms for it (asked: 100)`,
    );
    say(`  the longest task takes      ${figures.longestTaskMilliseconds.toFixed(0)} ms`);
    return figures;
  } finally {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function measureStart(
  browser: Browser,
  workspace: string,
): Promise<{ server: number; screen: number }> {
  const studio = await startStudioProgram(workspace);
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const startedAt = performance.now();
    await page.goto(studio.link, { waitUntil: 'commit' });
    await page.getByRole('heading', { level: 1, name: 'Models' }).waitFor();
    await page.getByRole('link', { name: 'Import a network' }).click({ trial: true });
    return { server: studio.startMilliseconds, screen: performance.now() - startedAt };
  } finally {
    await context.close();
    await studio.kill();
  }
}

interface InputProbe {
  longestDelay: number;
  longestTask: number;
}

/** Keys are pressed all the while; each says how long it waited for the page to be free. */
async function measureGraph(browser: Browser, folder: string) {
  const path = join(folder, 'large.onnx');
  await writeFile(path, largeNetwork(NODES));
  const studio = await startStudioProgram(join(folder, 'graph'));
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  try {
    const page = await context.newPage();
    await page.goto(studio.link);
    await page.goto(`${studio.url}/#/import`);
    await page.locator('input[type=file]').first().setInputFiles(path);
    await page.getByRole('button', { name: 'Import the network' }).waitFor({ timeout: 120_000 });
    await page.evaluate(PROBE);
    const startedAt = performance.now();
    const isDrawn = page.locator('.svelte-flow__node').first().waitFor({ timeout: 120_000 });
    await pressUntil(page, isDrawn);
    const graphMilliseconds = performance.now() - startedAt;
    // What is drawn first may not be all of it.
    await pressUntil(page, page.waitForTimeout(1500));
    const { longestDelay, longestTask } = await page.evaluate(
      () => (globalThis as unknown as { probe: InputProbe }).probe,
    );
    return {
      graphMilliseconds,
      longestInputDelayMilliseconds: longestDelay,
      longestTaskMilliseconds: longestTask,
    };
  } finally {
    await context.close();
    await studio.kill();
  }
}

/** Runs in the page; as a text, since what compiles this file puts helpers into functions that the page does not have. */
const PROBE = `
  globalThis.probe = { longestDelay: 0, longestTask: 0 };
  addEventListener('keydown', ({ timeStamp }) => {
    probe.longestDelay = Math.max(probe.longestDelay, performance.now() - timeStamp);
  }, true);
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) probe.longestTask = Math.max(probe.longestTask, duration);
  }).observe({ type: 'longtask' });
`;

async function pressUntil(page: Page, done: Promise<unknown>): Promise<void> {
  let isDone = false;
  const watched = done.finally(() => (isDone = true));
  while (!isDone) {
    await page.keyboard.press('Shift');
    await page.waitForTimeout(20);
  }
  await watched;
}
