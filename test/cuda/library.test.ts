import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { cudaLibraryPath, readBuildResult } from '../../src-main/engine/native/build-result.ts';

/** kernels.long.test.ts compiles each kernel by itself, warnings being errors, and looks at what ptxas says of it. */
it('the install compiles every kernel where it finds nvcc, and nvcc warns of nothing', ({ skip }) => {
  const cuda = readBuildResult()?.cuda;
  if (cuda?.compiler === undefined) return skip(cuda?.failure ?? 'there is no native build');
  expect(cuda.failure).toBeUndefined();
  expect(existsSync(cudaLibraryPath())).toBe(true);
  const log = readFileSync(new URL('../../native/build/build.log', import.meta.url), 'utf8');
  expect(log).not.toMatch(/warning/i);
});
