import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { groth16, zKey } from 'snarkjs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readBinFile, readBinFileSection } from '../../src-main/engine/proofs/binfile/read-bin-file.ts';
import { unpackNumbers } from '../../src-main/engine/native/number-bytes.ts';
import { decodeProof } from '../../src-main/engine/proofs/groth16/prover/point-bytes.ts';
import { releaseCurve } from '../../src-main/engine/proofs/groth16/prover/release-curve.ts';
import { addons, describeNative } from './support/addons.ts';
import { writeCircuitFiles } from './support/circuit-files.ts';

/** snarkjs takes sections apart above 2^14 rows, so that is where its hashes and ours could part. */
describeNative('Groth16 against snarkjs above 2^14 rows', (addon) => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'proofpress native large '));
  });
  afterAll(async () => {
    releaseCurve();
    await rm(folder, { recursive: true, force: true });
  });

  it.each([
    { rows: 2 ** 15 - 4, power: 15 },
    { rows: 2 ** 15, power: 16 },
    { rows: 17_000, power: 16 },
  ])('$rows rows in a file of power $power', async ({ rows, power }) => {
    const files = await writeCircuitFiles(addon, folder, { multiplications: rows, power });
    const theirs = join(folder, 'theirs.zkey');
    await zKey.newZKey(files.r1csPath, files.ptauPath, theirs);
    const [mine, other] = [await readBinFile(files.initialPath), await readBinFile(theirs)];
    for (const id of other.sections.keys()) {
      const [a, b] = [await readBinFileSection(mine, id), await readBinFileSection(other, id)];
      expect(Buffer.compare(a, b), `section ${id}`).toBe(0);
    }
    expect(await zKey.verifyFromR1cs(files.r1csPath, files.ptauPath, files.zkeyPath)).toBe(true);
    await addon.verifyKey(files.r1csPath, files.ptauPath, files.zkeyPath).promise;
    const verificationKey = await zKey.exportVerificationKey(files.zkeyPath);
    for (const prover of addons) {
      const key = await prover.loadKey(files.zkeyPath).promise;
      const { proof, publicSignals } = await key.prove(files.wtnsPath).promise;
      key.release();
      const signals = unpackNumbers(publicSignals).map(String);
      expect(signals).toEqual(files.publicSignals);
      expect(await groth16.verify(verificationKey as never, signals, decodeProof(proof))).toBe(true);
    }
  });
});
