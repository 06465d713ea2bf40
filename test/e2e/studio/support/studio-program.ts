import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../../../../bin/proofpress.mjs', import.meta.url));

export interface StudioProgram {
  process: ChildProcess;
  /** Its address, without a path. */
  url: string;
  /** Lets a browser in, once. */
  link: string;
  /** From its start until it listened. */
  startMilliseconds: number;
  kill(): Promise<void>;
}

/** `proofpress studio`, as a person starts it. */
export async function startStudioProgram(workspace: string, port = 0): Promise<StudioProgram> {
  const startedAt = performance.now();
  const child = spawn(
    process.execPath,
    [PROGRAM, '-w', workspace, '--json', 'studio', '--no-open', '--port', String(port)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const reader = createInterface({ input: child.stdout });
  const line = await new Promise<string>((resolve, reject) => {
    reader.once('line', resolve);
    child.once('exit', (status) => reject(new Error(`the studio ended with ${status}`)));
  });
  const { url, link } = JSON.parse(line) as { url: string; link: string };
  return {
    process: child,
    url,
    link,
    startMilliseconds: performance.now() - startedAt,
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const closed = once(child, 'close');
      child.kill('SIGKILL');
      await closed;
    },
  };
}

/** @returns an empty folder, and what removes it */
export async function temporaryWorkspace(): Promise<{ path: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'proofpress-studio-'));
  return { path: join(folder, 'workspace'), remove: () => rm(folder, { recursive: true, force: true }) };
}
