#!/usr/bin/env node
// The long tests (test/PROJECT/**/*.long.test.ts) of the named projects, or of all: npm run test:long -- engine circuits
// TEST_ROUNDS is how many rounds a randomised test makes, TEST_SEED repeats a run.
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';
import process from 'node:process';

const root = join(import.meta.dirname, '..');
const projects = readdirSync(join(root, 'test'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'support')
  .map(({ name }) => name);
const wanted = process.argv.slice(2);

const unknown = wanted.filter((name) => !projects.includes(name));
if (unknown.length > 0) {
  console.error(`There is no project ${unknown.join(', ')}. Usage: npm run test:long -- [PROJECT...]`);
  console.error(`Projects: ${projects.join(', ')}`);
  process.exit(2);
}

const isLong = (project) =>
  readdirSync(join(root, 'test', project), { recursive: true }).some((path) =>
    String(path).endsWith('.long.test.ts'),
  );
const chosen = (wanted.length > 0 ? wanted : projects).filter(isLong);
if (chosen.length === 0) {
  console.log(`No long tests in ${(wanted.length > 0 ? wanted : projects).join(', ')}.`);
  process.exit(0);
}

const seed = process.env.TEST_SEED ?? String(randomInt(1_000_000_000));
const rounds = process.env.TEST_ROUNDS;
console.log(`Long tests of ${chosen.join(', ')}: TEST_SEED=${seed}${rounds ? ` TEST_ROUNDS=${rounds}` : ''}`);

const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
const child = spawn(
  process.execPath,
  [vitest, 'run', ...chosen.flatMap((project) => ['--project', project])],
  { cwd: root, stdio: 'inherit', env: { ...process.env, TEST_SET: 'long', TEST_SEED: seed } },
);
// Ctrl-C reaches both; the answer is vitest's.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('close', (status) => {
  if (status !== 0)
    console.error(
      `To repeat: TEST_SEED=${seed}${rounds ? ` TEST_ROUNDS=${rounds}` : ''} npm run test:long -- ${chosen.join(' ')}`,
    );
  process.exit(status ?? 130);
});
