import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { BACKENDS } from './addon.ts';
import type { Backend } from './addon.ts';

const folder = new URL('../../../native/build/', import.meta.url);

const schema = z.object({
  /** Of the sources, see native/install/sources.mjs. */
  hash: z.string(),
  compiler: z.string(),
  backends: z.array(z.enum(BACKENDS)),
  /** Why there is no native prover, and how to get it. */
  failure: z.object({ reason: z.string(), remedy: z.string() }).optional(),
  /** The library for NVIDIA devices: `failure` says why it is not there, `compiler` which nvcc there was. */
  cuda: z.object({ compiler: z.string().optional(), failure: z.string().optional() }).optional(),
});
export type BuildResult = z.infer<typeof schema>;

/** What native/build.mjs wrote down, or undefined where it never ran. */
export function readBuildResult(): BuildResult | undefined {
  try {
    return schema.parse(JSON.parse(readFileSync(new URL('result.json', folder), 'utf8')));
  } catch {
    return undefined;
  }
}

/** Was it built from the sources that are here now? */
export async function isBuildCurrent(build: BuildResult | undefined): Promise<boolean> {
  const sources = new URL('../install/sources.mjs', folder);
  const { hashSources } = (await import(sources.href)) as { hashSources: () => string };
  return build?.hash === hashSources();
}

export function addonPath(backend: Backend): string {
  return fileURLToPath(new URL(`proofpress-${backend}.node`, folder));
}

/** The library for NVIDIA devices. */
export function cudaLibraryPath(): string {
  return fileURLToPath(new URL('proofpress-cuda.node', folder));
}
