import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** The part of snarkjs that these tests use. */
interface Snarkjs {
  powersOfTau: {
    newAccumulator(curve: unknown, power: number, out: string): Promise<unknown>;
    contribute(from: string, to: string, name: string, entropy: string): Promise<unknown>;
    preparePhase2(from: string, to: string): Promise<unknown>;
  };
  curves: { getCurveFromName(name: string): Promise<unknown> };
  zKey: {
    newZKey(r1cs: string, ptau: string, zkey: string): Promise<unknown>;
    contribute(from: string, to: string, name: string, entropy: string): Promise<unknown>;
    exportVerificationKey(zkey: string): Promise<VerificationKey>;
  };
  groth16: {
    fullProve(input: object, wasm: string, zkey: string): Promise<{ proof: object; publicSignals: string[] }>;
  };
}

export type Point1 = [string, string, string];
export type Point2 = [[string, string], [string, string], [string, string]];

export interface VerificationKey {
  protocol: string;
  curve: string;
  nPublic: number;
  vk_alpha_1: Point1;
  vk_beta_2: Point2;
  vk_gamma_2: Point2;
  vk_delta_2: Point2;
  IC: Point1[];
}

export interface TestCircuit {
  /** Two keys of the same circuit, and the key before any contribution (delta = gamma). */
  key: VerificationKey;
  otherKey: VerificationKey;
  unfinishedKey: VerificationKey;
  /** proof.json for these public signals. */
  prove(signals: readonly bigint[]): Promise<object>;
}

export interface TestSetup {
  /** A circuit with `signals` public signals, each of which is bound by a constraint. */
  circuit(signals: number): Promise<TestCircuit>;
  dispose(): Promise<void>;
}

/** A contributed phase 1 of size 2^4 and circuits on it, made by circom and snarkjs. */
export async function makeTestSetup(): Promise<TestSetup> {
  const snarkjs = (await import('snarkjs')) as unknown as Snarkjs;
  const folder = await mkdtemp(join(tmpdir(), 'proofpress-contracts-'));
  const file = (name: string): string => join(folder, name);
  const curve = await snarkjs.curves.getCurveFromName('bn128');
  await snarkjs.powersOfTau.newAccumulator(curve, 4, file('0.ptau'));
  await snarkjs.powersOfTau.contribute(file('0.ptau'), file('1.ptau'), 'test', 'phase 1');
  await snarkjs.powersOfTau.preparePhase2(file('1.ptau'), file('final.ptau'));

  return {
    async circuit(signals) {
      const name = `signals${signals}`;
      await writeFile(
        file(`${name}.circom`),
        `pragma circom 2.0.0;
template Signals(n) {
  signal input s[n];
  signal square[n];
  for (var i = 0; i < n; i++) square[i] <== s[i] * s[i];
}
component main {public [s]} = Signals(${signals});
`,
      );
      const cli = createRequire(import.meta.url).resolve('circom2/cli.js');
      await promisify(execFile)(process.execPath, [cli, `${name}.circom`, '--r1cs', '--wasm'], {
        cwd: folder,
      });
      const zkeys = ['unfinished', 'first', 'second'].map((key) => file(`${name}.${key}.zkey`)) as [
        string,
        string,
        string,
      ];
      await snarkjs.zKey.newZKey(file(`${name}.r1cs`), file('final.ptau'), zkeys[0]);
      await snarkjs.zKey.contribute(zkeys[0], zkeys[1], 'first', 'phase 2');
      await snarkjs.zKey.contribute(zkeys[0], zkeys[2], 'second', 'another phase 2');
      return {
        unfinishedKey: await snarkjs.zKey.exportVerificationKey(zkeys[0]),
        key: await snarkjs.zKey.exportVerificationKey(zkeys[1]),
        otherKey: await snarkjs.zKey.exportVerificationKey(zkeys[2]),
        async prove(values) {
          const wasm = join(folder, `${name}_js`, `${name}.wasm`);
          return (await snarkjs.groth16.fullProve({ s: values }, wasm, zkeys[1])).proof;
        },
      };
    },
    async dispose() {
      await rm(folder, { recursive: true, force: true });
      await (globalThis as { curve_bn128?: { terminate(): Promise<void> } }).curve_bn128?.terminate();
    },
  };
}
