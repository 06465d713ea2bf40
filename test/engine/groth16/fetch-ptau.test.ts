import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { fetchPtau } from '../../../src-main/engine/proofs/groth16/ptau/fetch-ptau.ts';
import { importPtau } from '../../../src-main/engine/proofs/groth16/ptau/import-ptau.ts';
import { hashPtau } from '../../../src-main/engine/proofs/groth16/ptau/ptau-provenance.ts';
import {
  PUBLISHED_PTAU,
  type PublishedPtau,
} from '../../../src-main/engine/proofs/groth16/ptau/published-ptau.ts';
import { writeLocalPtau } from '../../../src-main/engine/proofs/groth16/ptau/write-local-ptau.ts';
import { temporaryFolder } from '../../circuits/support/temporary-folder.ts';
import { appErrorOf } from './app-error.ts';

const root = temporaryFolder();
const source = join(root, 'source.ptau');
let whole: Buffer;
let entry: PublishedPtau;
let server: Server;
let mirror: string;
let folder: string;
let round = 0;
/** What the server does, request by request; the last one for all that follow. */
let script: ((request: IncomingMessage, response: ServerResponse) => void)[] = [];
let ranges: (string | undefined)[] = [];

beforeAll(async () => {
  await writeLocalPtau(source, 8);
  whole = await readFile(source);
  entry = { power: 8, file: 'test_08.ptau', blake2b: await hashPtau(source) };
  server = createServer((request, response) => {
    ranges.push(request.headers.range);
    (script.length > 1 ? script.shift()! : script[0]!)(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  mirror = `http://127.0.0.1:${(server.address() as AddressInfo).port}/files`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(async () => {
  folder = join(root, `workspace ${round++}`);
  await mkdir(folder);
  ranges = [];
});

function startOf(request: IncomingMessage): number {
  return Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
}

function head(request: IncomingMessage, response: ServerResponse, content = whole): Buffer {
  const start = startOf(request);
  response.writeHead(start > 0 ? 206 : 200, {
    'content-length': content.length - start,
    ...(start > 0 ? { 'content-range': `bytes ${start}-${content.length - 1}/${content.length}` } : {}),
  });
  return content.subarray(start);
}

const serve = (request: IncomingMessage, response: ServerResponse) =>
  void response.end(head(request, response));

/** Sends so many bytes and drops the connection. */
const breakAfter = (bytes: number) => (request: IncomingMessage, response: ServerResponse) =>
  void response.write(head(request, response).subarray(0, bytes), () =>
    setTimeout(() => response.destroy(), 20),
  );

const fetchIt = (signal?: AbortSignal, idleMilliseconds = 20_000) =>
  fetchPtau(entry, { folder, mirror, pauseMilliseconds: 1, idleMilliseconds }, { signal });

async function expectFetched(): Promise<void> {
  expect(await readdir(folder)).toEqual([entry.file]);
  expect(whole.equals(await readFile(join(folder, entry.file)))).toBe(true);
}

describe('fetching published powers of tau', () => {
  test('checks the hash and keeps the file under its name', async () => {
    script = [serve];
    expect(await fetchIt()).toEqual({ ...entry, path: join(folder, entry.file) });
    await expectFetched();
    expect(ranges).toEqual([undefined]);
  });

  test('goes on where the connection broke off, as often as it takes', async () => {
    script = [breakAfter(100_000), breakAfter(50_000), breakAfter(1), breakAfter(70_000), serve];
    await fetchIt();
    await expectFetched();
    expect(ranges).toHaveLength(5);
    const starts = ranges.slice(1).map((range) => Number(range?.slice(6, -1)));
    expect(starts).toEqual([...starts].sort((a, b) => a - b));
    expect(starts[0]).toBeGreaterThan(0);
  });

  test('what has arrived survives a failure, and the next call goes on behind it', async () => {
    script = [breakAfter(150_000), (_request, response) => void response.destroy()];
    const error = await appErrorOf(fetchIt(), 'download-failed');
    expect(error.remedy).toContain('kept');
    const [name] = await readdir(folder);
    const kept = await readFile(join(folder, name!));
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.equals(whole.subarray(0, kept.length))).toBe(true);
    script = [serve];
    ranges = [];
    await fetchIt();
    expect(ranges).toEqual([`bytes=${kept.length}-`]);
    await expectFetched();
  });

  test('a server that ignores ranges gives the file anew', async () => {
    const ignore = (request: IncomingMessage, response: ServerResponse) => {
      delete request.headers.range;
      serve(request, response);
    };
    script = [breakAfter(100_000), ignore];
    await fetchIt();
    await expectFetched();
  });

  test('a server that answers with another part is refused, and nothing is lost', async () => {
    script = [
      breakAfter(100_000),
      (_request, response) =>
        void response
          .writeHead(206, { 'content-range': `bytes 0-${whole.length - 1}/${whole.length}` })
          .end(whole),
    ];
    expect((await appErrorOf(fetchIt(), 'download-failed')).message).toContain('another part');
    script = [serve];
    await fetchIt();
    await expectFetched();
  });

  test('garbage is refused: by its length at once, by its hash at the end; a later call starts clean', async () => {
    script = [(_request, response) => void response.end('<html>not here</html>')];
    await appErrorOf(fetchIt(), 'download-failed');
    const garbage = Buffer.from(whole);
    garbage[100_000]! ^= 1;
    script = [(request, response) => void response.end(head(request, response, garbage))];
    expect((await appErrorOf(fetchIt(), 'download-failed')).message).toContain('another hash');
    expect(await readdir(folder)).toEqual([]);
    script = [(_request, response) => void response.writeHead(404).end()];
    expect((await appErrorOf(fetchIt(), 'download-failed')).message).toContain('404');
    script = [serve];
    await fetchIt();
    await expectFetched();
  });

  test('garbage at the beginning of a resumed file is found and does not block the next try', async () => {
    await writeFile(join(folder, `${entry.file}.download`), Buffer.alloc(1000, 7));
    script = [serve];
    expect((await appErrorOf(fetchIt(), 'download-failed')).message).toContain('another hash');
    await fetchIt();
    await expectFetched();
  });

  test('a partial file that is longer than the file is found', async () => {
    await writeFile(join(folder, `${entry.file}.download`), Buffer.alloc(whole.length + 5));
    script = [(_request, response) => void response.writeHead(416).end(), serve];
    await appErrorOf(fetchIt(), 'download-failed');
    await fetchIt();
    await expectFetched();
  });

  test('a server that falls silent counts as lost; one that is busy is asked again', async () => {
    script = [
      (request, response) => void response.write(head(request, response).subarray(0, 100_000)),
      (_request, response) => void response.writeHead(503).end(),
      serve,
    ];
    await fetchIt(undefined, 300);
    await expectFetched();
    expect(ranges).toHaveLength(3);
  });

  test('a cancel stops it and keeps what has arrived', async () => {
    const controller = new AbortController();
    script = [
      (request, response) => {
        response.write(head(request, response).subarray(0, 100_000));
        setTimeout(() => controller.abort(), 200);
      },
    ];
    await appErrorOf(fetchIt(controller.signal), 'aborted');
    expect(await readdir(folder)).toEqual([`${entry.file}.download`]);
    await appErrorOf(fetchPtau(entry, { folder, mirror: 'ftp://example.org' }), 'option-invalid');
    script = [serve];
    await fetchIt();
    await expectFetched();
  });
});

describe('importing powers of tau', () => {
  test('takes a published file, whatever its name, and leaves the original', async () => {
    const given = join(root, 'my file');
    await copyFile(source, given);
    expect((await importPtau(given, folder, [entry])).path).toBe(join(folder, entry.file));
    await expectFetched();
    expect((await readFile(given)).equals(whole)).toBe(true);
  });

  test('refuses what is not on the list, and leaves nothing behind', async () => {
    expect((await appErrorOf(importPtau(source, folder, PUBLISHED_PTAU), 'ptau-invalid')).message).toContain(
      entry.blake2b,
    );
    await appErrorOf(importPtau(join(root, 'missing'), folder, [entry]), 'file-unreadable');
    const degenerate = join(root, 'cut.ptau');
    await writeFile(degenerate, whole.subarray(0, -1));
    const listed = { ...entry, blake2b: await hashPtau(degenerate) };
    await appErrorOf(importPtau(degenerate, folder, [listed]), 'ptau-invalid');
    expect(await readdir(folder)).toEqual([]);
    await rm(degenerate);
  });
});
