import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { GROTH16_PROOF_SYSTEM_ID } from '../../src-main/engine/chain/domains.ts';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const page = read('docs/contracts.md');

test('the page of the contracts states the gas of the snapshot, all of it', () => {
  const rows = [...page.matchAll(/^\| `(\w+)` \| ([\d,]+) \|/gm)];
  const stated = Object.fromEntries(rows.map(([, name, gas]) => [name, Number(gas!.replaceAll(',', ''))]));
  expect(stated).toEqual(JSON.parse(read('contracts/gas-snapshot.json')));
});

test('the page of the contracts has a part for every contract that is deployed, and names the proof system', () => {
  const { contracts } = JSON.parse(read('contracts/deployments.json')) as { contracts: object };
  const headings = [...page.matchAll(/^## (\w+)$/gm)].map(([, name]) => name);
  expect(headings).toEqual(expect.arrayContaining(Object.keys(contracts)));
  expect(page).toContain(`verifierOf(${GROTH16_PROOF_SYSTEM_ID})`);
});
