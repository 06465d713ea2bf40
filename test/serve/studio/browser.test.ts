import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { temporaryFolder } from '../../circuits/support/temporary-folder.ts';
import { hasChromium, launchChromium } from '../sdk/support/chromium.ts';
import { openStudioServer, type StudioServer } from './support/studio-server.ts';

/** A page that tries what the window does, and what it must not be able to do; results stand in the title. */
const PAGE = `<!doctype html><title>-</title>
<script>document.documentElement.dataset.inline = 'ran'</script>
<script type="module" src="./assets/index-1234.js"></script>`;
const SCRIPT = `
const foreign = new URLSearchParams(location.search).get('foreign');
const socket = new WebSocket(new URL('ws', location.href).href.replace('http', 'ws'));
const hello = new Promise((resolve) => { socket.onmessage = ({ data }) => resolve(JSON.parse(data).type); });
const other = foreign && await fetch(foreign).then(() => 'fetched', () => 'refused');
const created = await fetch('uploads', { method: 'POST', headers: { 'Tus-Resumable': '1.0.0', 'Upload-Length': '1',
  'Upload-Metadata': 'filename YQ==' } });
document.title = JSON.stringify({ hello: await hello, other, created: created.status, cookie: document.cookie,
  inline: document.documentElement.dataset.inline ?? null });
`;

const folder = temporaryFolder();
let open: StudioServer;
let browser: Browser;
let foreign: Server;
let foreignUrl: string;

beforeAll(async () => {
  if (!hasChromium) return;
  open = await openStudioServer(folder);
  await writeFile(join(open.uiFolder, 'index.html'), PAGE);
  await writeFile(join(open.uiFolder, 'assets', 'index-1234.js'), SCRIPT);
  // Another program on this machine: the same site for cookies, another origin.
  foreign = createServer((request, answer) => {
    answer.setHeader('access-control-allow-origin', '*');
    answer.setHeader('content-type', 'text/html');
    const target = new URL(request.url ?? '/', 'http://x').searchParams.get('to') ?? '';
    answer.end(`<title>foreign</title><a id="to" href="${target.replaceAll('"', '')}">to</a>`);
  });
  await new Promise<void>((resolve) => foreign.listen(0, '127.0.0.1', resolve));
  foreignUrl = `http://127.0.0.1:${(foreign.address() as AddressInfo).port}`;
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  foreign?.close();
  await open?.close();
});

test.runIf(hasChromium)(
  'Chromium is let in by the link, connects, uploads, and is kept from the rest',
  async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(open.server.newLink());
    await page.waitForURL(`${open.url}/`);
    await page.goto(`${open.url}/?foreign=${encodeURIComponent(foreignUrl)}`);
    await vi.waitFor(async () => expect(await page.title()).toMatch(/^\{/), 20_000);
    expect(JSON.parse(await page.title())).toEqual({
      hello: 'hello',
      other: 'refused',
      created: 201,
      cookie: '',
      inline: null,
    });
    await context.close();
  },
);

test.runIf(hasChromium)('a link that was clicked on another site lets in, too', async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const elsewhere = foreignUrl.replace('127.0.0.1', 'localhost');
  await page.goto(`${elsewhere}/?to=${encodeURIComponent(open.server.newLink())}`);
  await page.click('#to');
  await page.waitForURL(`${open.url}/`);
  await vi.waitFor(async () => expect(await page.title()).toMatch(/^\{/), 20_000);
  await context.close();
});

test.runIf(hasChromium)(
  'a page of another port can neither connect, nor write, nor read, nor frame',
  async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(open.server.newLink());
    await page.waitForURL(`${open.url}/`);
    await page.goto(foreignUrl);
    const tried = (await page.evaluate(`(async () => {
    const url = ${JSON.stringify(open.url)};
    const socket = await new Promise((resolve) => {
      const opened = new WebSocket(url.replace('http', 'ws') + '/ws');
      opened.onopen = () => resolve('connected');
      opened.onerror = () => resolve('refused');
    });
    const read = await fetch(url + '/session', { credentials: 'include' }).then(() => 'read', () => 'refused');
    const write = await fetch(url + '/uploads', { method: 'POST', mode: 'no-cors', credentials: 'include' })
      .then(({ type }) => type, () => 'refused');
    const frame = document.createElement('iframe');
    frame.src = url + '/';
    const framed = new Promise((resolve) => { frame.onload = resolve; });
    document.body.append(frame);
    await framed;
    const image = await new Promise((resolve) => {
      const shown = new Image();
      shown.onload = () => resolve('shown');
      shown.onerror = () => resolve('refused');
      shown.src = url + '/assets/index-1234.js';
    });
    return { socket, read, write, image };
  })()`)) as Record<string, string>;
    expect(tried).toMatchObject({ socket: 'refused', read: 'refused', image: 'refused' });
    expect(['opaque', 'refused']).toContain(tried.write);
    const frame = page.frames().find((each) => each !== page.mainFrame());
    expect(frame?.url()).toMatch(/^chrome-error:/);
    await context.close();
  },
);
