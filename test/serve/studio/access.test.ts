import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../circuits/support/temporary-folder.ts';
import { openLink, openStudioServer, rawRequest, type StudioServer } from './support/studio-server.ts';

let open: StudioServer;
beforeAll(async () => {
  open = await openStudioServer(temporaryFolder(), { allowHosts: ['gpu.lan'] });
});
afterAll(() => open.close());

describe('the link', () => {
  test('gives a cookie that scripts and other sites do not get, and goes on to the window', async () => {
    const answer = await fetch(open.server.newLink(), { redirect: 'manual' });
    expect(answer.status).toBe(200);
    const cookie = answer.headers.get('set-cookie')!;
    expect(cookie).toMatch(/; HttpOnly/);
    expect(cookie).toMatch(/; SameSite=Strict/);
    expect(cookie).toMatch(/; Path=\//);
    expect(await answer.text()).toContain('url=/"');
  });

  test('works once', async () => {
    const link = open.server.newLink();
    await openLink(link);
    const second = await fetch(link, { headers: { accept: 'text/html' } });
    expect(second.status).toBe(401);
    expect(second.headers.get('set-cookie')).toBeNull();
    expect(await second.text()).toContain('proofpress studio');
  });

  test('is opened by one of two that come at the same time', async () => {
    const link = open.server.newLink();
    const answers = await Promise.all(Array.from({ length: 8 }, () => fetch(link)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  test('is not used up by a browser that looks ahead, nor by HEAD', async () => {
    const link = open.server.newLink();
    expect((await fetch(link, { headers: { 'sec-purpose': 'prefetch;prerender' } })).status).toBe(503);
    await fetch(link, { method: 'HEAD' });
    await openLink(link);
  });

  test('a browser that is known keeps its session and goes on, whatever the link', async () => {
    const link = open.server.newLink();
    const again = await fetch(link, { headers: { cookie: open.cookie } });
    expect(again.status).toBe(200);
    expect(again.headers.get('set-cookie')).toBeNull();
    // It did not need the link, which another browser may still open.
    await openLink(link);
  });

  test.each(['', '?token=', '?token=a&token=b', `?token=${'A'.repeat(43)}`, '?token[]=x'])(
    'nothing is opened by /open%s',
    async (query) => {
      const answer = await fetch(`${open.url}/open${query}`);
      expect(answer.status).toBe(401);
      expect(answer.headers.get('set-cookie')).toBeNull();
    },
  );
});

describe('a studio that is started anew', () => {
  const folder = temporaryFolder();
  const statusIn = (on: StudioServer, cookie: string) => {
    // The cookie has the name of its port, which is another one here.
    const [, secret] = cookie.split('=');
    const name = `proofpress_${new URL(on.url).port}`;
    return fetch(`${on.url}/session`, { headers: { cookie: `${name}=${secret}` } }).then(
      ({ status }) => status,
    );
  };

  test('knows the browsers that it let in, until it is told to forget them; the disk has no secret', async () => {
    const first = await openStudioServer(folder);
    const unopened = first.server.newLink();
    const { cookie } = first;
    await first.close();
    const file = join(first.workspace, 'studio-sessions.json');
    expect(await readFile(file, 'utf8')).not.toContain(cookie.split('=')[1]);
    expect((await stat(file)).mode & 0o777).toBe(0o600);

    const second = await openStudioServer(folder);
    expect(await statusIn(second, cookie)).toBe(200);
    const { search } = new URL(unopened);
    expect((await fetch(`${second.url}/open${search}`)).status).toBe(401);
    await second.close();

    const third = await openStudioServer(folder, { forgetBrowsers: true });
    expect(await statusIn(third, cookie)).toBe(401);
    expect(await statusIn(third, third.cookie)).toBe(200);
    await third.close();
  });

  test('knows nobody where that file is damaged', async () => {
    const before = await openStudioServer(folder);
    await before.close();
    await writeFile(join(before.workspace, 'studio-sessions.json'), '{"sessions":');
    const after = await openStudioServer(folder);
    expect(await statusIn(after, before.cookie)).toBe(401);
    await after.close();
  });
});

describe('without a session', () => {
  test.each([
    '/',
    '/session',
    '/assets/index-1234.js',
    '/file?path=/etc/passwd',
    '/nothing',
    '/download/a/b',
  ])('%s is refused, and says how to get a link', async (path) => {
    const answer = await fetch(`${open.url}${path}`);
    expect(answer.status).toBe(401);
    const { error } = (await answer.json()) as { error: { code: string; remedy: string } };
    expect(error.code).toBe('access-refused');
    expect(error.remedy).toContain('proofpress studio');
  });

  test('a person gets a page', async () => {
    const answer = await fetch(`${open.url}/`, { headers: { accept: 'text/html,*/*' } });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('content-type')).toContain('text/html');
    expect(await answer.text()).toContain('proofpress studio');
  });

  test('a made-up cookie is no session', async () => {
    const cookie = `${open.cookie.split('=')[0]}=${'A'.repeat(43)}`;
    expect((await fetch(`${open.url}/session`, { headers: { cookie } })).status).toBe(401);
  });
});

describe('the name by which it is asked', () => {
  const port = () => new URL(open.url).port;
  const ask = (host: string) =>
    rawRequest(open.url, '/session', { headers: { host, cookie: open.cookie } }).then(({ status }) => status);

  test('is one of loopback, or one that was allowed; the port of a tunnel does not matter', async () => {
    for (const host of [`127.0.0.1:${port()}`, `localhost:${port()}`, 'LOCALHOST:9', '[::1]:80', 'gpu.lan'])
      expect(await ask(host), host).toBe(200);
  });

  test('is no other: a page that points its name here gets nothing', async () => {
    const others = [
      'evil.example',
      `evil.example:${port()}`,
      'localhost.evil.example',
      '127.0.0.1.evil.example',
      'localhost@evil.example',
      'localhost:80:80',
      'gpu.lan.',
      '127.0.0.2',
      ' ',
    ];
    for (const host of others) expect(await ask(host), host).toBe(421);
  });

  test('counts for the link, too, which is not used up', async () => {
    const { pathname, search } = new URL(open.server.newLink());
    const answer = await rawRequest(open.url, pathname + search, { headers: { host: 'evil.example' } });
    expect(answer.status).toBe(421);
    expect(answer.headers['set-cookie']).toBeUndefined();
    await openLink(`${open.url}${pathname}${search}`);
  });
});

describe('what is no reading', () => {
  test.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])(
    '%s needs the origin of the page',
    async (method) => {
      const send = (origin: Record<string, string>) =>
        rawRequest(open.url, '/session', {
          method,
          headers: { host: new URL(open.url).host, cookie: open.cookie, ...origin },
        }).then(({ status }) => status);
      const { port } = new URL(open.url);
      const foreign = [
        'null',
        'http://evil.example',
        'http://127.0.0.1:1',
        `http://localhost:${port}`,
        `ftp://127.0.0.1:${port}`,
        `http://127.0.0.1:${port}.evil.example`,
      ];
      expect(await send({})).toBe(403);
      for (const origin of foreign) expect(await send({ origin }), origin).toBe(403);
      expect(await send({ origin: open.url })).toBe(404);
    },
  );
});

describe('headers', () => {
  test.each(['/', '/nothing', '/session', '/assets/index-1234.js'])('%s', async (path) => {
    const { headers } = await open.ask(path);
    const policy = headers.get('content-security-policy')!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/script-src[^;]*unsafe|\*/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });

  test('refusals have them, too', async () => {
    const { headers } = await fetch(`${open.url}/`);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  test('files whose names have a hash are kept, the page is asked for again', async () => {
    const asset = await open.ask('/assets/index-1234.js');
    expect(asset.headers.get('cache-control')).toContain('immutable');
    expect((await open.ask('/')).headers.get('cache-control')).toBe('no-cache');
    expect((await open.ask('/session')).headers.get('cache-control')).toBe('no-store');
  });
});
