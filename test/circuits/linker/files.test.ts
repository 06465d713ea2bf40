import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as snarkjs from 'snarkjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeRecord } from '../../../src-main/engine/graph/record.ts';
import { SCALAR_FIELD, toField } from '../../../src-main/engine/proofs/bn254.ts';
import { readR1cs } from '../../../src-main/engine/proofs/groth16/gadgets/read-r1cs.ts';
import { setupKeys } from '../../../src-main/engine/proofs/groth16/keys/setup-keys.ts';
import type {
  ConstraintSystem,
  SparseMatrix,
} from '../../../src-main/engine/proofs/groth16/linker/constraint-system.ts';
import { writeR1cs } from '../../../src-main/engine/proofs/groth16/linker/write-r1cs.ts';
import { writeWtns } from '../../../src-main/engine/proofs/groth16/linker/write-wtns.ts';
import { proveWitness } from '../../../src-main/engine/proofs/groth16/prover/prove.ts';
import { releaseCurve } from '../../../src-main/engine/proofs/groth16/prover/release-curve.ts';
import { verifyProof } from '../../../src-main/engine/proofs/groth16/prover/verify-proof.ts';
import { writeLocalPtau } from '../../../src-main/engine/proofs/groth16/ptau/write-local-ptau.ts';
import { expectHonest, type HonestRun, programOf, randomInputs } from '../support/linker-bench.ts';
import { Random } from '../support/random.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** What the package has beside the part that the product uses. */
const { r1cs } = snarkjs as unknown as {
  r1cs: {
    info(
      path: string,
    ): Promise<Record<'nVars' | 'nConstraints' | 'nPubInputs' | 'nOutputs' | 'nPrvInputs', number>>;
  };
};

const recordPath = fileURLToPath(new URL('../../fixtures/credit-record.json', import.meta.url));

describe.each(['public', 'committed'] as const)('files of the credit model, %s input', (mode) => {
  const folder = temporaryFolder();
  const path = (name: string) => join(folder, name);
  let run: HonestRun;

  beforeAll(async () => {
    const { graph } = decodeRecord(new Uint8Array(await readFile(recordPath)));
    const random = new Random(17);
    run = await expectHonest(programOf(graph, { features: mode }), randomInputs(graph, random), random);
    await writeR1cs(path('credit.r1cs'), run.linked.system, {});
    await writeWtns(path('honest.wtns'), run.witness.values);
  });
  afterAll(releaseCurve);

  it('the .r1cs says to snarkjs and to our reader what the linker made', async () => {
    const { system } = run.linked;
    expect(await r1cs.info(path('credit.r1cs'))).toMatchObject({
      nVars: system.wireCount,
      nConstraints: system.rowCount,
      nPubInputs: system.publicCount,
      nOutputs: 0,
      nPrvInputs: 0,
    });
    const read = readR1cs(await readFile(path('credit.r1cs')));
    expect(read.rows.length).toBe(system.rowCount);
    read.rows.forEach((row, index) => {
      const expected = [system.A, system.B, system.C].map((matrix) => termsOf(system, matrix, index));
      expect(row).toEqual(expected);
    });
  });

  it('snarkjs accepts the honest witness and no changed one', async () => {
    const silent = () => undefined;
    const logger = { debug: silent, info: silent, warn: silent, error: silent, log: silent };
    const circuit = new Uint8Array(await readFile(path('credit.r1cs')));
    const check = async (name: string) =>
      snarkjs.wtns.check(circuit, new Uint8Array(await readFile(path(name))), logger);
    expect(await check('honest.wtns')).toBe(true);
    const { values } = run.witness;
    const random = new Random(5);
    for (const wire of [
      1,
      2,
      run.linked.system.publicCount,
      ...[0, 0, 0].map(() => random.integer(10, values.length - 1)),
    ]) {
      if (isFreeHint(run, wire)) continue;
      const changed = [...values];
      changed[wire] = toField(BigInt(values[wire]!) + 1n);
      await writeWtns(path('changed.wtns'), changed);
      expect(await check('changed.wtns'), `wire ${wire}`).toBe(false);
    }
  });

  it('a key, a proof, and nothing but its statement', async () => {
    const { rowCount, publicCount } = run.linked.system;
    await writeLocalPtau(path('local.ptau'), Math.floor(Math.log2(rowCount + publicCount)) + 1);
    const files = {
      r1csPath: path('credit.r1cs'),
      ptauPath: path('local.ptau'),
      zkeyPath: path('credit.zkey'),
    };
    const { verificationKey } = await setupKeys(files);
    const { proof, publicSignals } = await proveWitness({
      zkeyPath: files.zkeyPath,
      wtnsPath: path('honest.wtns'),
    });
    expect(publicSignals).toEqual(run.witness.publicSignals.map((signal) => toField(signal).toString()));
    expect(await verifyProof(verificationKey, publicSignals, proof)).toBe(true);
    expect(await snarkjs.groth16.verify(verificationKey, publicSignals, proof)).toBe(true);
    for (let signal = 0; signal < publicSignals.length; signal++) {
      for (const other of [
        toField(BigInt(publicSignals[signal]!) + 1n),
        SCALAR_FIELD - BigInt(publicSignals[signal]!),
      ]) {
        const changed = publicSignals.with(signal, other.toString());
        expect(await verifyProof(verificationKey, changed, proof), `signal ${signal}`).toBe(false);
      }
    }
  });
});

/** Terms of a row as the file holds them: coefficients in [0, r), none that is zero. */
function termsOf(system: ConstraintSystem, { rowPointer, wire, coefficient }: SparseMatrix, row: number) {
  return Array.from({ length: rowPointer[row + 1]! - rowPointer[row]! }, (_, index) => {
    const term = rowPointer[row]! + index;
    return { wire: wire[term]!, coefficient: toField(BigInt(system.coefficients[coefficient[term]!]!)) };
  }).filter((term) => term.coefficient !== 0n);
}

/** A wire that no row with the others' values fixes: an inverse beside a zero (circuits/relu.circom). */
function isFreeHint({ linked: { system }, witness }: HonestRun, wire: number): boolean {
  const { A, B } = system;
  for (let row = 0; row < system.rowCount; row++) {
    const factor = termsOf(system, B, row);
    if (factor.length === 1 && factor[0]!.wire === wire) {
      const other = termsOf(system, A, row).reduce(
        (sum, term) => sum + term.coefficient * BigInt(witness.values[term.wire]!),
        0n,
      );
      if (toField(other) === 0n) return true;
    }
  }
  return false;
}
