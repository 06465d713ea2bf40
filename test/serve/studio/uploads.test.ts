import { randomBytes, randomInt } from 'node:crypto';
import { readFile, rm, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { basename, join } from 'node:path';
import { DetailedError, Upload } from 'tus-js-client';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { safeRelativePath } from '../../../src-main/server/studio/uploads/safe-relative-path.ts';
import { temporaryFolder } from '../../circuits/support/temporary-folder.ts';
import { Random } from '../../support/random.ts';
import { openStudioServer, rawRequest, type StudioServer } from './support/studio-server.ts';

const seed = Number(process.env.TEST_SEED ?? randomInt(2 ** 31));
const MAXIMUM_BYTES = 8 * 2 ** 20;
const folder = temporaryFolder();
let open: StudioServer;

beforeAll(async () => {
  open = await openStudioServer(folder, { maximumUploadBytes: MAXIMUM_BYTES });
});
afterAll(() => open.close());

/** Uploads as the window does. @returns the path that the studio told */
function upload(content: Buffer, metadata: Record<string, string>, chunkSize = 2 ** 20): Promise<string> {
  return new Promise((resolve, reject) => {
    new Upload(content, {
      endpoint: `${open.url}/uploads`,
      headers: { cookie: open.cookie, origin: open.url },
      chunkSize,
      retryDelays: [],
      metadata,
      onSuccess: ({ lastResponse }) =>
        resolve(decodeURIComponent(lastResponse.getHeader('Upload-Path') ?? '')),
      onError: reject,
    }).start();
  });
}

const tus = (headers: Record<string, string> = {}) => ({ 'tus-resumable': '1.0.0', ...headers });
const named = (filename: string, more: Record<string, string> = {}) =>
  Object.entries({ filename, ...more })
    .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
    .join(',');

test('a file arrives whole, in several requests, under its name', async () => {
  const content = randomBytes(3_500_000);
  const path = await upload(content, { filename: 'network.onnx' });
  expect(path).toMatch(/[/\\]uploads[/\\][0-9a-f]{32}[/\\]network\.onnx$/);
  expect((await readFile(path)).equals(content)).toBe(true);
});

test('an empty file arrives, too', async () => {
  const path = await upload(Buffer.alloc(0), { filename: 'empty.csv' });
  expect(await readFile(path, 'utf8')).toBe('');
});

test('files of one drop lie in one folder, two of one name beside each other', async () => {
  const batch = 'b6f7b1a0-1f9d-4f0e-9c7e-000000000001';
  const folders = [];
  for (const [filename, text] of [
    ['digits/3/a.png', 'a'],
    ['digits/4/a.png', 'b'],
    ['digits/4/a.png', 'c'],
  ] as const) {
    folders.push(await upload(Buffer.from(text), { filename, batch }));
  }
  const shared = join(open.workspace, 'uploads', batch);
  expect(new Set(folders)).toEqual(new Set([shared]));
  expect(await readFile(join(shared, 'digits', '3', 'a.png'), 'utf8')).toBe('a');
  expect(await readFile(join(shared, 'digits', '4', 'a.png'), 'utf8')).toBe('b');
  expect(await readFile(join(shared, 'digits', '4', 'a (2).png'), 'utf8')).toBe('c');
});

describe('names', () => {
  const refused = [
    '../outside.txt',
    'a/../../outside.txt',
    '..\\outside.txt',
    '/etc/passwd',
    'C:\\windows\\x',
    'a\u0000.png',
    'a\nb',
    '',
    '..',
    '.',
  ];
  test.each(refused)('%j is refused', async (filename) => {
    const error = await upload(Buffer.from('x'), { filename }).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(DetailedError);
    expect((error as DetailedError).originalResponse?.getStatus()).toBe(400);
    expect(await readFile(join(folder, 'outside.txt'), 'utf8')).toBe('outside');
  });

  test.each([
    'Ziffern für Übung 数字.png',
    'e\u0301.png',
    'what? 100% <a|b>: "*".png',
    'con.png',
    '.hidden',
    '-rf',
    '$(id).png',
  ])('%j is kept', async (filename) => {
    const path = await upload(Buffer.from('x'), { filename });
    expect(basename(path)).toBe(filename);
    expect(await readFile(path, 'utf8')).toBe('x');
  });

  test('too long a name loses its middle, not its ending', async () => {
    const path = await upload(Buffer.from('x'), { filename: `${'ä'.repeat(300)}.png` });
    expect(basename(path)).toBe(`${'ä'.repeat(118)}.png`);
  });

  test('what Windows does not take becomes an underscore there', () => {
    const names = ['ab: <b>|"*?".png', 'CON.png', 'nul', 'a. .', 'com1.tar.gz', 'console.png'];
    expect(names.map((name) => safeRelativePath(name, 'win32')?.[0])).toEqual([
      'ab_ _b______.png',
      '_CON.png',
      '_nul',
      'a___',
      '_com1.tar.gz',
      'console.png',
    ]);
  });

  test.each(['../x', 'short', 'a/b/c/d/e', '.unfinished', 'x'.repeat(65)])(
    'no drop is called %j',
    async (batch) => {
      const error = await upload(Buffer.from('x'), { filename: 'a', batch }).catch((cause: unknown) => cause);
      expect((error as DetailedError).originalResponse?.getStatus()).toBe(400);
    },
  );

  test('a file of a drop that would need the name of another as its folder', async () => {
    const batch = 'b6f7b1a0-1f9d-4f0e-9c7e-000000000002';
    await upload(Buffer.from('x'), { filename: 'a', batch });
    const error = await upload(Buffer.from('x'), { filename: 'a/b', batch }).catch((cause: unknown) => cause);
    expect((error as DetailedError).originalResponse?.getStatus()).toBe(400);
  });
});

async function create(length: number, filename: string): Promise<Response> {
  return open.ask('/uploads', {
    method: 'POST',
    headers: tus({ 'upload-length': String(length), 'upload-metadata': named(filename) }),
  });
}

/** Begins to send, and lets the connection break when so much of it has reached the disk. */
async function sendAndBreak(location: string, offset: number, content: Buffer, sent: number): Promise<void> {
  const { hostname, port, host } = new URL(open.url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  socket.write(
    `PATCH ${location} HTTP/1.1\r\nHost: ${host}\r\nOrigin: ${open.url}\r\nCookie: ${open.cookie}\r\n` +
      'Tus-Resumable: 1.0.0\r\nContent-Type: application/offset+octet-stream\r\n' +
      `Upload-Offset: ${offset}\r\nContent-Length: ${content.length - offset}\r\n\r\n`,
  );
  socket.write(content.subarray(offset, offset + sent));
  const partial = join(open.workspace, 'uploads', '.unfinished', basename(location));
  await vi.waitUntil(async () => (await stat(partial)).size >= offset + sent, { timeout: 60_000 });
  socket.destroy();
}

test(`an upload that breaks off again and again goes on where it was, byte for byte (TEST_SEED=${seed})`, async () => {
  const random = new Random(seed);
  const content = randomBytes(2_000_003);
  const created = await create(content.length, 'broken.bin');
  expect(created.status).toBe(201);
  const location = created.headers.get('location')!;
  const offsetNow = async () => {
    const { headers } = await open.ask(location, { method: 'HEAD', headers: tus() });
    return Number(headers.get('upload-offset'));
  };
  let offset = 0;
  for (let count = 0; count < 6; count++) {
    const sent = random.integer(1, 300_000);
    await sendAndBreak(location, offset, content, sent);
    const now = await offsetNow();
    expect(now).toBe(offset + sent);
    offset = now;
  }
  const last = await open.ask(location, {
    method: 'PATCH',
    headers: tus({ 'content-type': 'application/offset+octet-stream', 'upload-offset': String(offset) }),
    body: content.subarray(offset),
  });
  expect(last.status).toBe(204);
  const path = decodeURIComponent(last.headers.get('upload-path')!);
  expect((await readFile(path)).equals(content)).toBe(true);
  // Whoever did not get the last answer asks again.
  const again = await open.ask(location, { method: 'HEAD', headers: tus() });
  expect(again.status).toBe(200);
  expect(again.headers.get('upload-offset')).toBe(String(content.length));
  expect(decodeURIComponent(again.headers.get('upload-path')!)).toBe(path);
});

test('an upload goes on in a studio that was started anew', async () => {
  const content = randomBytes(300_000);
  const place = temporaryFolder();
  const first = await openStudioServer(place);
  const created = await first.ask('/uploads', {
    method: 'POST',
    headers: tus({ 'upload-length': String(content.length), 'upload-metadata': named('half.bin') }),
  });
  const location = created.headers.get('location')!;
  const send = (to: StudioServer, offset: number, end?: number) =>
    to.ask(location, {
      method: 'PATCH',
      headers: tus({ 'content-type': 'application/offset+octet-stream', 'upload-offset': String(offset) }),
      body: content.subarray(offset, end),
    });
  expect((await send(first, 0, 100_001)).headers.get('upload-offset')).toBe('100001');
  await first.close();
  const second = await openStudioServer(place);
  const { headers } = await second.ask(location, { method: 'HEAD', headers: tus() });
  expect(headers.get('upload-offset')).toBe('100001');
  expect(headers.get('upload-path')).toBeNull();
  expect((await send(second, 0)).status).toBe(409);
  const done = await send(second, 100_001);
  expect((await readFile(decodeURIComponent(done.headers.get('upload-path')!))).equals(content)).toBe(true);
  await second.close();
});

test('too large a file is refused before a byte of it is sent, and says how large one may be', async () => {
  const answer = await create(MAXIMUM_BYTES + 1, 'large.bin');
  expect(answer.status).toBe(413);
  const { error } = (await answer.json()) as { error: { code: string; remedy: string } };
  expect(error.remedy).toContain('proofpress import');
});

test('more bytes than were announced are not taken', async () => {
  const created = await create(10, 'short.bin');
  const answer = await open.ask(created.headers.get('location')!, {
    method: 'PATCH',
    headers: tus({ 'content-type': 'application/offset+octet-stream', 'upload-offset': '0' }),
    body: Buffer.alloc(11),
  });
  expect(answer.status).toBe(413);
});

test('an upload that was cancelled is gone', async () => {
  const created = await create(10, 'gone.bin');
  const location = created.headers.get('location')!;
  expect((await open.ask(location, { method: 'DELETE', headers: tus() })).status).toBe(204);
  expect((await open.ask(location, { method: 'HEAD', headers: tus() })).status).toBe(404);
});

test('only the page itself uploads, and only in a browser that is known', async () => {
  const headers = tus({ 'upload-length': '1', 'upload-metadata': named('a') });
  const post = (more: Record<string, string>) =>
    fetch(`${open.url}/uploads`, { method: 'POST', headers: { ...headers, ...more } });
  expect((await post({ cookie: open.cookie })).status).toBe(403);
  expect((await post({ cookie: open.cookie, origin: 'http://localhost:1' })).status).toBe(403);
  expect((await post({ origin: open.url })).status).toBe(401);
  const allowed = await post({ cookie: open.cookie, origin: open.url });
  expect(allowed.status).toBe(201);
  expect(allowed.headers.get('access-control-allow-origin')).toBeNull();
  expect(allowed.headers.get('content-security-policy')).toContain("default-src 'none'");
});

test.each([
  '/uploads/../../outside.txt',
  '/uploads/%2e%2e',
  '/uploads/..%2f..%2foutside.txt',
  '/uploads/a%00',
  '/uploads/.unfinished',
])('there is no upload at %s', async (path) => {
  const headers = { cookie: open.cookie, host: new URL(open.url).host, ...tus() };
  expect([403, 404]).toContain((await rawRequest(open.url, path, { method: 'HEAD', headers })).status);
});

test('what went missing on the disk is said to be gone', async () => {
  const created = await create(4, 'missing.bin');
  await rm(join(open.workspace, 'uploads', '.unfinished'), { recursive: true });
  const answer = await open.ask(created.headers.get('location')!, { method: 'HEAD', headers: tus() });
  expect([404, 410]).toContain(answer.status);
});
