import type { Platform } from '../platform/platform.ts';

/** What the window runs in; set once, before anything is shown. */
let current: Platform | undefined;

export function setPlatform(platform: Platform): void {
  current = platform;
}

export function getPlatform(): Platform {
  if (!current) throw new Error('setPlatform comes first.');
  return current;
}
