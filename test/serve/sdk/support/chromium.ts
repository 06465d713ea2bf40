import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const PATH = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';

/** Where there is none, tests that open pages are skipped. */
export const hasChromium = existsSync(PATH);
if (!hasChromium)
  process.stdout.write(`no Chromium at ${PATH}: run bin/install-chromium.sh, or set CHROMIUM_PATH\n`);

/** A Chromium without a window. */
export function launchChromium(): Promise<Browser> {
  // The sandbox does not start for root.
  return chromium.launch({ executablePath: PATH, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
}
