import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../circuits/support/temporary-folder.ts';
import { ROOT, runProgram } from './support/run-program.ts';
import { snapshot } from './support/snapshot.ts';
import { writeTinyModel } from './support/tiny-model.ts';

const folder = temporaryFolder();

test('a reader that stops early disturbs neither the work nor the eye', async () => {
  const { model } = await writeTinyModel(folder);
  const workspace = join(folder, 'workspace');
  const child = spawn(
    process.execPath,
    [join(ROOT, 'bin/proofpress.mjs'), 'import', model, '-w', workspace],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  child.stdout.destroy();
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const [status] = (await once(child, 'close')) as [number];
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(Object.keys(await snapshot(workspace))).toContain('models/tiny');
});

test.each([
  ...['import', 'quantize', 'compile', 'setup', 'publish', 'prove', 'verify', 'demo'],
  ...['export', 'bundle', 'audit'],
])('help for %s shows examples', async (command) => {
  const { status, stdout, stderr } = await runProgram([command, '--help']);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(new RegExp(`^Usage: proofpress ${command} `));
  expect(stdout).toMatch(new RegExp(`Examples?:\n  proofpress ${command} `));
  for (const line of stdout.split('\n')) expect(line.length).toBeLessThan(120);
});

test('import says what the network is', async () => {
  const { model } = await writeTinyModel(folder);
  const { stdout } = await runProgram(['import', model, '-w', join(folder, 'text')]);
  expect(stdout.replace(/[\d.]+ s/, 'N s')).toBe(
    [
      'Imported tiny',
      '  27 parameters, 3 operators, all of them can be proven',
      '  inputs:    x [1, 4]',
      '  outputs:   y [1, 3]',
      '  operators: Gemm x2, Relu x1',
      '  N s; next: proofpress quantize tiny --samples FILE',
      '',
    ].join('\n'),
  );
});
