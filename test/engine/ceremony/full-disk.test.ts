import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { cp, readdir, readFile, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { beginCeremony } from '../../../src-main/engine/ceremony/begin-ceremony.ts';
import { readCeremony } from '../../../src-main/engine/ceremony/ceremony-file.ts';
import { extendCeremony } from '../../../src-main/engine/ceremony/extend-ceremony.ts';
import { verifyCeremony } from '../../../src-main/engine/ceremony/verify-ceremony.ts';
import { fetchPtau } from '../../../src-main/engine/proofs/groth16/ptau/fetch-ptau.ts';
import { hashPtau } from '../../../src-main/engine/proofs/groth16/ptau/ptau-provenance.ts';
import { writeLocalPtau } from '../../../src-main/engine/proofs/groth16/ptau/write-local-ptau.ts';
import { releaseCurve } from '../../../src-main/engine/proofs/groth16/prover/release-curve.ts';
import { hashFile } from '../../../src-main/engine/store/artifact-store.ts';
import { temporaryFolder } from '../../circuits/support/temporary-folder.ts';
import { mountSmallDisk } from '../../support/small-disk.ts';
import { appErrorOf } from '../groth16/app-error.ts';
import { writeTinyCircuit } from '../groth16/tiny-circuit.ts';

const root = temporaryFolder();
const disk = join(root, 'small disk');

/** A file system of 512 KiB; only root may mount one, and only where the container allows it. */
const { mounted, title } = mountSmallDisk(disk, '512k');
const ballast = join(disk, 'ballast');
let ptauPath: string;
let server: Server;

/** Leaves so many bytes of the disk. */
async function leave(bytes: number): Promise<void> {
  await rm(ballast, { force: true });
  const { bavail, bsize } = await statfs(disk);
  await writeFile(ballast, Buffer.alloc(Math.max(0, bavail * bsize - bytes)));
}

beforeAll(async () => {
  ptauPath = join(root, 'local.ptau');
  await writeLocalPtau(ptauPath, 8);
  const whole = await readFile(ptauPath);
  server = createServer((request, response) => {
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    response.writeHead(start > 0 ? 206 : 200, {
      'content-length': whole.length - start,
      ...(start > 0 ? { 'content-range': `bytes ${start}-${whole.length - 1}/${whole.length}` } : {}),
    });
    response.end(whole.subarray(start));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  releaseCurve();
});

test.runIf(mounted)(
  `a contribution for which there is no room leaves the ceremony as it was${title}`,
  async () => {
    const { r1csPath } = await writeTinyCircuit(root);
    const made = join(root, 'round');
    const beginning = {
      model: 'tiny',
      r1csPath,
      circuitHash: `0x${await hashFile(r1csPath)}`,
      ptauPath,
      published: [],
      publisher: [`0x${'1'.repeat(40)}`],
    };
    await leave(20_000);
    await appErrorOf(beginCeremony({ ...beginning, folder: join(disk, 'round') }), 'disk-full');
    expect(await readdir(disk)).toEqual(['ballast']);
    await rm(ballast);
    await beginCeremony({ ...beginning, folder: made });
    const folder = join(disk, 'round');
    await cp(made, folder, { recursive: true });
    const before = await readCeremony(folder);
    const names = (await readdir(folder)).sort();
    await leave(4096);
    const contribute = () => extendCeremony({ folder, ptauPath, addition: { kind: 'secret', name: 'Ada' } });
    await appErrorOf(contribute(), 'disk-full');
    expect(await readCeremony(folder)).toEqual(before);
    expect((await readdir(folder)).sort()).toEqual(names);
    await verifyCeremony({ folder, ptauPath });
    await rm(ballast);
    expect((await contribute()).contribution).toBe(1);
    await rm(folder, { recursive: true });
  },
);

test.runIf(mounted)(`a download for which there is no room goes on when there is${title}`, async () => {
  const entry = { power: 8, file: 'test_08.ptau', blake2b: await hashPtau(ptauPath) };
  const mirror = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const folder = join(disk, 'powers-of-tau');
  await leave(150_000);
  await appErrorOf(fetchPtau(entry, { folder, mirror }), 'disk-full');
  expect(await readdir(folder)).toEqual([`${entry.file}.download`]);
  await rm(ballast);
  await fetchPtau(entry, { folder, mirror });
  expect(await readdir(folder)).toEqual([entry.file]);
});
