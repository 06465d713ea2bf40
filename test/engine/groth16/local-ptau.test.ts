import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bn254 } from '@noble/curves/bn254.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SCALAR_FIELD } from '../../../src-main/engine/proofs/bn254.ts';
import { checkPtau } from '../../../src-main/engine/proofs/groth16/ptau/check-ptau.ts';
import {
  lagrangeBlockStart,
  ptauPointCounts,
} from '../../../src-main/engine/proofs/groth16/ptau/ptau-layout.ts';
import { ptauProvenance } from '../../../src-main/engine/proofs/groth16/ptau/ptau-provenance.ts';
import { writeLocalPtau } from '../../../src-main/engine/proofs/groth16/ptau/write-local-ptau.ts';
import { appErrorOf } from './app-error.ts';
import { combine, multipliers, power, ptauPoints, rootOfUnity, samePairing } from './ptau-reader.ts';

const G1 = bn254.G1.Point.BASE;
const G2 = bn254.G2.Point.BASE;

describe('the local powers of tau', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'proofpress ptau '));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  describe('every point of a file of power 4, checked with an independent curve library', () => {
    const size = 2 ** 4;
    let points: Awaited<ReturnType<typeof ptauPoints>>;
    beforeAll(async () => {
      const path = join(folder, 'small.ptau');
      await writeLocalPtau(path, 4);
      expect(await checkPtau(path)).toEqual({ power: 4 });
      expect((await ptauProvenance(path)).provenance).toBe('local');
      points = await ptauPoints(path);
    });

    it('has powers of one tau in sections 2 to 5', async () => {
      const [tau1] = await points.g1(2, 1, 1);
      const [tau2] = await points.g2(3, 1, 1);
      if (!tau1 || !tau2) throw new Error('no tau');
      for (const [section, count] of [
        [2, 2 * size - 1],
        [4, size],
        [5, size],
      ] as const) {
        const all = await points.g1(section, 0, count);
        const scalars = multipliers(count - 1);
        const lower = combine(all.slice(0, -1), scalars);
        const upper = combine(all.slice(1), scalars);
        expect(samePairing(lower, tau2, upper, G2), `section ${section}`).toBe(true);
        expect(samePairing(upper, tau2, lower, G2), `section ${section}, the wrong way round`).toBe(false);
      }
      const all = await points.g2(3, 0, size);
      const scalars = multipliers(size - 1);
      expect(samePairing(tau1, combine(all.slice(0, -1), scalars), G1, combine(all.slice(1), scalars))).toBe(
        true,
      );
      expect(all[0]?.equals(G2)).toBe(true);
      expect((await points.g1(2, 0, 1))[0]?.equals(G1)).toBe(true);
      const [beta1] = await points.g1(5, 0, 1);
      const [beta2] = await points.g2(6, 0, 1);
      expect(beta1 && beta2 && samePairing(beta1, G2, G1, beta2)).toBe(true);
    });

    it('has the Lagrange points of that tau in sections 12 to 15, for every domain', async () => {
      const sections = [
        { section: 12, powers: await points.g1(2, 0, 2 * size - 1), lastDomain: 5, read: points.g1 },
        { section: 14, powers: await points.g1(4, 0, size), lastDomain: 4, read: points.g1 },
        { section: 15, powers: await points.g1(5, 0, size), lastDomain: 4, read: points.g1 },
      ];
      const expectIdentity = async <Point extends typeof G1 | typeof G2>(
        section: number,
        domainPower: number,
        powers: readonly Point[],
        read: (section: number, start: number, count: number) => Promise<Point[]>,
      ) => {
        const domain = 2 ** domainPower;
        const block = await read(section, lagrangeBlockStart(domainPower), domain);
        const root = rootOfUnity(domainPower);
        // A random polynomial f of degree below the domain, as far as powers reach: sum f(w^i) L_i(tau) = f(tau).
        const coefficients = multipliers(Math.min(domain, powers.length), BigInt(section));
        const values = block.map((_, index) => {
          const x = power(root, BigInt(index));
          return coefficients.reduceRight((sum, coefficient) => (sum * x + coefficient) % SCALAR_FIELD, 0n);
        });
        const left = combine<never>(block as never[], values) as Point;
        const right = combine<never>(powers.slice(0, coefficients.length) as never[], coefficients) as Point;
        expect(left.equals(right as never), `section ${section}, domain ${domain}`).toBe(true);
      };
      for (const { section, powers, lastDomain, read } of sections) {
        for (let domainPower = 0; domainPower <= lastDomain; domainPower++) {
          await expectIdentity(section, domainPower, powers, read);
        }
      }
      const powers = await points.g2(3, 0, size);
      for (let domainPower = 0; domainPower <= 4; domainPower++) {
        await expectIdentity(13, domainPower, powers, points.g2);
      }
      const largest = await points.g1(12, lagrangeBlockStart(5), 32);
      expect(
        combine(
          largest,
          largest.map(() => 1n),
        ).equals(G1),
      ).toBe(true);
    });

    it('has other secrets each time', async () => {
      const path = join(folder, 'other.ptau');
      await writeLocalPtau(path, 4);
      const other = await ptauPoints(path);
      for (const [section, index] of [
        [2, 1],
        [4, 0],
        [5, 0],
      ] as const) {
        const [mine] = await points.g1(section, index, 1);
        const [theirs] = await other.g1(section, index, 1);
        expect(mine && theirs && mine.equals(theirs)).toBe(false);
      }
    });
  });

  it('joins the parts that threads compute separately, and reports progress', async () => {
    const path = join(folder, 'large.ptau');
    const fractions: number[] = [];
    const started = performance.now();
    await writeLocalPtau(path, 12, { onProgress: ({ fraction }) => fractions.push(fraction ?? -1) });
    expect(performance.now() - started).toBeLessThan(60_000);
    expect(fractions.at(-1)).toBeCloseTo(1, 6);
    expect(fractions).toEqual([...fractions].sort((left, right) => left - right));
    // A fast processor is done before there is much to report.
    expect(fractions.length).toBeGreaterThan(0);
    expect(await checkPtau(path)).toEqual({ power: 12 });
    const pointBytes = [...ptauPointCounts(12).values()].reduce(
      (sum, { group, count }) => sum + count * (group === 'G1' ? 64 : 128),
      0,
    );
    expect((await stat(path)).size).toBe(12 + 11 * 12 + 44 + 4 + pointBytes);

    const points = await ptauPoints(path);
    const [tau1] = await points.g1(2, 1, 1);
    const [tau2] = await points.g2(3, 1, 1);
    if (!tau1 || !tau2) throw new Error('no tau');
    // Neighbours across the parts: 4096 points of G1 and 1024 of G2 a job.
    for (const [section, index] of [
      [2, 4095],
      [2, 8189],
      [4, 4094],
    ] as const) {
      const [lower, upper] = await points.g1(section, index, 2);
      expect(lower && upper && samePairing(lower, tau2, upper, G2), `section ${section}`).toBe(true);
    }
    for (const index of [1023, 2047, 4094]) {
      const [lower, upper] = await points.g2(3, index, 2);
      expect(lower && upper && samePairing(tau1, lower, G1, upper), `section 3, ${index}`).toBe(true);
    }
    // L_i(tau) (tau - w^i) / w^i is the same for all i of a domain.
    const scaled = (domainPower: number, index: number) =>
      power(rootOfUnity(domainPower), BigInt(2 ** domainPower - index));
    const root = (domainPower: number, index: number) => power(rootOfUnity(domainPower), BigInt(index));
    const [first] = await points.g1(12, lagrangeBlockStart(13), 1);
    for (const index of [4095, 4096, 8191]) {
      const [point] = await points.g1(12, lagrangeBlockStart(13) + index, 1);
      if (!first || !point) throw new Error('no point');
      const left = point.multiplyUnsafe(scaled(13, index));
      const shifted = tau2.subtract(G2.multiplyUnsafe(root(13, index)));
      expect(samePairing(left, shifted, first, tau2.subtract(G2)), `section 12, ${index}`).toBe(true);
    }
    const [first2] = await points.g2(13, lagrangeBlockStart(12), 1);
    for (const index of [1024, 4095]) {
      const [point] = await points.g2(13, lagrangeBlockStart(12) + index, 1);
      if (!first2 || !point) throw new Error('no point');
      const shifted = tau1.subtract(G1.multiplyUnsafe(root(12, index)));
      const right = point.multiplyUnsafe(scaled(12, index));
      expect(samePairing(shifted, right, tau1.subtract(G1), first2), `section 13, ${index}`).toBe(true);
    }
  });

  it('leaves nothing behind when it is cancelled, and stops soon', async () => {
    const inner = await mkdtemp(join(folder, 'cancelled-'));
    const controller = new AbortController();
    let cancelledAt = 0;
    const work = writeLocalPtau(join(inner, 'file.ptau'), 16, {
      signal: controller.signal,
      onProgress: ({ fraction }) => {
        if ((fraction ?? 0) > 0.005 && cancelledAt === 0) {
          cancelledAt = performance.now();
          controller.abort();
        }
      },
    });
    await appErrorOf(work, 'aborted');
    expect(performance.now() - cancelledAt).toBeLessThan(5000);
    expect(await readdir(inner)).toEqual([]);
    await appErrorOf(writeLocalPtau(join(inner, 'file.ptau'), 4, { signal: controller.signal }), 'aborted');
    expect(await readdir(inner)).toEqual([]);
  });

  it('refuses powers that it cannot make and folders that are not there', async () => {
    for (const bad of [0, 1, 25, 2.5, Number.NaN]) {
      await appErrorOf(writeLocalPtau(join(folder, 'bad.ptau'), bad), 'option-invalid');
    }
    await appErrorOf(writeLocalPtau(join(folder, 'no', 'bad.ptau'), 4), 'workspace-unusable');
  });
});
