import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const text = (path: string): string => readFileSync(`${ROOT}${path}`, 'utf8');
const page = text('docs/uses.md');
const solidity = readdirSync(`${ROOT}contracts/examples`, { recursive: true, encoding: 'utf8' }).filter(
  (path) => path.endsWith('.sol'),
);

test('the page of the uses states the gas of the snapshot, all of it', () => {
  const rows = [...page.matchAll(/^\| `(\w+)` \| ([\d,]+) \|/gm)];
  const stated = Object.fromEntries(rows.map(([, name, gas]) => [name, Number(gas!.replaceAll(',', ''))]));
  expect(stated).toEqual(JSON.parse(text('contracts/examples/gas-snapshot.json')));
});

test('every use has a page of its own, a test and a place in the lists; all of it is MIT', () => {
  const uses = new Set(solidity.map((path) => path.split(/[\\/]/)[0]!).filter((name) => name !== 'props'));
  expect(uses.size).toBe(8);
  const list = text('contracts/examples/README.md');
  for (const use of uses) {
    expect(page).toContain(`../contracts/examples/${use}/README.md`);
    expect(list).toContain(`(${use}/README.md)`);
    expect(text(`contracts/examples/${use}/README.md`)).toMatch(/^# /);
    expect(text(`test/uses/${use}.test.ts`)).toContain('expectUseGas');
  }
  for (const path of solidity)
    expect(text(`contracts/examples/${path}`), path).toMatch(/^\/\/ SPDX-License-Identifier: MIT\n/);
});
