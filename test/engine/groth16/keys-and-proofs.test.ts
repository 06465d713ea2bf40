import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bn254 } from '@noble/curves/bn254.js';
import fc from 'fast-check';
import { buildBn128 } from 'ffjavascript';
import { groth16, zKey } from 'snarkjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../../src-main/api/errors.ts';
import { BASE_FIELD, SCALAR_FIELD } from '../../../src-main/engine/proofs/bn254.ts';
import { lintVerificationKey } from '../../../src-main/engine/proofs/groth16/keys/lint-verification-key.ts';
import { readVerificationKey } from '../../../src-main/engine/proofs/groth16/keys/read-verification-key.ts';
import { setupKeys } from '../../../src-main/engine/proofs/groth16/keys/setup-keys.ts';
import type { SetupResult } from '../../../src-main/engine/proofs/groth16/keys/setup-keys.ts';
import { verifyKey } from '../../../src-main/engine/proofs/groth16/keys/verify-key.ts';
import { writeLocalPtau } from '../../../src-main/engine/proofs/groth16/ptau/write-local-ptau.ts';
import type { Groth16Proof } from '../../../src-main/engine/proofs/groth16/prover/groth16-types.ts';
import { proveWitness } from '../../../src-main/engine/proofs/groth16/prover/prove.ts';
import { releaseCurve } from '../../../src-main/engine/proofs/groth16/prover/release-curve.ts';
import { runSnarkjs } from '../../../src-main/engine/proofs/groth16/prover/run-snarkjs.ts';
import { verifyProof } from '../../../src-main/engine/proofs/groth16/prover/verify-proof.ts';
import { appErrorOf } from './app-error.ts';
import { writeTinyCircuit, writeWitness } from './tiny-circuit.ts';
import type { TinyCircuit } from './tiny-circuit.ts';

describe('Groth16 keys and proofs', () => {
  let folder: string;
  let ptauPath: string;
  let zkeyPath: string;
  let circuit: TinyCircuit;
  let keys: SetupResult;
  let proof: Groth16Proof;
  let publicSignals: string[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'proofpress keys '));
    ptauPath = join(folder, 'local.ptau');
    zkeyPath = join(folder, 'tiny.zkey');
    await writeLocalPtau(ptauPath, 5);
    circuit = await writeTinyCircuit(folder);
    keys = await setupKeys({ r1csPath: circuit.r1csPath, ptauPath, zkeyPath, contributorName: 'Ä tester' });
    ({ proof, publicSignals } = await proveWitness({ zkeyPath, wtnsPath: circuit.wtnsPath }));
  });
  afterAll(async () => {
    releaseCurve();
    await rm(folder, { recursive: true, force: true });
  });

  it('makes a key that snarkjs itself confirms, and describes it', async () => {
    expect(await zKey.verifyFromR1cs(circuit.r1csPath, ptauPath, zkeyPath)).toBe(true);
    const bytes = await readFile(zkeyPath);
    expect(keys).toMatchObject({
      zkeyHash: createHash('sha256').update(bytes).digest('hex'),
      zkeyBytes: bytes.length,
      ptauHash: createHash('blake2b512')
        .update(await readFile(ptauPath))
        .digest('hex'),
      provenance: 'local',
      grade: 'local',
    });
    expect(keys.verificationKey.nPublic).toBe(2);
    expect(keys.verificationKey.vk_delta_2).not.toEqual(keys.verificationKey.vk_gamma_2);
    expect(await readVerificationKey(zkeyPath)).toEqual(keys.verificationKey);
    await verifyKey({ r1csPath: circuit.r1csPath, ptauPath, zkeyPath });
  });

  it('proves, and the proof holds for its public signals only', async () => {
    expect(publicSignals).toEqual(circuit.publicSignals);
    expect(await verifyProof(keys.verificationKey, publicSignals, proof)).toBe(true);
    expect(await groth16.verify(keys.verificationKey, publicSignals, proof)).toBe(true);
    const [result = '', start = ''] = publicSignals;
    const next = (value: string) => String((BigInt(value) + 1n) % SCALAR_FIELD);
    for (const changed of [
      [next(result), start],
      [result, next(start)],
      [start, result],
      ['0', '0'],
    ]) {
      expect(await verifyProof(keys.verificationKey, changed, proof)).toBe(false);
    }
    expect(await verifyProof(keys.verificationKey, publicSignals, { ...proof, pi_c: proof.pi_a })).toBe(
      false,
    );
  });

  it('takes a fresh secret for each key: the proof fails under another key of the same circuit', async () => {
    const otherPath = join(folder, 'other.zkey');
    const other = await setupKeys({ r1csPath: circuit.r1csPath, ptauPath, zkeyPath: otherPath });
    expect(other.zkeyHash).not.toBe(keys.zkeyHash);
    expect(await verifyProof(other.verificationKey, publicSignals, proof)).toBe(false);
    // Nor is a key of another circuit of the same shape a key of this one.
    const shifted = await writeTinyCircuit(folder, { shift: 4n, name: 'shifted' });
    const paths = { r1csPath: shifted.r1csPath, ptauPath };
    const error = await appErrorOf(verifyKey({ ...paths, zkeyPath: otherPath }), 'key-invalid');
    expect(error.message).toMatch(/circuit hash|Circuit does not match/);
    const shiftedKeys = await setupKeys({ ...paths, zkeyPath: join(folder, 'shifted.zkey') });
    expect(await verifyProof(shiftedKeys.verificationKey, publicSignals, proof)).toBe(false);
  });

  it('handles circuits of every size around the powers of two', async () => {
    for (const multiplications of [1, 2, 4, 5, 6, 12, 13, 14, 20, 28]) {
      const small = await writeTinyCircuit(folder, { multiplications, name: `of-${multiplications}` });
      const path = join(folder, `of-${multiplications}.zkey`);
      const made = await setupKeys({ r1csPath: small.r1csPath, ptauPath, zkeyPath: path });
      const proved = await proveWitness({ zkeyPath: path, wtnsPath: small.wtnsPath });
      expect(proved.publicSignals).toEqual(small.publicSignals);
      expect(await verifyProof(made.verificationKey, small.publicSignals, proved.proof)).toBe(true);
      if (multiplications % 6 === 2) await verifyKey({ r1csPath: small.r1csPath, ptauPath, zkeyPath: path });
    }
  });

  it('names the power that a circuit needs when the file is too small', async () => {
    const large = await writeTinyCircuit(folder, { multiplications: 29, name: 'large' });
    const before = await readdir(folder);
    const setup = setupKeys({ r1csPath: large.r1csPath, ptauPath, zkeyPath: join(folder, 'large.zkey') });
    expect((await appErrorOf(setup, 'ptau-invalid')).remedy).toContain('power 6');
    expect(await readdir(folder)).toEqual(before);
  });

  it('refuses witnesses that do not satisfy the circuit, and says whose fault it is', async () => {
    const lie = await writeTinyCircuit(folder, { name: 'lie', cheat: 1n });
    await appErrorOf(proveWitness({ zkeyPath, wtnsPath: lie.wtnsPath }), 'proof-invalid');
    await appErrorOf(
      proveWitness({ zkeyPath, wtnsPath: lie.wtnsPath, r1csPath: circuit.r1csPath }),
      'witness-invalid',
    );
    const shifted = await writeTinyCircuit(folder, { shift: 9n, name: 'shifted9' });
    await appErrorOf(
      proveWitness({ zkeyPath, wtnsPath: shifted.wtnsPath, r1csPath: shifted.r1csPath }),
      'proof-invalid',
    );
    const path = join(folder, 'odd.wtns');
    for (const values of [
      [1n, 2n],
      Array.from({ length: 13 }, () => 0n),
      [1n, SCALAR_FIELD, ...Array.from({ length: 11 }, () => 0n)],
      [1n, 2n ** 256n - 1n, ...Array.from({ length: 11 }, () => 0n)],
    ]) {
      await writeWitness(path, values);
      await appErrorOf(proveWitness({ zkeyPath, wtnsPath: path }), 'witness-invalid');
    }
  });

  it('refuses malformed proofs and signals that snarkjs would take', async () => {
    const key = keys.verificationKey;
    const [result = '', start = ''] = publicSignals;
    const add = (value: string, summand: bigint) => String(BigInt(value) + summand);
    for (const signals of [
      [],
      [result],
      [result, start, '0'],
      [add(result, SCALAR_FIELD), start],
      ['-1', start],
      ['0x05', start],
      [result, 5],
      'nothing',
      null,
    ]) {
      await appErrorOf(verifyProof(key, signals, proof), 'proof-invalid');
    }
    const [x, y, z] = proof.pi_a;
    const [bx, by, bz] = proof.pi_b;
    const outside = pointOfTwistOutsideG2();
    for (const changed of [
      { pi_a: [add(x, BASE_FIELD), y, z] },
      { pi_a: [add(x, 1n), y, z] },
      { pi_a: ['0', '0', '1'] },
      { pi_a: [x, y, '0'] },
      { pi_a: [x, y, '2'] },
      { pi_a: [x, y] },
      { pi_b: [[bx[1], bx[0]], by, bz] },
      { pi_b: outside },
      { pi_b: [bx, by, ['0', '0']] },
      { pi_c: undefined },
      { protocol: 'plonk' },
      { curve: 'bls12381' },
    ]) {
      await appErrorOf(verifyProof(key, publicSignals, { ...proof, ...changed }), 'proof-invalid');
    }
    // Infinity belongs to both groups: the equation refuses it here.
    const infinity = [
      ['0', '0'],
      ['1', '0'],
      ['0', '0'],
    ];
    for (const changed of [{ pi_a: ['0', '1', '0'] }, { pi_b: infinity }, { pi_c: ['0', '1', '0'] }]) {
      for (const options of [{}, { with: 'snarkjs' as const }]) {
        expect(await verifyProof(key, publicSignals, { ...proof, ...changed }, options)).toBe(false);
      }
    }
    for (const nonsense of [undefined, null, 7, 'proof', [], {}]) {
      await appErrorOf(verifyProof(key, publicSignals, nonsense), 'proof-invalid');
      await appErrorOf(verifyProof(nonsense, publicSignals, proof), 'key-invalid');
    }
    // The point outside G2 is on the twist: only the subgroup check stops it.
    expect(await groth16.verify(key, publicSignals, { ...proof, pi_b: outside })).toBe(false);
  });

  function pointOfTwistOutsideG2() {
    const { Fp2 } = bn254.fields;
    for (let x = 1n; ; x++) {
      const point = Fp2.fromBigTuple([x, 0n]);
      const square = Fp2.add(Fp2.mul(Fp2.sqr(point), point), bn254.G2.Point.CURVE().b);
      try {
        const y = Fp2.sqrt(square);
        return [
          [String(x), '0'],
          [String(y.c0), String(y.c1)],
          ['1', '0'],
        ];
      } catch {
        continue;
      }
    }
  }

  it('lints keys', async () => {
    const key = keys.verificationKey;
    expect(await lintVerificationKey(JSON.parse(JSON.stringify(key)))).toEqual(key);
    const generator = [
      [
        '10857046999023057135944570762232829481370756359578518086990519993285655852781',
        '11559732032986387107991004021392285783925812861821192530917403151452391805634',
      ],
      [
        '8495653923123431417604973247489272438418190587263600148770280649306958101930',
        '4082367875863433681332203403145435568316851327593401208105741076214120093531',
      ],
      ['1', '0'],
    ];
    const [gammaX, gammaY, one] = key.vk_gamma_2;
    const negated = [gammaX, gammaY.map((value) => String(BASE_FIELD - BigInt(value))), one];
    for (const [changed, reason] of [
      [{ vk_delta_2: key.vk_gamma_2 }, 'gamma equals delta'],
      [{ vk_delta_2: negated }, 'gamma equals delta'],
      [{ vk_gamma_2: key.vk_delta_2, vk_delta_2: generator }, 'delta is the generator'],
      [{ vk_beta_2: key.vk_gamma_2 }, 'beta equals gamma or delta'],
      [{ vk_beta_2: negated }, 'beta equals gamma or delta'],
      [{ vk_beta_2: key.vk_delta_2 }, 'beta equals gamma or delta'],
      [{ IC: [key.IC[0], ['0', '1', '0'], key.IC[2]] }, 'IC point 1'],
      [{ IC: [key.IC[0], ['1', '1', '1'], key.IC[2]] }, 'IC point 1'],
      [{ IC: key.IC.slice(1) }, '2 IC points'],
      [{ vk_beta_2: pointOfTwistOutsideG2() }, 'not a point of G2'],
      [{ vk_alpha_1: ['0', '1', '0'] }, 'alpha'],
      [{ nPublic: '2' }, 'form'],
    ] as const) {
      const error = await appErrorOf(lintVerificationKey({ ...key, ...changed }), 'key-invalid');
      expect(error.message).toContain(reason);
    }
    const initial = join(folder, 'initial.zkey');
    await zKey.newZKey(circuit.r1csPath, ptauPath, initial);
    expect((await appErrorOf(readVerificationKey(initial), 'key-invalid')).message).toContain(
      'gamma equals delta',
    );
  });

  it('gives an error for every truncated file, and leaves nothing half-written', async () => {
    const broken = join(folder, 'broken');
    const outcome = join(folder, 'broken.zkey');
    const sources = [
      { path: circuit.r1csPath, run: () => setupKeys({ r1csPath: broken, ptauPath, zkeyPath: outcome }) },
      {
        path: ptauPath,
        run: () => setupKeys({ r1csPath: circuit.r1csPath, ptauPath: broken, zkeyPath: outcome }),
      },
      { path: zkeyPath, run: () => proveWitness({ zkeyPath: broken, wtnsPath: circuit.wtnsPath }) },
      { path: zkeyPath, run: () => readVerificationKey(broken) },
      { path: circuit.wtnsPath, run: () => proveWitness({ zkeyPath, wtnsPath: broken }) },
    ];
    await writeFile(broken, '');
    const before = await readdir(folder);
    for (const { path, run } of sources) {
      const whole = await readFile(path);
      for (const share of [0, 0.0005, 0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99]) {
        await writeFile(broken, whole.subarray(0, Math.floor(whole.length * share)));
        await appErrorOf(run(), 'file-unreadable', 'ptau-invalid');
      }
      await writeFile(broken, whole.subarray(0, -1));
      await appErrorOf(run(), 'file-unreadable', 'ptau-invalid');
      await rm(broken);
      await appErrorOf(run(), 'file-unreadable', 'ptau-invalid');
    }
    await writeFile(broken, '');
    expect(await readdir(folder)).toEqual(before);
    const setup = setupKeys({ r1csPath: circuit.r1csPath, ptauPath, zkeyPath: join(folder, 'no', 'key') });
    await appErrorOf(setup, 'workspace-unusable');
  });

  it('survives any flipped bit: an AppError, or the proof of a file that still says the same', async () => {
    const broken = join(folder, 'flipped');
    const sources = [
      {
        path: circuit.r1csPath,
        // A changed coefficient is another circuit; its key must not be the key of this one, nor may anything crash.
        run: async () =>
          void (await setupKeys({ r1csPath: broken, ptauPath, zkeyPath: join(folder, 'f.zkey') })),
      },
      {
        path: zkeyPath,
        run: async () => {
          const made = await proveWitness({ zkeyPath: broken, wtnsPath: circuit.wtnsPath });
          expect(made.publicSignals).toEqual(circuit.publicSignals);
        },
      },
      {
        path: circuit.wtnsPath,
        run: async () => {
          const made = await proveWitness({ zkeyPath, wtnsPath: broken });
          expect(made.publicSignals).toEqual(circuit.publicSignals);
        },
      },
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...sources),
        fc.nat(),
        fc.nat(7),
        async ({ path, run }, position, bit) => {
          const bytes = await readFile(path);
          const index = position % bytes.length;
          bytes[index] = (bytes[index] ?? 0) ^ (1 << bit);
          await writeFile(broken, bytes);
          try {
            await run();
          } catch (error) {
            if (!(error instanceof AppError)) throw error;
          }
        },
      ),
      { numRuns: 60, seed: 20240611 },
    );
  });

  it('cancels a setup and a proof at once, leaves nothing behind, and works again afterwards', async () => {
    const inner = await mkdtemp(join(folder, 'cancelled-'));
    const paths = { r1csPath: circuit.r1csPath, ptauPath, zkeyPath: join(inner, 'key.zkey') };
    for (const run of [setupKeys.bind(null, paths), proveWitness.bind(null, { ...circuit, zkeyPath })]) {
      const controller = new AbortController();
      const work = { signal: controller.signal, onProgress: () => controller.abort() };
      await appErrorOf(run(work) as Promise<unknown>, 'aborted');
      await appErrorOf(run({ signal: AbortSignal.abort() }) as Promise<unknown>, 'aborted');
    }
    expect(await readdir(inner)).toEqual([]);
    expect(await verifyProof(keys.verificationKey, publicSignals, proof)).toBe(true);
  });

  it('reports progress that rises to 1', async () => {
    const fractions: number[] = [];
    const onProgress = ({ fraction = -1 }) => void fractions.push(fraction);
    await setupKeys(
      { r1csPath: circuit.r1csPath, ptauPath, zkeyPath: join(folder, 'p.zkey') },
      { onProgress },
    );
    expect(fractions).toEqual([...fractions].sort((left, right) => left - right));
    expect(fractions.at(-1)).toBe(1);
    fractions.length = 0;
    await proveWitness({ zkeyPath, wtnsPath: circuit.wtnsPath }, { onProgress });
    expect(fractions).toEqual([...fractions].sort((left, right) => left - right));
    expect(fractions.at(-1)).toBe(1);
  });

  it('rejects when a task fails in a worker thread, where snarkjs would wait for ever', async () => {
    const failure = (reason: string, cause?: unknown) => new AppError('internal', reason, 'none', { cause });
    const crash = runSnarkjs(
      async () => {
        const curve = await buildBn128();
        return curve.tm.queueAction([{ cmd: 'CALL', fnName: 'no_such_function', params: [] }]);
      },
      failure,
      { stallSeconds: 1 },
    );
    await appErrorOf(crash, 'internal');
    expect(await verifyProof(keys.verificationKey, publicSignals, proof)).toBe(true);
  });

  it('can be released and used again, and lets a process end', async () => {
    releaseCurve();
    expect(await verifyProof(keys.verificationKey, publicSignals, proof)).toBe(true);
    releaseCurve();
    releaseCurve();
    const room = new URL('../../../src-main/engine/proofs/groth16/prover/', import.meta.url);
    const script = `
      import { proveWitness } from ${JSON.stringify(new URL('prove.ts', room).href)};
      import { releaseCurve } from ${JSON.stringify(new URL('release-curve.ts', room).href)};
      const made = await proveWitness(${JSON.stringify({ zkeyPath, wtnsPath: circuit.wtnsPath })});
      process.stdout.write(JSON.stringify(made));
      releaseCurve();`;
    const program = join(folder, 'program.mts');
    await writeFile(program, script);
    const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--import', 'tsx', program], {
      timeout: 60_000,
    });
    expect(stderr).toBe('');
    const made = JSON.parse(stdout) as { proof: unknown; publicSignals: unknown };
    expect(await verifyProof(keys.verificationKey, made.publicSignals, made.proof)).toBe(true);
  });
});
