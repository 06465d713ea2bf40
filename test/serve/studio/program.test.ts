import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../../circuits/support/temporary-folder.ts';
import { fail, ROOT } from '../../cli/support/run-program.ts';
import { startSilentServer } from '../../engine/studio/support/silent-server.ts';
import { openLink } from './support/studio-server.ts';
import { openWebWindow } from './support/web-window.ts';

const folder = temporaryFolder();
const workspace = join(folder, 'workspace');

/** Starts the program, and opens the link that it prints. */
async function startStudio(args: string[] = []) {
  const program = spawn(
    process.execPath,
    [join(ROOT, 'bin/proofpress.mjs'), 'studio', '--port', '0', '--no-open', '-w', workspace, ...args],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  onTestFinished(() => void program.kill('SIGKILL'));
  const lines: string[] = [];
  const reader = createInterface({ input: program.stdout });
  const link = await new Promise<string>((resolve, reject) => {
    reader.on('line', (line) => {
      lines.push(line);
      const [found] = /http:[^\s"]+\/open\?token=[\w-]+/.exec(line) ?? [];
      if (found !== undefined) resolve(found);
    });
    program.once('exit', (status) => reject(new Error(`the program ended with ${status}`)));
  });
  const { origin: url } = new URL(link);
  return { program, lines, url, cookie: await openLink(link) };
}

async function end(program: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  const exited = once(program, 'close') as Promise<[number | null]>;
  program.kill(signal);
  return (await exited)[0];
}

test('a program that is killed takes its tasks with it; the next one says that it is another', async () => {
  const silent = await startSilentServer();
  onTestFinished(() => silent.close());
  const first = await startStudio();
  const before = await openWebWindow(first);
  const probe = { call: 'probeNetwork', input: { rpc: silent.url }, title: 'Probe a network' };
  await before.window.call('startTask', probe);
  await silent.waiting(1);
  await end(first.program, 'SIGKILL');
  expect(await before.closed).toBe(1006);
  await silent.waiting(0);

  const second = await startStudio();
  const after = await openWebWindow(second);
  expect(await after.window.call('listTasks')).toEqual({ tasks: [] });
  const hello = (replies: unknown[]) => (replies[0] as { instance: string }).instance;
  expect(hello(after.window.replies)).not.toBe(hello(before.window.replies));

  // Ctrl-C without a terminal asks nobody, says what it cancels, and puts things in order.
  await after.window.call('startTask', probe);
  await silent.waiting(1);
  expect(await end(second.program, 'SIGINT')).toBe(0);
  expect(second.lines.join('\n')).toContain('Probe a network');
  await silent.waiting(0);
});

test('with --json it prints its address for a program, and nothing else', async () => {
  const { program, lines } = await startStudio(['--json']);
  expect(await end(program, 'SIGTERM')).toBe(0);
  expect(lines).toHaveLength(1);
  expect(Object.keys(JSON.parse(lines[0]!) as object)).toEqual(['url', 'link']);
});

test('it listens for other machines only where it is told by which name', async () => {
  await fail(['studio', '--host', '0.0.0.0', '--port', '0', '-w', workspace], 'option-invalid');
  await fail(['studio', '--port', '70000', '-w', workspace], 'option-invalid');
  await fail(
    ['studio', '--host', 'no.such.name.invalid', '--allow-host', 'x', '-w', workspace],
    'option-invalid',
  );
});
