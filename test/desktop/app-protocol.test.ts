import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { CONTENT_SECURITY_POLICY } from '../../src-main/api/content-security-policy.ts';
import { registerAppScheme, serveAppScheme } from '../../src-main/desktop/app-protocol.ts';
import { standIn } from './support/stand-in.ts';

vi.mock('electron', () => import('./support/electron.ts'));

let root: string;
const folder = (name: string) => join(root, name);

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'proofpress-app-'));
  await mkdir(join(root, 'ui', 'assets'), { recursive: true });
  await mkdir(join(root, 'downloads', 'abc'), { recursive: true });
  await mkdir(folder('receipts'));
  await mkdir(folder('receipts-of-others'));
  await writeFile(join(root, 'ui', 'index.html'), '<!doctype html>');
  await writeFile(join(root, 'ui', 'assets', 'index-1.js'), 'export {};');
  await writeFile(folder('secret'), 'secret');
  await writeFile(join(root, 'receipts-of-others', 'a.json'), 'secret');
  await writeFile(join(root, 'downloads', 'abc', 'model.tar'), 'tar');
  await writeFile(join(root, 'receipts', 'one.json'), '{}');
  await symlink(folder('secret'), join(root, 'ui', 'link'));
  await symlink(root, join(root, 'downloads', 'out'));
  registerAppScheme();
  serveAppScheme({ ui: folder('ui'), downloads: folder('downloads'), receipts: folder('receipts') });
});
afterAll(() => rm(root, { recursive: true }));

/** As Chromium asks: nothing here tidies the path before the handler sees it. */
const get = (url: string, method = 'GET') =>
  standIn.protocol.handlers.get('app')!({ url, method } as Request);

test('the scheme is an origin of its own that may do what https may', () => {
  expect(standIn.protocol.schemes).toEqual([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
});

describe('the window', () => {
  test.each([
    ['app://ui/', 'text/html; charset=utf-8'],
    ['app://ui/index.html', 'text/html; charset=utf-8'],
    ['app://ui/assets/index-1.js', 'text/javascript; charset=utf-8'],
  ])('%s comes with its type and the policy', async (url, type) => {
    const response = await get(url);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(type);
    expect(response.headers.get('content-security-policy')).toBe(CONTENT_SECURITY_POLICY);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  });

  test('the policy lets nothing in from elsewhere, and no script in the page', () => {
    expect(CONTENT_SECURITY_POLICY).toContain("default-src 'none'");
    expect(CONTENT_SECURITY_POLICY).toContain("script-src 'self';");
    expect(CONTENT_SECURITY_POLICY).not.toMatch(/https?:|\*|unsafe-eval|script-src[^;]*unsafe/);
  });
});

describe('nothing outside of the folders', () => {
  test.each([
    'app://ui/../secret',
    'app://ui/%2e%2e/secret',
    'app://ui/..%2fsecret',
    'app://ui/assets/..%5c..%5csecret',
    'app://ui/%2e%2e%2fsecret',
    'app://ui/index.html%00.js',
    'app://ui/%ff',
    'app://ui/link',
    'app://ui//etc/passwd',
    'app://ui/assets',
    'app://ui/missing.js',
    'app://ui/download/',
    'app://ui/download/..%2fsecret',
    'app://ui/download/out/secret',
    'app://ui/file',
    'app://ui/file?path=/etc/passwd',
    'app://ui/file?path=',
    'app://ui/secret',
  ])('%s', async (url) => {
    const response = await get(url);
    expect(response.status).toBe(404);
    expect(await response.text()).toBe('');
  });

  test('a folder whose name only begins alike is another folder', async () => {
    expect((await get(`app://ui/file?path=${folder('receipts-of-others')}/a.json`)).status).toBe(404);
    expect((await get(`app://ui/file?path=${folder('receipts')}/../secret`)).status).toBe(404);
  });

  test.each([
    ['POST', 'app://ui/index.html'],
    ['GET', 'app://other/index.html'],
    ['GET', 'app://ui.evil/index.html'],
    ['GET', 'https://ui/index.html'],
  ])('%s %s is refused', async (method, url) => {
    expect((await get(url, method)).status).toBe(405);
  });
});

describe('downloads', () => {
  test('what a call made for download, and receipts, come as attachments', async () => {
    for (const url of [
      'app://ui/download/abc/model.tar',
      `app://ui/file?path=${encodeURIComponent(join(folder('receipts'), 'one.json'))}`,
    ]) {
      const response = await get(url);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-disposition')).toBe('attachment');
      expect(response.headers.get('content-type')).toBe('application/octet-stream');
    }
  });
});
