import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildBn128 } from 'ffjavascript';
import { groth16, powersOfTau, zKey } from 'snarkjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BinFileWriter } from '../../../src-main/engine/proofs/binfile/bin-file-writer.ts';
import {
  findSection,
  readBinFile,
  readBinFileSection,
} from '../../../src-main/engine/proofs/binfile/read-bin-file.ts';
import { checkPtau } from '../../../src-main/engine/proofs/groth16/ptau/check-ptau.ts';
import { PUBLISHED_PTAU } from '../../../src-main/engine/proofs/groth16/ptau/published-ptau.ts';
import { writeLocalPtau } from '../../../src-main/engine/proofs/groth16/ptau/write-local-ptau.ts';
import { releaseCurve } from '../../../src-main/engine/proofs/groth16/prover/release-curve.ts';
import { singleThreadCurve } from '../../../src-main/engine/proofs/groth16/prover/single-thread-curve.ts';
import { appErrorOf } from './app-error.ts';
import { writeTinyCircuit } from './tiny-circuit.ts';

describe('the check of powers of tau', () => {
  const power = 4;
  const size = 2 ** power;
  let folder: string;
  let good: string;
  let tauIsOne: string;
  let sections: Map<number, Uint8Array>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'proofpress check '));
    good = join(folder, 'good.ptau');
    tauIsOne = join(folder, 'tau-is-one.ptau');
    await writeLocalPtau(good, power);
    const file = await readBinFile(good, 'ptau');
    sections = new Map();
    for (const id of file.sections.keys()) sections.set(id, await readBinFileSection(file, id));
    const accumulator = join(folder, 'new.ptau');
    // One power more than the circuit needs: at the very power, snarkjs' key check stumbles over the point that its
    // preparation lacks at the end of section 12, and reports an H section that does not match.
    await powersOfTau.newAccumulator(await buildBn128(), power + 1, accumulator);
    await powersOfTau.preparePhase2(accumulator, tauIsOne);
  });
  afterAll(async () => {
    releaseCurve();
    await rm(folder, { recursive: true, force: true });
  });

  /** A copy of the good file with some sections replaced, or left out where undefined. */
  async function patched(changes: ReadonlyMap<number, Uint8Array | undefined>): Promise<string> {
    const content = [...sections].flatMap(([id, bytes]) => {
      const replacement = changes.has(id) ? changes.get(id) : bytes;
      return replacement ? [[id, replacement] as const] : [];
    });
    const path = join(folder, 'patched.ptau');
    const writer = await BinFileWriter.open(path, 'ptau', 1, content.length);
    for (const [id, bytes] of content) {
      writer.startSection(id);
      await writer.write(bytes);
      await writer.endSection();
    }
    await writer.close();
    return path;
  }
  const section = (id: number): Uint8Array => sections.get(id) ?? new Uint8Array();
  const withPoint = (id: number, position: number, bytes: Uint8Array): Uint8Array => {
    const copy = section(id).slice();
    copy.set(bytes, position);
    return copy;
  };
  const refusal = async (changes: [number, Uint8Array | undefined][]): Promise<string> =>
    (await appErrorOf(checkPtau(await patched(new Map(changes))), 'ptau-invalid')).message;

  it('passes a good file, also through the rewriting of this test', async () => {
    expect(await checkPtau(good)).toEqual({ power });
    expect(await checkPtau(await patched(new Map()))).toEqual({ power });
  });

  it('refuses a fresh snarkjs accumulator, where tau = alpha = beta = 1', async () => {
    const error = await appErrorOf(checkPtau(tauIsOne), 'ptau-invalid');
    expect(error.message).toContain('tau in G1');
  });

  // This pins why the check exists. snarkjs makes a key, calls it valid, and lets false statements pass.
  it('guards against a real danger: at tau = 1 a false statement verifies', async () => {
    const circuit = await writeTinyCircuit(folder, { multiplications: 9, name: 'honest' });
    const lie = await writeTinyCircuit(folder, { multiplications: 9, name: 'lie', cheat: 1n });
    expect(lie.publicSignals[0]).not.toBe(circuit.publicSignals[0]);
    const forge = async (ptau: string) => {
      const initial = join(folder, 'initial.zkey');
      const final = join(folder, 'final.zkey');
      await zKey.newZKey(circuit.r1csPath, ptau, initial);
      await zKey.contribute(initial, final, 'anyone', 'entropy');
      const key = await zKey.exportVerificationKey(final);
      const { proof, publicSignals } = await groth16.prove(final, lie.wtnsPath);
      return {
        keyValid: await zKey.verifyFromR1cs(circuit.r1csPath, ptau, final),
        lieAccepted: await groth16.verify(key, publicSignals, proof),
        anyAccepted: await groth16.verify(key, ['12345', lie.publicSignals[1] ?? ''], proof),
      };
    };
    expect(await forge(tauIsOne)).toEqual({ keyValid: true, lieAccepted: true, anyAccepted: true });
    expect(await forge(good)).toEqual({ keyValid: true, lieAccepted: false, anyAccepted: false });
  });

  it('refuses a file in which only alpha, or only beta, is 1', async () => {
    const powers = section(2).subarray(0, 64 * size);
    const lagrange = section(12).subarray(0, 64 * (2 * size - 1));
    expect(
      await refusal([
        [4, powers],
        [14, lagrange],
      ]),
    ).toContain('alpha in G1');
    const { G2 } = await singleThreadCurve();
    expect(
      await refusal([
        [5, powers],
        [6, G2.oneAffine],
        [15, lagrange],
      ]),
    ).toContain('beta in G1');
  });

  it('refuses the generator, infinity and points off the group at each of the five places', async () => {
    const { G1, G2 } = await singleThreadCurve();
    // (x, y) on the twist, but not of order r: the first small x that has a y.
    const outside = await pointOfTwistOutsideG2();
    for (const [id, position, group, others] of [
      [2, 64, G1, []],
      [4, 0, G1, []],
      [5, 0, G1, []],
      [3, 128, G2, [outside]],
      [6, 0, G2, [outside]],
    ] as const) {
      const offCurve = group.oneAffine.slice();
      offCurve[0] = (offCurve[0] ?? 0) ^ 1;
      for (const bytes of [group.oneAffine, group.zeroAffine, offCurve, ...others]) {
        expect(await refusal([[id, withPoint(id, position, bytes)]]), `section ${id}`).toContain(
          'the generator',
        );
      }
    }
  });

  async function pointOfTwistOutsideG2(): Promise<Uint8Array> {
    const { bn254 } = await import('@noble/curves/bn254.js');
    const { G2 } = await singleThreadCurve();
    const { Fp2 } = bn254.fields;
    for (let x = 1n; ; x++) {
      const point = Fp2.fromBigTuple([x, 0n]);
      const square = Fp2.add(Fp2.mul(Fp2.sqr(point), point), bn254.G2.Point.CURVE().b);
      try {
        const y = Fp2.sqrt(square);
        const bytes = G2.fromObject([
          [x, 0n],
          [y.c0, y.c1],
        ]);
        expect(G2.isValid(bytes)).toBe(true);
        return bytes;
      } catch {
        continue;
      }
    }
  }

  it('refuses groups that disagree, powers that are none, and Lagrange points of another tau', async () => {
    const other = join(folder, 'other.ptau');
    await writeLocalPtau(other, power);
    const otherFile = await readBinFile(other, 'ptau');
    const of = (id: number) => readBinFileSection(otherFile, id);
    expect(await refusal([[3, await of(3)]])).toContain('disagree about tau');
    expect(await refusal([[6, await of(6)]])).toContain('disagree about beta');
    expect(await refusal([[4, await of(4)]])).toContain('alpha tau');
    expect(await refusal([[2, await of(2)]])).toContain('disagree about tau');
    for (const id of [12, 13, 14, 15]) expect(await refusal([[id, await of(id)]])).toContain(`section ${id}`);
    const { G1 } = await singleThreadCurve();
    expect(await refusal([[2, withPoint(2, 64 * (2 * size - 2), G1.oneAffine)]])).toContain(
      'powers of one number',
    );
    expect(await refusal([[2, withPoint(2, 0, section(2).subarray(64, 128))]])).toContain(
      'begin with the generator',
    );
  });

  it('refuses tau = -1, a root of unity of every domain', async () => {
    const { G1, G2 } = await singleThreadCurve();
    const alternate = (group: typeof G1 | typeof G2, first: Uint8Array, count: number): Uint8Array => {
      const negative = group.neg(first);
      return Buffer.concat(Array.from({ length: count }, (_, index) => (index % 2 === 0 ? first : negative)));
    };
    // L_i(-1) is 1 at the i with w^i = -1 and 0 elsewhere.
    const lagrange = (one: Uint8Array, lastDomain: number): Uint8Array => {
      const blocks = Array.from({ length: lastDomain + 1 }, (_, domainPower) => {
        const block = Buffer.alloc(one.length * 2 ** domainPower);
        block.set(one, one.length * Math.floor(2 ** (domainPower - 1)));
        return block;
      });
      return Buffer.concat(blocks);
    };
    const alpha = section(4).subarray(0, 64);
    const beta = section(5).subarray(0, 64);
    expect(
      await refusal([
        [2, alternate(G1, G1.oneAffine, 2 * size - 1)],
        [3, alternate(G2, G2.oneAffine, size)],
        [4, alternate(G1, alpha, size)],
        [5, alternate(G1, beta, size)],
        [12, lagrange(G1.oneAffine, power + 1)],
        [13, lagrange(G2.oneAffine, power)],
        [14, lagrange(alpha, power)],
        [15, lagrange(beta, power)],
      ]),
    ).toContain('root of unity');
  });

  it('refuses missing Lagrange sections, other curves, odd headers, wrong magic, every truncation', async () => {
    for (const id of [12, 13, 14, 15]) expect(await refusal([[id, undefined]])).toContain('not prepared');
    for (const id of [1, 2, 3, 4, 5, 6, 7]) await refusal([[id, undefined]]);
    expect(await refusal([[1, withPoint(1, 4, Uint8Array.of(0))]])).toContain('another curve');
    for (const wrongPower of [0, 1, 3, 5, 29, 255]) {
      await refusal([[1, withPoint(1, 36, Uint8Array.of(wrongPower))]]);
    }
    const whole = await readFile(good);
    const broken = join(folder, 'broken.ptau');
    const file = await readBinFile(good);
    const cuts = [0, 3, 11, 12, 20, whole.length - 1];
    for (const id of file.sections.keys())
      cuts.push(findSection(file, id).offset, findSection(file, id).offset + 1);
    for (const length of cuts) {
      await writeFile(broken, whole.subarray(0, length));
      await appErrorOf(checkPtau(broken), 'ptau-invalid');
    }
    const renamed = Buffer.from(whole);
    renamed.write('zkey', 0, 'latin1');
    await writeFile(broken, renamed);
    await appErrorOf(checkPtau(broken), 'ptau-invalid');
    await appErrorOf(checkPtau(join(folder, 'missing.ptau')), 'file-unreadable');
  });

  it('knows the published files by hash: powers 8 to 28', () => {
    expect(PUBLISHED_PTAU.map(({ power }) => power)).toEqual(
      Array.from({ length: 21 }, (_, index) => index + 8),
    );
    for (const { blake2b } of PUBLISHED_PTAU) expect(blake2b).toMatch(/^[0-9a-f]{128}$/);
    expect(new Set(PUBLISHED_PTAU.map(({ blake2b }) => blake2b)).size).toBe(21);
    expect(PUBLISHED_PTAU[0]?.file).toBe('powersOfTau28_hez_final_08.ptau');
    expect(PUBLISHED_PTAU[20]?.file).toBe('powersOfTau28_hez_final.ptau');
  });
});
