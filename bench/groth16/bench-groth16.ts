import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadNative } from '../../src-main/engine/native/load-native.ts';
import { median } from '../median.ts';
import { runFresh } from '../run-fresh.ts';
import type { FreshRun } from '../run-fresh.ts';
import { benchLenet } from './bench-lenet.ts';
import { prepareReference } from './prepare-reference.ts';
import type { ReferenceKind } from './reference-circuit.ts';

const PROOF_RUNS = 5;
const SETUP_RUNS = 3;
const PTAU_POWER = 18;

interface Reference {
  kind: ReferenceKind;
  power: number;
  /** Keys of the figures. */
  name: string;
  words: string;
}
const references: readonly Reference[] = [
  { kind: 'bits', power: 16, name: 'Bits16', words: '2^16 domain, mostly bits' },
  { kind: 'full', power: 16, name: 'Full16', words: '2^16 domain, full-size values' },
  { kind: 'bits', power: 18, name: 'Bits18', words: '2^18 domain, mostly bits' },
];

/**
 * The native prover against snarkjs in one run: proofs with the same key and witness, each in a fresh process, in turn;
 * keys, contributions, powers of tau; and the proof of LeNet-5 with the key loaded. Ratios are snarkjs's time over ours.
 */
export async function benchGroth16(say: (line: string) => void): Promise<Record<string, number>> {
  const { addon } = await loadNative();
  if (!addon) throw new Error('There is no native prover here. Run: npm run build:native');
  say(`Native prover: ${addon.backend}`);
  const folder = await mkdtemp(join(tmpdir(), 'proofpress-bench-'));
  const file = (name: string) => join(folder, name);
  const figures: Record<string, number> = {};
  try {
    const ptauPath = file('local.ptau');
    const started = performance.now();
    await addon.powersOfTau(ptauPath, PTAU_POWER).promise;
    figures.ptau18Seconds = (performance.now() - started) / 1000;
    say(`Powers of tau 2^${PTAU_POWER}: ${figures.ptau18Seconds.toFixed(1)} s`);

    for (const { kind, power } of references) {
      await prepareReference(addon, kind, power, { ptauPath, path: file(`${kind}${power}`) });
    }
    Object.assign(figures, await benchKeys(file, ptauPath, say));

    let snarkjsBits16 = 0;
    for (const reference of references) {
      const { native, snarkjs } = await benchProofs(reference, file);
      const [nativeTime, snarkjsTime] = [medianTime(native), medianTime(snarkjs)];
      const zkeyBytes = (await stat(file(`${reference.kind}${reference.power}.zkey`))).size;
      const peakBytes = Math.max(...native.map((run) => run.peakBytes));
      figures[`proofRatio${reference.name}`] = snarkjsTime / nativeTime;
      figures[`proofSeconds${reference.name}`] = nativeTime / 1000;
      // At most 1 is wanted: 1.5 times the key and 200 MB.
      figures[`proofMemory${reference.name}`] = peakBytes / (1.5 * zkeyBytes + 200e6);
      if (reference.name === 'Bits16') snarkjsBits16 = snarkjsTime / 1000;
      say(
        `Proof, ${reference.words}: ${ratio(snarkjsTime, nativeTime)}; peak memory ${megabytes(peakBytes)} with a key of ${megabytes(zkeyBytes)}`,
      );
    }
    const lenet = await benchLenet(folder, say);
    figures.lenetConstraints = lenet.constraints;
    figures.lenetProofSeconds = lenet.proofSeconds;
    figures.lenetProofMultiple = lenet.proofSeconds / snarkjsBits16;
    say(
      `LeNet-5 proof with the key loaded: ${lenet.proofSeconds.toFixed(2)} s, ${figures.lenetProofMultiple.toFixed(3)} of snarkjs's proof of 2^16 mostly bits`,
    );
    return Object.fromEntries(
      Object.entries(figures).map(([key, value]) => [key, Number(value.toPrecision(4))]),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Five proofs each, in turn, so that a slow spell of the machine meets both. */
async function benchProofs({ kind, power }: Reference, file: (name: string) => string) {
  const paths = [file(`${kind}${power}.zkey`), file(`${kind}${power}.wtns`)];
  const runs: Record<'native' | 'snarkjs', FreshRun[]> = { native: [], snarkjs: [] };
  for (let run = 0; run < PROOF_RUNS; run++) {
    for (const prover of ['native', 'snarkjs'] as const)
      runs[prover].push(await runFresh('groth16/prove-fresh.ts', [prover, ...paths]));
  }
  return runs;
}

async function benchKeys(file: (name: string) => string, ptauPath: string, say: (line: string) => void) {
  const measure = async (prover: string, runs: number, ...step: string[]) => {
    const times: FreshRun[] = [];
    for (let run = 0; run < runs; run++)
      times.push(await runFresh('groth16/setup-fresh.ts', [prover, ...step]));
    return medianTime(times);
  };
  const setup = ['setup', file('bits16.r1cs'), ptauPath];
  const nativeSetup = await measure('native', SETUP_RUNS, ...setup, file('native.zkey'));
  const snarkjsSetup = await measure('snarkjs', 1, ...setup, file('snarkjs.zkey'));
  say(`Keys, 2^16 domain: ${ratio(snarkjsSetup, nativeSetup)}`);
  const contribute = ['contribute', file('snarkjs.zkey'), file('contributed.zkey')];
  const nativeContribute = await measure('native', SETUP_RUNS, ...contribute);
  const snarkjsContribute = await measure('snarkjs', 1, ...contribute);
  say(`Contribution, 2^16 domain: ${ratio(snarkjsContribute, nativeContribute)}`);
  return {
    setupRatio: snarkjsSetup / nativeSetup,
    contributeRatio: snarkjsContribute / nativeContribute,
    setupSeconds: nativeSetup / 1000,
    contributeSeconds: nativeContribute / 1000,
  };
}

function medianTime(runs: readonly FreshRun[]): number {
  return median(runs.map(({ milliseconds }) => milliseconds));
}

function ratio(snarkjs: number, native: number): string {
  return `${(native / 1000).toFixed(3)} s, snarkjs ${(snarkjs / 1000).toFixed(2)} s: ${(snarkjs / native).toFixed(1)} times as fast`;
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}
