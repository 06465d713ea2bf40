import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../circuits/support/temporary-folder.ts';
import { openStudioServer, rawRequest, type StudioServer } from './support/studio-server.ts';

const folder = temporaryFolder();
let open: StudioServer;
beforeAll(async () => {
  open = await openStudioServer(folder);
});
afterAll(() => open.close());

const raw = (path: string) =>
  rawRequest(open.url, path, { headers: { host: new URL(open.url).host, cookie: open.cookie } });

describe('the window', () => {
  test.each([
    '/../outside.txt',
    '/assets/../../outside.txt',
    '/%2e%2e/outside.txt',
    '/..%2foutside.txt',
    '/assets/..%5c..%5coutside.txt',
    '/%00',
    '/index.html%00.js',
    '//etc/passwd',
    '/etc/passwd',
    '/%',
  ])('%s leads nowhere', async (path) => {
    const { status, body } = await raw(path);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    expect(body).not.toContain('outside"');
    expect(body).not.toBe('outside');
  });

  test('says how it is built where it is not', async () => {
    const other = await openStudioServer(temporaryFolder());
    await rm(other.uiFolder, { recursive: true });
    const answer = await other.ask('/', { headers: { accept: 'text/html' } });
    expect(answer.status).toBe(503);
    expect(await answer.text()).toContain('npm run build:studio');
    await other.close();
  });
});

const newDownload = async (fileName: string) =>
  (await open.studio.callStudio('newDownload', { fileName }, {})) as { path: string; url: string };

describe('downloads', () => {
  test.each(['bundle.tar', 'Bericht für Übung 100% (1).json', "it's \u6570.zkey"])(
    '%s is handed out under its name',
    async (fileName) => {
      const { path, url } = await newDownload(fileName);
      expect((await open.ask(url)).status).toBe(404);
      await writeFile(path, '{"a":1}');
      const answer = await open.ask(url);
      expect(answer.status).toBe(200);
      expect(await answer.text()).toBe('{"a":1}');
      const disposition = answer.headers.get('content-disposition')!;
      expect(decodeURIComponent(disposition)).toBe(`attachment; filename*=UTF-8''${fileName}`);
      expect(answer.headers.get('content-security-policy')).toContain('sandbox');
    },
  );

  test('a part of one can be fetched, so that a broken download goes on', async () => {
    const { path, url } = await newDownload('large.bin');
    await writeFile(path, '0123456789');
    const answer = await open.ask(url, { headers: { range: 'bytes=4-' } });
    expect(answer.status).toBe(206);
    expect(await answer.text()).toBe('456789');
  });

  test.each(['..', '.', 'a/b', 'a\\b', 'a\0b', '', 'x'.repeat(201), 'ä'.repeat(150)])(
    'no download is called %j',
    async (fileName) => {
      await expect(newDownload(fileName)).rejects.toMatchObject({ code: 'option-invalid' });
    },
  );

  test('nothing beside them is handed out', async () => {
    const { path, url } = await newDownload('a.txt');
    await writeFile(path, 'a');
    const id = url.split('/')[2]!;
    await mkdir(join(open.workspace, 'receipts'), { recursive: true });
    await writeFile(join(open.workspace, 'secret.txt'), 'secret');
    await symlink(join(open.workspace, 'secret.txt'), join(path, '..', 'link.txt'));
    for (const tried of [
      `/download/${id}/..%2f..%2f..%2fsecret.txt`,
      `/download/${id}/%2e%2e`,
      `/download/${id}/link.txt`,
      `/download/${id}/`,
      `/download/${id}`,
      '/download/../secret.txt',
      `/download/..%2f../secret.txt`,
      `/download/${id}/a.txt%00`,
    ]) {
      const { status, body } = await raw(tried);
      expect(status, tried).toBeGreaterThanOrEqual(400);
      expect(body, tried).not.toContain('secret"');
    }
  });
});

describe('files by their paths', () => {
  const ask = (path: string) => open.ask(`/file?path=${encodeURIComponent(path)}`);

  test('receipts and downloads are handed out', async () => {
    const receipts = join(open.workspace, 'receipts');
    await mkdir(receipts, { recursive: true });
    const receipt = join(receipts, 'tiny 1.json');
    await writeFile(receipt, '{}');
    const answer = await ask(receipt);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toContain('application/json');
    expect(await answer.json()).toEqual({});
    const { path } = await newDownload('b.html');
    await writeFile(path, '<script>1</script>');
    const page = await ask(path);
    expect(page.headers.get('content-type')).toBe('application/octet-stream');
  });

  test('nothing else is', async () => {
    const receipts = join(open.workspace, 'receipts');
    await mkdir(receipts, { recursive: true });
    await writeFile(join(open.workspace, 'proofpress.txt'), 'x');
    await symlink(join(open.workspace, 'proofpress.txt'), join(receipts, 'link.json'));
    await mkdir(join(open.workspace, 'receipts-of-others'));
    await writeFile(join(open.workspace, 'receipts-of-others', 'a.json'), '{}');
    for (const path of [
      '/etc/passwd',
      join(folder, 'outside.txt'),
      join(open.workspace, 'proofpress.txt'),
      join(receipts, 'link.json'),
      `${receipts}/../proofpress.txt`,
      join(open.workspace, 'receipts-of-others', 'a.json'),
      receipts,
      `${receipts}/`,
      `${receipts}/missing.json`,
      `${receipts}/a\0`,
      'receipts/tiny.json',
      '',
    ]) {
      expect((await ask(path)).status, path).toBe(404);
    }
    expect((await open.ask('/file')).status).toBe(404);
    expect((await open.ask('/file?path=a&path=b')).status).toBe(404);
  });
});
