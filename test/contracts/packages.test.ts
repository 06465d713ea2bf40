import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

interface Manifest {
  name: string;
  version: string;
  license: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

const read = (...path: string[]): string => readFileSync(join(ROOT, ...path), 'utf8');
const manifest = (folder: string): Manifest => JSON.parse(read(folder, 'package.json')) as Manifest;

const sources = readdirSync(join(ROOT, 'contracts/src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.sol'))
  .map((name) => ({ name, text: read('contracts/src', name) }));

test('contracts and sdk are packages under the MIT licence, in one version with the app', () => {
  for (const folder of ['contracts', 'sdk']) {
    expect(manifest(folder)).toMatchObject({
      name: `@proofpress/${folder}`,
      license: 'MIT',
      version: manifest('.').version,
    });
    expect(read(folder, 'LICENSE')).toMatch(/^MIT License\n/);
  }
  for (const { name, text } of sources) {
    expect(text.split('\n')[0], name).toBe('// SPDX-License-Identifier: MIT');
  }
});

test('what they need of others is what they are tested with', () => {
  const { dependencies, devDependencies } = manifest('.');
  const needed = new Set(
    sources.flatMap(({ text }) =>
      [...text.matchAll(/from "(@[^/]+\/[^/]+)\//g)].map(([, packageName]) => packageName!),
    ),
  );
  expect(manifest('contracts').dependencies).toEqual(
    Object.fromEntries([...needed].map((name) => [name, { ...dependencies, ...devDependencies }[name]])),
  );
  const sdkSources = readdirSync(join(ROOT, 'sdk/src'), { recursive: true, encoding: 'utf8' });
  const imported = new Set(
    sdkSources
      .filter((name) => name.endsWith('.ts'))
      .flatMap((name) => [...read('sdk/src', name).matchAll(/from '(@[^/]+\/[^/']+)/g)])
      .map(([, packageName]) => packageName!),
  );
  expect(manifest('sdk').dependencies).toEqual(
    Object.fromEntries(
      [...imported].sort().map((name) => [name, { ...dependencies, ...devDependencies }[name]]),
    ),
  );
  expect(manifest('sdk')).not.toHaveProperty('peerDependencies');
});

test('what others call or inherit from compiles with their compiler, what is deployed with one', () => {
  for (const { name, text } of sources) {
    const isForOthers = /^(interfaces|consumer)[\\/]/.test(name);
    expect(/^pragma solidity (.*);$/m.exec(text)?.[1], name).toBe(isForOthers ? '^0.8.24' : '0.8.37');
    for (const [, path] of isForOthers ? text.matchAll(/from "(.*)"/g) : []) {
      expect(path, `${name} imports only what compiles with it`).toMatch(
        /^(\.\/|\.\.\/interfaces\/|\.\.\/consumer\/)\w+\.sol$/,
      );
    }
  }
});
