import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { groth16, zKey } from 'snarkjs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readBinFile, readBinFileSection } from '../../src-main/engine/proofs/binfile/read-bin-file.ts';
import {
  decodeProof,
  decodeVerificationKey,
} from '../../src-main/engine/proofs/groth16/prover/point-bytes.ts';
import { releaseCurve } from '../../src-main/engine/proofs/groth16/prover/release-curve.ts';
import { unpackNumbers } from '../../src-main/engine/native/number-bytes.ts';
import { writeTinyCircuit } from '../engine/groth16/tiny-circuit.ts';
import { describeNative } from './support/addons.ts';
import { writeCircuitFiles } from './support/circuit-files.ts';
import type { CircuitFiles } from './support/circuit-files.ts';
import { statusOf } from './support/native-error.ts';
import { randomBelow } from './support/random-numbers.ts';

const BEACON = '0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20';

describeNative('Groth16 against snarkjs', (addon) => {
  let folder: string;
  /** 12 rows and 3 public: a domain of 16, in a .ptau of that size. */
  let full: CircuitFiles;
  /** A domain of 64 in a larger .ptau. */
  let roomy: CircuitFiles;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'proofpress native '));
    full = await writeCircuitFiles(addon, folder, { multiplications: 12, power: 4 });
    roomy = await writeCircuitFiles(addon, folder, { multiplications: 40, power: 8 });
  });
  afterAll(async () => {
    releaseCurve();
    await rm(folder, { recursive: true, force: true });
  });

  /** Proves natively; checks with snarkjs alone. */
  async function provesFor(zkeyPath: string, { wtnsPath, publicSignals }: CircuitFiles): Promise<void> {
    const key = await addon.loadKey(zkeyPath).promise;
    const made = await key.prove(wtnsPath).promise;
    key.release();
    const signals = unpackNumbers(made.publicSignals).map(String);
    expect(signals).toEqual(publicSignals);
    const verificationKey = await zKey.exportVerificationKey(zkeyPath);
    expect(await groth16.verify(verificationKey as never, signals, decodeProof(made.proof))).toBe(true);
    const other = [String(BigInt(signals[0]!) + 1n), ...signals.slice(1)];
    expect(await groth16.verify(verificationKey as never, other, decodeProof(made.proof))).toBe(false);
  }

  async function expectSameSections(left: string, right: string): Promise<void> {
    const [mine, theirs] = [await readBinFile(left, 'zkey'), await readBinFile(right, 'zkey')];
    expect([...mine.sections.keys()].sort()).toEqual([...theirs.sections.keys()].sort());
    for (const id of mine.sections.keys()) {
      const [a, b] = [await readBinFileSection(mine, id), await readBinFileSection(theirs, id)];
      expect(Buffer.compare(a, b), `section ${id}`).toBe(0);
    }
  }

  it('phase 2 begins with the bytes of snarkjs, circuit hash included', async () => {
    for (const files of [full, roomy]) {
      const theirs = join(folder, 'theirs.zkey');
      await zKey.newZKey(files.r1csPath, files.ptauPath, theirs);
      await expectSameSections(files.initialPath, theirs);
    }
  });

  it('contributions pass the check of snarkjs, and chains of both kinds the native one', async () => {
    const second = join(folder, 'second.zkey');
    const third = join(folder, 'third.zkey');
    const last = join(folder, 'last.zkey');
    await zKey.contribute(roomy.zkeyPath, second, 'by snarkjs', 'some text');
    await addon.contribute(second, third, 'Ä native', new Uint8Array()).promise;
    await addon.beacon(third, last, 'beacon', Buffer.from(BEACON, 'hex'), 10).promise;
    for (const path of [roomy.zkeyPath, second, third, last]) {
      expect(await zKey.verifyFromR1cs(roomy.r1csPath, roomy.ptauPath, path), path).toBe(true);
      await addon.verifyKey(roomy.r1csPath, roomy.ptauPath, path).promise;
      await provesFor(path, roomy);
    }
  });

  it('a beacon gives the bytes and the hash of snarkjs', async () => {
    const mine = join(folder, 'my-beacon.zkey');
    const theirs = join(folder, 'their-beacon.zkey');
    const hash = await addon.beacon(full.zkeyPath, mine, 'b', Buffer.from(BEACON, 'hex'), 11).promise;
    const { beacon } = zKey as unknown as {
      beacon(from: string, to: string, name: string, beacon: string, exponent: number): Promise<Uint8Array>;
    };
    const theirHash = await beacon(full.zkeyPath, theirs, 'b', BEACON, 11);
    expect(hash).toEqual(Buffer.from(theirHash));
    await expectSameSections(mine, theirs);
  });

  it('keys of snarkjs prove here', async () => {
    const initial = join(folder, 'from-snarkjs.zkey');
    const key = join(folder, 'from-snarkjs-1.zkey');
    await zKey.newZKey(full.r1csPath, full.ptauPath, initial);
    await zKey.contribute(initial, key, 'x', 'entropy');
    await addon.verifyKey(full.r1csPath, full.ptauPath, key).promise;
    await provesFor(key, full);
  });

  it('proofs for circuits around the powers of two', async () => {
    for (const multiplications of [1, 3, 4, 5, 12, 13, 28, 29, 30, 60]) {
      const files = await writeCircuitFiles(addon, folder, { multiplications, power: 6 });
      await provesFor(files.zkeyPath, files);
    }
  });

  it('two proofs of one witness differ, and both hold', async () => {
    const key = await addon.loadKey(roomy.zkeyPath).promise;
    const made = await Promise.all([key.prove(roomy.wtnsPath).promise, key.prove(roomy.wtnsPath).promise]);
    expect(Buffer.compare(made[0].proof, made[1].proof)).not.toBe(0);
    for (const { proof, publicSignals } of made) {
      await addon.verify(key.verificationKey(), publicSignals, proof).promise;
    }
    const verificationKey = await zKey.exportVerificationKey(roomy.zkeyPath);
    expect(verificationKey).toMatchObject(decodeVerificationKey(key.verificationKey()));
    key.release();
  });

  it('verification: a changed proof, signal or key does not pass', async () => {
    const key = await addon.loadKey(full.zkeyPath).promise;
    const { proof, publicSignals } = await key.prove(full.wtnsPath).promise;
    const verificationKey = key.verificationKey();
    const verify = (changedKey: Uint8Array, signals: Uint8Array, changedProof: Uint8Array) =>
      statusOf(() => addon.verify(changedKey, signals, changedProof).promise);
    expect(await verify(verificationKey, publicSignals, proof)).toBe('none');
    const flip = (bytes: Uint8Array, position: number) => {
      const changed = Uint8Array.from(bytes);
      changed[position]! ^= 1;
      return changed;
    };
    const swapped = Buffer.concat([proof.subarray(192), proof.subarray(64, 192), proof.subarray(0, 64)]);
    expect(await verify(verificationKey, publicSignals, swapped)).toBe('rejected');
    for (let position = 0; position < publicSignals.length; position += 9) {
      expect(await verify(verificationKey, flip(publicSignals, position), proof)).not.toBe('none');
    }
    for (let position = 0; position < 256; position += 17) {
      expect(await verify(verificationKey, publicSignals, flip(proof, position))).toBe('invalid');
    }
    for (let position = 0; position < verificationKey.length; position += 31) {
      expect(await verify(flip(verificationKey, position), publicSignals, proof)).toBe('invalid');
    }
    expect(await verify(verificationKey, publicSignals.subarray(32), proof)).toBe('invalid');
    expect(await verify(verificationKey, Buffer.alloc(64, 0xff), proof)).toBe('invalid');
    expect(await verify(verificationKey.subarray(0, 100), publicSignals, proof)).toBe('invalid');
    expect(await verify(verificationKey, publicSignals, new Uint8Array(256))).not.toBe('none');
    key.release();
  });

  it('the key check finds a change in every section', async () => {
    const whole = await readFile(full.zkeyPath);
    const file = await readBinFile(full.zkeyPath, 'zkey');
    const changedPath = join(folder, 'changed.zkey');
    const check = () => statusOf(() => addon.verifyKey(full.r1csPath, full.ptauPath, changedPath).promise);
    await writeFile(changedPath, whole);
    expect(await check()).toBe('none');
    for (const { id, offset, size } of file.sections.values()) {
      for (let round = 0; round < 6; round++) {
        const position = round === 0 ? size - 1 : Number(randomBelow(BigInt(size)));
        const changed = Buffer.from(whole);
        changed[offset + position]! ^= 1 << Number(randomBelow(8n));
        await writeFile(changedPath, changed);
        const status = await check();
        // A contribution's name is part of no hash, neither here nor in snarkjs.
        if (status === 'none') expect([10], `section ${id}, byte ${position}`).toContain(id);
        else expect(['invalid', 'rejected'], `section ${id}, byte ${position}`).toContain(status);
      }
    }
    // Sound points in the wrong places: two of the same section change places.
    for (const id of [3, 5, 6, 7, 8, 9]) {
      const { offset } = file.sections.get(id)!;
      const size = id === 7 ? 128 : 64;
      const changed = Buffer.from(whole);
      whole.copy(changed, offset, offset + size, offset + 2 * size);
      whole.copy(changed, offset + size, offset, offset + size);
      if (changed.equals(whole)) continue;
      await writeFile(changedPath, changed);
      expect(await check(), `section ${id}`).toBe('rejected');
    }
  });

  it('the key check refuses the key of another circuit and of other powers of tau', async () => {
    const shifted = await writeTinyCircuit(folder, { multiplications: 12, shift: 9n, name: 'shifted' });
    const ptauPath = join(folder, 'other.ptau');
    await addon.powersOfTau(ptauPath, 4).promise;
    const check = (r1cs: string, ptau: string) =>
      statusOf(() => addon.verifyKey(r1cs, ptau, full.zkeyPath).promise);
    expect(await check(full.r1csPath, full.ptauPath)).toBe('none');
    expect(await check(shifted.r1csPath, full.ptauPath)).toBe('rejected');
    expect(await check(full.r1csPath, ptauPath)).toBe('rejected');
  });

  it('truncated files, files of noise and missing files give errors and leave nothing', async () => {
    const broken = join(folder, 'broken');
    const out = join(folder, 'out.zkey');
    const sources: [string, () => { promise: Promise<unknown> }][] = [
      [full.r1csPath, () => addon.setup(broken, full.ptauPath, out)],
      [full.ptauPath, () => addon.setup(full.r1csPath, broken, out)],
      [full.zkeyPath, () => addon.loadKey(broken)],
      [full.zkeyPath, () => addon.contribute(broken, out, '', new Uint8Array())],
      [full.zkeyPath, () => addon.verifyKey(full.r1csPath, full.ptauPath, broken)],
      [full.r1csPath, () => addon.verifyKey(broken, full.ptauPath, full.zkeyPath)],
      [full.ptauPath, () => addon.verifyKey(full.r1csPath, broken, full.zkeyPath)],
    ];
    const before = (await readdir(folder)).length;
    for (const [path, run] of sources) {
      const { size } = await stat(path);
      const whole = await readFile(path);
      for (const length of [0, 3, 12, 20, 60, 100, Math.floor(size / 3), Math.floor(size / 2), size - 1]) {
        await writeFile(broken, whole);
        await truncate(broken, length);
        expect(await statusOf(() => run().promise), `${path} cut to ${length}`).toBe('invalid');
      }
      await writeFile(broken, Buffer.from(Array.from({ length: 999 }, () => Number(randomBelow(256n)))));
      expect(await statusOf(() => run().promise)).toBe('invalid');
      await rm(broken);
      expect(await statusOf(() => run().promise)).toBe('io');
    }
    expect((await readdir(folder)).length).toBe(before);
  });
});
