import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { prepareWorld } from '../../../contracts/examples/demo/world.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** What prepareWorld made: all example models, published. */
    worldFolder: string;
  }
}

/**
 * Makes the models once for all files of the project; what it returns runs after them. TEST_WORLD=FOLDER keeps them there
 * for the next run.
 */
export default async function provideWorld(project: TestProject): Promise<() => void> {
  const kept = process.env.TEST_WORLD;
  const folder = kept ?? mkdtempSync(join(tmpdir(), 'proofpress-uses-'));
  const remove = (): void => {
    if (kept === undefined) rmSync(folder, { recursive: true, force: true });
  };
  try {
    await prepareWorld(folder);
  } catch (error) {
    remove();
    throw error;
  }
  project.provide('worldFolder', folder);
  return remove;
}
