import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const PATH = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';

/**
 * A Chromium without a window. Where there is none, the test is skipped.
 * @param skip of the test's context
 */
export function launchChromium(skip: (note: string) => never): Promise<Browser> {
  if (!existsSync(PATH)) skip(`no Chromium at ${PATH}: run bin/install-chromium.sh, or set CHROMIUM_PATH`);
  // The sandbox does not start for root.
  return chromium.launch({ executablePath: PATH, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
}
