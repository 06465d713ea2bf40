import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import axe from 'axe-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { expect } from 'vitest';

/** What a page has, of which the rest of the sources knows nothing. */
declare const document: {
  documentElement: { classList: { toggle(name: string, on: boolean): void }; style: { colorScheme: string } };
};
declare const DataTransfer: new () => { items: { add(file: File): void } };

const SCREENSHOTS = fileURLToPath(new URL('../../screenshots/', import.meta.url));

/** A window of the studio in a real browser. */
export interface StudioWindow {
  context: BrowserContext;
  page: Page;
  /** What the page wrote to its console as an error, violations of its policy among it. */
  errors: string[];
  close(): Promise<void>;
}

export async function openStudioWindow(
  browser: Browser,
  link: string,
  options: { width?: number; height?: number; reducedMotion?: 'reduce' | 'no-preference' } = {},
): Promise<StudioWindow> {
  const { width = 1280, height = 800, reducedMotion = 'reduce' } = options;
  const context = await browser.newContext({ viewport: { width, height }, reducedMotion });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  await page.goto(link);
  return { context, page, errors, close: () => context.close() };
}

/** Waits for a heading of the first order. */
export async function expectPage(page: Page, title: string | RegExp): Promise<void> {
  await page.getByRole('heading', { level: 1, name: title }).waitFor();
}

/** A screenshot in light and in dark, and no serious fault in either. */
export async function inspectScreen(page: Page, name: string): Promise<void> {
  mkdirSync(SCREENSHOTS, { recursive: true });
  await page.keyboard.press('Control+Home');
  for (const mode of ['light', 'dark'] as const) {
    await setTheme(page, mode);
    await page.screenshot({ path: join(SCREENSHOTS, `${name}-${mode}.png`), fullPage: true });
    expect.soft(await seriousFaults(page), `${name}, ${mode}`).toEqual([]);
  }
  await setTheme(page, 'light');
}

/** As the theme switch does it, without moving the focus. */
async function setTheme(page: Page, mode: 'light' | 'dark'): Promise<void> {
  await page.evaluate((wanted) => {
    document.documentElement.classList.toggle('dark', wanted === 'dark');
    document.documentElement.style.colorScheme = wanted;
  }, mode);
  // Colours may be on their way.
  await page.waitForTimeout(200);
}

/** What axe-core calls serious or critical, with the places. */
export async function seriousFaults(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: typeof axe }).axe.run({ resultTypes: ['violations'] }),
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`,
    );
}

/** Drops files of this machine on what a selector finds, as a mouse does. */
export async function dropFiles(
  page: Page,
  selector: string,
  files: { name: string; content: Buffer }[],
): Promise<void> {
  const transfer = await page.evaluateHandle(
    (list) => {
      const data = new DataTransfer();
      for (const { name, base64 } of list) {
        const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
        data.items.add(new File([bytes], name));
      }
      return data;
    },
    files.map(({ name, content }) => ({ name, base64: content.toString('base64') })),
  );
  for (const event of ['dragenter', 'dragover', 'drop']) {
    await page.dispatchEvent(selector, event, { dataTransfer: transfer });
  }
}
