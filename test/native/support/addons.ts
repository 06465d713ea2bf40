import { describe } from 'vitest';
import { BACKENDS } from '../../../src-main/engine/native/addon.ts';
import type { NativeAddon } from '../../../src-main/engine/native/addon.ts';
import { readBuildResult } from '../../../src-main/engine/native/build-result.ts';
import { tryBackend } from '../../../src-main/engine/native/load-native.ts';

/** Every build of the native prover that this processor can run, `portable` last; empty where none was built. */
export const addons: readonly NativeAddon[] = await loadAll();

async function loadAll(): Promise<NativeAddon[]> {
  const build = readBuildResult();
  const loaded: NativeAddon[] = [];
  for (const backend of BACKENDS) {
    const result = await tryBackend(backend, build);
    if (typeof result !== 'string') loaded.push(result);
    // A build that is there and computes wrongly is no reason to skip.
    else if (result.includes('self-test')) throw new Error(`${backend}: ${result}`);
    else process.stderr.write(`The native build "${backend}" is not tested: ${result}.\n`);
  }
  return loaded;
}

/** A suite for each build. */
export function describeAddons(title: string, suite: (addon: NativeAddon) => void): void {
  if (addons.length === 0) describe.skip(`${title} (no native prover here)`, () => undefined);
  for (const addon of addons) describe(`${title}, ${addon.backend}`, () => suite(addon));
}

/** The fastest build, for suites of files rather than of arithmetic. */
export function describeNative(title: string, suite: (addon: NativeAddon) => void): void {
  const [addon] = addons;
  if (addon === undefined) describe.skip(`${title} (no native prover here)`, () => undefined);
  else describe(`${title}, ${addon.backend}`, () => suite(addon));
}
