import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../../bin/proofpress.mjs', import.meta.url));

export interface RunningProgram {
  url: string;
  pid: number;
  /** Asks it to end, and waits until it has. */
  stop(): Promise<void>;
}

/**
 * `proofpress serve` as a process of its own, on a free port.
 * @param environment variables beside those of this process
 */
export async function startProgram(
  workspace: string,
  options: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<RunningProgram> {
  const child: ChildProcess = spawn(
    process.execPath,
    [PROGRAM, 'serve', '--port', '0', '-w', workspace, ...options],
    { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, ...environment } },
  );
  const exited = once(child, 'exit');
  const lines = createInterface({ input: child.stderr! });
  const url = await new Promise<string>((resolve, reject) => {
    void exited.then(() => reject(new Error('proofpress serve has ended before it was asked')));
    lines.on('line', (line) => {
      const { url: told } = parse(line);
      if (told !== undefined) resolve(told);
    });
  });
  return {
    url,
    pid: child.pid!,
    async stop() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

function parse(line: string): { url?: string } {
  try {
    return JSON.parse(line) as { url?: string };
  } catch {
    return {};
  }
}
