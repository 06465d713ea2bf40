// npm run gpu-check: is what an NVIDIA device computes right, and how fast is it beside the processor?
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { describeCause } from '../../src-main/api/errors.ts';
import { cudaDevice } from '../../src-main/engine/native/cuda-device.ts';
import { loadNative } from '../../src-main/engine/native/load-native.ts';
import { checkResults } from './check-results.ts';
import { describeMachine } from './machine.ts';
import type { Machine } from './machine.ts';
import { measureProof } from './measure-proof.ts';
import { measureSum, measureTransform } from './measure-parts.ts';
import { tableOf } from './table.ts';
import type { Row } from './table.ts';

interface Sizes {
  ptau: number;
  largestCheck: number;
  sums: Record<1 | 2, readonly number[]>;
  transforms: readonly number[];
  proofs: readonly (readonly ['bits' | 'full', number])[];
}

const SIZES: Record<'full' | 'trial', Sizes> = {
  full: {
    ptau: 20,
    largestCheck: Infinity,
    sums: { 1: [16, 18, 20, 22], 2: [16, 18, 20] },
    transforms: [16, 18, 20, 22, 24],
    proofs: [
      ['bits', 16],
      ['bits', 18],
      ['bits', 20],
      ['full', 18],
      ['full', 20],
    ],
  },
  // To see that it works, where a device is only emulated.
  trial: { ptau: 7, largestCheck: 33, sums: { 1: [6], 2: [5] }, transforms: [8], proofs: [['bits', 6]] },
};

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    trial: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
  },
});
// With --json standard output is JSON and nothing else.
const say = (line: string) => (values.json ? console.error(line) : console.log(line));

try {
  const seed = Number(values.seed);
  if (!Number.isInteger(seed) || seed < 1 || seed > 2 ** 31)
    throw new Error('--seed is a whole number from 1 to 2^31.');
  const machine = await findMachine();
  for (const line of describeMachine(machine)) say(line);
  const rows = await check(machine, SIZES[values.trial ? 'trial' : 'full'], seed);
  say('');
  for (const line of tableOf(rows)) say(line);
  if (values.json)
    console.log(JSON.stringify({ device: machine.device, backend: machine.addon.backend, rows }));
} catch (error) {
  console.error(describeCause(error));
  process.exitCode = 1;
}

async function findMachine(): Promise<Machine> {
  const { addon } = await loadNative();
  if (!addon) throw new Error('There is no native prover here. Run: npm run build:native');
  const { device, reason } = await cudaDevice(addon);
  if (!device) throw new Error(`There is no device to check: ${reason}.`);
  return { addon, device };
}

async function check(machine: Machine, sizes: Sizes, seed: number): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'proofpress-gpu-check-'));
  const started = performance.now();
  const progress = (what: string) =>
    say(`[${((performance.now() - started) / 1000).toFixed(0).padStart(3)} s] ${what}`);
  const rows: Row[] = [];
  const add = (row: Row) => {
    rows.push(row);
    progress(`${row.name}, 2^${row.power}: ${(1000 * row.deviceSeconds).toFixed(2)} ms`);
  };
  try {
    const ptauPath = join(folder, 'ptau');
    progress(`powers of tau, 2^${sizes.ptau}`);
    await machine.addon.powersOfTau(ptauPath, sizes.ptau).promise;
    const checks = await checkResults(machine, { ptauPath, seed, largest: sizes.largestCheck });
    progress(`${checks} results are those of the processor`);
    for (const group of [1, 2] as const)
      for (const power of sizes.sums[group]) add(await measureSum(machine, { group, power, ptauPath, seed }));
    for (const power of sizes.transforms) add(await measureTransform(machine, { power, seed }));
    for (const [kind, power] of sizes.proofs)
      add(await measureProof(machine, { kind, power, ptauPath, folder }));
    return rows;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
