import { createRequire } from 'node:module';
import { AppError } from '../../api/errors.ts';
import { BACKENDS } from './addon.ts';
import type { Backend, NativeAddon } from './addon.ts';
import { addonPath, readBuildResult } from './build-result.ts';
import type { BuildResult } from './build-result.ts';
import { findNativeFault } from './self-test.ts';

/** The native prover as this process uses it, or why it does not. */
export interface LoadedNative {
  addon: NativeAddon | undefined;
  build: BuildResult | undefined;
  /** For each backend that was passed over, the reason in words. */
  refusals: Partial<Record<Backend, string>>;
}

const nodeRequire = createRequire(import.meta.url);
let loaded: Promise<LoadedNative> | undefined;

/**
 * Loads the fastest build of the native prover that this processor can run and that computes correctly (some hundredths of a second),
 * once a process. PROOFPRESS_NATIVE names one build (`ifma`, `mulx`, `portable`) or none (`off`).
 *
 * @throws AppError 'option-invalid' for another value of PROOFPRESS_NATIVE, 'tool-missing' where the named build cannot be used
 */
export function loadNative(): Promise<LoadedNative> {
  loaded ??= choose(process.env.PROOFPRESS_NATIVE ?? '');
  return loaded;
}

/** The add-on, or undefined where snarkjs has to do. */
export async function nativeAddon(): Promise<NativeAddon | undefined> {
  return (await loadNative()).addon;
}

async function choose(wanted: string): Promise<LoadedNative> {
  const build = readBuildResult();
  if (wanted === 'off') return { addon: undefined, build, refusals: {} };
  if (wanted !== '' && !BACKENDS.includes(wanted as Backend)) {
    throw new AppError(
      'option-invalid',
      `PROOFPRESS_NATIVE is "${wanted}".`,
      `Set it to ${BACKENDS.join(', ')} or off, or leave it empty.`,
    );
  }
  const refusals: LoadedNative['refusals'] = {};
  for (const backend of wanted === '' ? BACKENDS : [wanted as Backend]) {
    const result = await tryBackend(backend, build);
    if (typeof result !== 'string') return { addon: result, build, refusals };
    refusals[backend] = result;
  }
  if (wanted !== '') {
    throw new AppError(
      'tool-missing',
      `The native prover "${wanted}", which PROOFPRESS_NATIVE asks for, cannot be used: ${refusals[wanted as Backend]}.`,
      'Leave PROOFPRESS_NATIVE empty to have the best one chosen, or run: npm run build:native',
    );
  }
  return { addon: undefined, build, refusals };
}

/** The add-on after its self-test, or why it cannot be used. */
export async function tryBackend(
  backend: Backend,
  build: BuildResult | undefined,
): Promise<NativeAddon | string> {
  if (!build?.backends.includes(backend)) return build?.failure?.reason ?? 'it was not built';
  // Even loading a build executes its instructions, so the portable one is asked about the others.
  const portable = open('portable');
  if (typeof portable === 'string') return portable;
  if (!portable.processorCanRun(backend)) return `this processor lacks ${INSTRUCTIONS[backend]}`;
  const addon = open(backend);
  if (typeof addon === 'string') return addon;
  const fault = await findNativeFault(addon);
  return fault === undefined ? addon : `it failed its self-test: ${fault}`;
}

const INSTRUCTIONS: Record<Backend, string> = {
  ifma: 'AVX-512 IFMA',
  mulx: 'BMI2 or ADX',
  portable: 'nothing',
};

function open(backend: Backend): NativeAddon | string {
  try {
    return nodeRequire(addonPath(backend)) as NativeAddon;
  } catch (error) {
    return `it cannot be loaded: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`;
  }
}
