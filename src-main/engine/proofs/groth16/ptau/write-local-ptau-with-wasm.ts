import { randomFillSync } from 'node:crypto';
import type { Bn128 } from 'ffjavascript';
import { throwIfAborted } from '../../../../api/progress.ts';
import type { LongWork } from '../../../../api/progress.ts';
import { BinFileWriter } from '../../binfile/bin-file-writer.ts';
import { BASE_FIELD, SCALAR_FIELD } from '../../bn254.ts';
import { fallbackMessage } from '../prover/fallback-message.ts';
import { singleThreadCurve } from '../prover/single-thread-curve.ts';
import { FixedBasePool } from './fixed-base-pool.ts';
import type { FixedBaseJob } from './fixed-base-pool.ts';
import { POINT_BYTES, PTAU_HEADER_BYTES, PTAU_SECTION, ptauPointCounts } from './ptau-layout.ts';
import type { Group } from './ptau-layout.ts';

/** About a tenth of a second of work for a thread: what a cancel waits for. */
const POINTS_PER_JOB: Record<Group, number> = { G1: 4096, G2: 1024 };
/** A G2 point costs about this many G1 points. */
const G2_WEIGHT = 3.7;

/** A run of points of one section. */
type Run = Omit<FixedBaseJob, 'group'>;

/** `writeLocalPtau` with worker threads that run ffjavascript's wasm, for where there is no native prover. */
export async function writeLocalPtauWithWasm(path: string, power: number, work: LongWork): Promise<void> {
  throwIfAborted(work.signal);
  const curve = await singleThreadCurve();
  const secrets = drawSecrets(curve, power);
  try {
    await writeSections(path, power, secrets, work);
  } finally {
    new Uint8Array(secrets).fill(0);
  }
}

async function writeSections(
  path: string,
  power: number,
  secrets: SharedArrayBuffer,
  work: LongWork,
): Promise<void> {
  const points = totalPoints(power);
  const totalWeight = points.G1 + G2_WEIGHT * points.G2;
  const pool = await FixedBasePool.start(secrets, points);
  const running: Promise<Uint8Array>[] = [];
  let writer: BinFileWriter | undefined;
  try {
    writer = await BinFileWriter.open(path, 'ptau', 1, Object.keys(PTAU_SECTION).length);
    let weightDone = 0;
    for (const [section, { group, runs }] of sectionPlan(power)) {
      writer.startSection(section);
      if (section === PTAU_SECTION.header) await writer.write(headerBytes(power));
      // No contribution record: u32 0.
      if (section === PTAU_SECTION.contributions) await writer.write(new Uint8Array(4));
      for (const job of jobs(group, runs)) {
        throwIfAborted(work.signal);
        running.push(quietly(pool.run(job)));
        if (running.length > 2 * pool.size) await writeOldest(writer, group);
      }
      while (running.length > 0) await writeOldest(writer, group);
      await writer.endSection();
    }
    throwIfAborted(work.signal);
    await writer.close();

    async function writeOldest(to: BinFileWriter, group: Group): Promise<void> {
      const oldest = running.shift();
      if (!oldest) return;
      const bytes = await oldest;
      throwIfAborted(work.signal);
      await to.write(bytes);
      weightDone += (bytes.length / POINT_BYTES[group]) * (group === 'G2' ? G2_WEIGHT : 1);
      work.onProgress?.({
        stage: 'ptau',
        message: fallbackMessage(`Local powers of tau, 2^${power}`),
        fraction: weightDone / totalWeight,
      });
    }
  } catch (error) {
    await writer?.abort();
    throw error;
  } finally {
    await Promise.allSettled(running);
    await pool.close();
  }
}

/** Draws tau, alpha, beta; returns them as 3 x 32 bytes, little-endian Montgomery, in memory that the threads share. */
function drawSecrets(curve: Bn128, power: number): SharedArrayBuffer {
  const shared = new SharedArrayBuffer(96);
  const bytes = new Uint8Array(shared);
  const { frm_toMontgomery, frm_square, frm_isOne } = curve.tm.instance.exports as Record<
    'frm_toMontgomery' | 'frm_square' | 'frm_isOne',
    (...pointers: number[]) => number
  >;
  const pointer = curve.tm.alloc(64);
  const memory = curve.tm.u8;
  const value = memory.subarray(pointer, pointer + 32);
  for (let secret = 0; secret < 3; secret++) {
    let usable = false;
    while (!usable) {
      drawScalar(value);
      frm_toMontgomery(pointer, pointer);
      bytes.set(value, 32 * secret);
      // An element of a domain would make a denominator of L_i(tau) vanish: its 2^(power + 1)-th power is 1.
      for (let squarings = 0; squarings <= power; squarings++) frm_square(pointer, pointer);
      usable = frm_isOne(pointer) === 0;
    }
  }
  value.fill(0);
  return shared;
}

/** Fills 32 bytes, little-endian, uniformly from [2, r) by rejection. */
function drawScalar(bytes: Uint8Array<ArrayBuffer>): void {
  for (;;) {
    randomFillSync(bytes);
    bytes[31] = (bytes[31] ?? 0) & 0x3f;
    const view = new DataView(bytes.buffer, bytes.byteOffset, 32);
    let comparison = 0;
    let small = true;
    for (let word = 3; word >= 0; word--) {
      const limb = view.getBigUint64(8 * word, true);
      const order = (SCALAR_FIELD >> BigInt(64 * word)) & 0xffff_ffff_ffff_ffffn;
      if (comparison === 0) comparison = limb < order ? -1 : limb > order ? 1 : 0;
      if (limb > (word === 0 ? 1n : 0n)) small = false;
    }
    if (comparison < 0 && !small) return;
  }
}

function headerBytes(power: number): Uint8Array {
  const bytes = new Uint8Array(PTAU_HEADER_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 32, true);
  for (let index = 0; index < 32; index++)
    bytes[4 + index] = Number((BASE_FIELD >> BigInt(8 * index)) & 0xffn);
  view.setUint32(36, power, true);
  view.setUint32(40, power, true);
  return bytes;
}

/** Sections in the order of the file, with the runs of points that fill them. */
function sectionPlan(power: number): Map<number, { group: Group; runs: Run[] }> {
  const powers = (factor: Run['factor'], count: number): Run[] => [
    { kind: 'powers', domainPower: 0, factor, start: 0, count },
  ];
  const lagrange = (factor: Run['factor'], lastPower: number): Run[] =>
    Array.from({ length: lastPower + 1 }, (_, domainPower) => ({
      kind: 'lagrange',
      domainPower,
      factor,
      start: 0,
      count: 2 ** domainPower,
    }));
  const size = 2 ** power;
  return new Map([
    [PTAU_SECTION.header, { group: 'G1', runs: [] }],
    [PTAU_SECTION.tauG1, { group: 'G1', runs: powers('one', 2 * size - 1) }],
    [PTAU_SECTION.tauG2, { group: 'G2', runs: powers('one', size) }],
    [PTAU_SECTION.alphaTauG1, { group: 'G1', runs: powers('alpha', size) }],
    [PTAU_SECTION.betaTauG1, { group: 'G1', runs: powers('beta', size) }],
    [PTAU_SECTION.betaG2, { group: 'G2', runs: powers('beta', 1) }],
    [PTAU_SECTION.contributions, { group: 'G1', runs: [] }],
    [PTAU_SECTION.lagrangeTauG1, { group: 'G1', runs: lagrange('one', power + 1) }],
    [PTAU_SECTION.lagrangeTauG2, { group: 'G2', runs: lagrange('one', power) }],
    [PTAU_SECTION.lagrangeAlphaTauG1, { group: 'G1', runs: lagrange('alpha', power) }],
    [PTAU_SECTION.lagrangeBetaTauG1, { group: 'G1', runs: lagrange('beta', power) }],
  ]);
}

function* jobs(group: Group, runs: Run[]): Generator<FixedBaseJob> {
  for (const run of runs) {
    for (let start = 0; start < run.count; start += POINTS_PER_JOB[group]) {
      yield { ...run, group, start, count: Math.min(POINTS_PER_JOB[group], run.count - start) };
    }
  }
}

function totalPoints(power: number): Record<Group, number> {
  const total = { G1: 0, G2: 0 };
  for (const { group, count } of ptauPointCounts(power).values()) total[group] += count;
  return total;
}

/** A job that fails while an earlier one is awaited is reported when its turn comes, not as an unhandled rejection. */
function quietly<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}
