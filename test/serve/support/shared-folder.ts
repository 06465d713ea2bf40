import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A folder for what test files of one run share. */
    sharedFolder: string;
  }
}

/** Runs once before the files of the project; what it returns runs after them. */
export default function provideSharedFolder(project: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'proofpress serve '));
  project.provide('sharedFolder', folder);
  return () => rmSync(folder, { recursive: true, force: true });
}
