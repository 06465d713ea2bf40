import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addonPath } from '../../src-main/engine/native/build-result.ts';
import { describeNative } from './support/addons.ts';
import { writeCircuitFiles } from './support/circuit-files.ts';
import type { CircuitFiles } from './support/circuit-files.ts';
import { statusOf } from './support/native-error.ts';

/** Powers of tau of this size take seconds, on any machine. */
const LONG_POWER = 18;

describeNative('the add-on', (addon) => {
  let folder: string;
  let files: CircuitFiles;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'proofpress addon '));
    files = await writeCircuitFiles(addon, folder, { multiplications: 500, power: 9 });
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('throws a TypeError that names the wrong argument', () => {
    const calls: [() => unknown, string][] = [
      [() => addon.powersOfTau(7 as never, 5), 'ptauPath'],
      [() => addon.powersOfTau('a\0b', 5), 'ptauPath'],
      [() => addon.powersOfTau('a', -1), 'power'],
      [() => addon.powersOfTau('a', 2.5), 'power'],
      [() => addon.powersOfTau('a', NaN), 'power'],
      [() => addon.contribute('a', 'b', 'c', 'd' as never), 'entropy'],
      [() => addon.loadKey(undefined as never), 'path'],
      [() => addon.loadKey('a', { threads: -1 }), 'threads'],
      [() => addon.loadKey('a', { onProgress: 'x' as never }), 'onProgress'],
      [() => addon.loadKey('a', 5 as never), 'options'],
      [() => addon.verify(new Uint8Array(), new Uint8Array(), new Uint8Array(255)), 'proof'],
      [() => addon.field('q', '+', new Uint8Array(31), new Uint8Array(32)), 'a'],
      [() => addon.field('q', '+', new Uint16Array(32) as never, new Uint8Array(32)), 'a'],
      [() => addon.addPoints(0 as never, new Uint8Array(64), new Uint8Array(64)), 'group'],
      [() => addon.addPoints(3 as never, new Uint8Array(64), new Uint8Array(64)), 'group'],
      [() => addon.msm(1, new Uint8Array(63), new Uint8Array(32)), 'Points'],
      [() => addon.msm(1, new Uint8Array(64), new Uint8Array(31)), 'scalars'],
      [() => addon.ntt(new Uint8Array(96), false), 'power of two'],
      [() => addon.ntt(new Uint8Array(0), false), 'power of two'],
    ];
    for (const [call, name] of calls) {
      expect(call).toThrow(TypeError);
      expect(call).toThrow(name);
    }
  });

  it('leaves the event loop free, and reports rising progress about ten times a second', async () => {
    const seen: number[] = [];
    let ticks = 0;
    const timer = setInterval(() => ticks++, 5);
    const started = performance.now();
    const path = join(folder, 'progress.ptau');
    await addon.powersOfTau(path, 13, { threads: 1, onProgress: (_, fraction) => seen.push(fraction) })
      .promise;
    const seconds = (performance.now() - started) / 1000;
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(5);
    expect(seen).toEqual([...seen].sort((left, right) => left - right));
    expect(seen.length).toBeGreaterThan(1);
    expect(seen.length).toBeLessThan(10 * seconds + 3);
    expect(seen.every((fraction) => fraction >= 0 && fraction <= 1)).toBe(true);
  });

  it('stops when it is cancelled, at once or in the middle, and leaves no file', async () => {
    const inner = await mkdtemp(join(folder, 'cancelled-'));
    const path = join(inner, 'x.ptau');
    for (const delay of [0, 50, 300]) {
      const task = addon.powersOfTau(path, LONG_POWER);
      await wait(delay);
      const asked = performance.now();
      task.cancel();
      expect(await statusOf(() => task.promise)).toBe('cancelled');
      expect(performance.now() - asked).toBeLessThan(5000);
      expect(await readdir(inner)).toEqual([]);
      task.cancel();
    }
  });

  it('rejects with what onProgress throws, and stops', async () => {
    const inner = await mkdtemp(join(folder, 'thrown-'));
    const complaint = new Error('no more');
    const { promise } = addon.powersOfTau(join(inner, 'x.ptau'), LONG_POWER, {
      onProgress() {
        throw complaint;
      },
    });
    await expect(promise).rejects.toBe(complaint);
    expect(await readdir(inner)).toEqual([]);
  });

  it('keeps a key alive while proofs run; they take turns, and one that waits can be cancelled', async () => {
    const key = await addon.loadKey(files.zkeyPath).promise;
    expect(key.info()).toMatchObject({ wires: 503, publicSignals: 2, domainSize: 512 });
    const verificationKey = key.verificationKey();
    const running = Array.from({ length: 4 }, () => key.prove(files.wtnsPath));
    const waiting = key.prove(files.wtnsPath);
    const outcome = statusOf(() => waiting.promise);
    waiting.cancel();
    key.release();
    expect(() => key.info()).toThrow('released');
    expect(() => key.prove(files.wtnsPath)).toThrow('released');
    for (const { promise } of running) {
      const { proof, publicSignals } = await promise;
      await addon.verify(verificationKey, publicSignals, proof).promise;
    }
    expect(await outcome).toBe('cancelled');
    key.release();
  });

  it('lets the process exit and a worker end while work runs', async () => {
    const inner = await mkdtemp(join(folder, 'exit-'));
    const script = `
      const addon = require(${JSON.stringify(addonPath(addon.backend))});
      addon.powersOfTau(${JSON.stringify(join(inner, 'x.ptau'))}, ${LONG_POWER}, { onProgress() {} });
      setTimeout(() => process.exit(7), 300);`;
    const failure = await promisify(execFile)(process.execPath, ['-e', script], { timeout: 30_000 }).catch(
      (error: unknown) => error as { code: number; signal: string | null },
    );
    expect(failure).toMatchObject({ code: 7, signal: null });
    expect(await readdir(inner)).toEqual([]);

    const worker = new Worker(script.replace('process.exit(7)', '0'), { eval: true, execArgv: [] });
    await wait(600);
    await worker.terminate();
    expect(await readdir(inner)).toEqual([]);
    // The main thread's copy still works.
    const key = await addon.loadKey(files.zkeyPath).promise;
    await key.prove(files.wtnsPath).promise;
    key.release();
  });
});
