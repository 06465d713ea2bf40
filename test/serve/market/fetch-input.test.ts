import { createServer } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  fetchInput,
  isPublicAddress,
  PUBLIC_ONLY,
  type FetchGuards,
} from '../../../src-main/engine/pipeline/7-serve/market/fetch-input.ts';
import { appErrorOf } from '../../engine/groth16/app-error.ts';
import { LOCALHOST_CERTIFICATE, LOCALHOST_KEY } from './support/localhost-certificate.ts';

let answer: (request: IncomingMessage, response: ServerResponse) => void;
const server = createServer({ key: LOCALHOST_KEY, cert: LOCALHOST_CERTIFICATE }, (request, response) =>
  answer(request, response),
);
let port = 0;
let guards: FetchGuards;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
  guards = {
    maximumBytes: 1000,
    timeoutMilliseconds: 2000,
    isAllowed: (address) => address === '127.0.0.1',
    ports: [port],
    ca: LOCALHOST_CERTIFICATE,
  };
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const uri = () => `https://localhost:${port}/input.json`;
const refused = async (address: string, with_: FetchGuards = PUBLIC_ONLY) =>
  (await appErrorOf(fetchInput(address, with_), 'download-failed')).message;

test('JSON is fetched, and it is asked for as what it is', async () => {
  answer = ({ headers, url }, response) => response.end(JSON.stringify({ url, accept: headers.accept }));
  expect(await fetchInput(uri(), guards)).toEqual({ url: '/input.json', accept: 'application/json' });
});

describe('what is not fetched', () => {
  test('other schemes, passwords, ports', async () => {
    for (const address of [
      'http://example.org/',
      'ipfs://x',
      'file:///etc/passwd',
      'data:,x',
      'x',
      '',
      `https://${'a'.repeat(3000)}/`,
    ]) {
      expect(await refused(address)).toMatch(/Only https/);
    }
    expect(await refused('https://user:word@example.org/')).toMatch(/password/);
    expect(await refused('https://example.org:8443/')).toMatch(/Only the port 443/);
  });

  test('addresses that are not public, however they are written', async () => {
    for (const host of [
      '127.0.0.1',
      '127.1',
      '0x7f000001',
      '2130706433',
      '017700000001',
      '0.0.0.0',
      '10.0.0.1',
      '172.16.0.1',
      '192.168.1.1',
      '169.254.169.254',
      '100.64.0.1',
      '224.0.0.1',
      '255.255.255.255',
      '192.0.2.1',
      '[::1]',
      '[::]',
      '[::ffff:127.0.0.1]',
      '[::ffff:7f00:1]',
      '[fc00::1]',
      '[fe80::1]',
      '[64:ff9b::7f00:1]',
      '[2002:7f00:1::]',
      '[2001::1]',
      '[ff02::1]',
    ]) {
      expect(await refused(`https://${host}/latest/meta-data`), host).toMatch(/no public address/);
    }
    for (const address of ['1.1.1.1', '2606:4700:4700::1111']) expect(isPublicAddress(address)).toBe(true);
    for (const address of ['', 'localhost', '1.1.1', '127.0.0.1 ', '::ffff:10.0.0.1']) {
      expect(isPublicAddress(address), address).toBe(false);
    }
  });

  test('a name that leads to an address that is not public', async () => {
    expect(await refused('https://localhost/')).toMatch(/localhost is no public address/);
    expect(await refused(uri(), { ...guards, isAllowed: () => false })).toMatch(/no public address/);
  });

  test('another address that the server leads to', async () => {
    answer = (_request, response) => response.writeHead(302, { location: 'https://localhost/x' }).end();
    expect(await refused(uri(), guards)).toMatch(/not followed/);
  });

  test('what is too large, said beforehand or not', async () => {
    answer = (_request, response) => response.end(JSON.stringify('x'.repeat(2000)));
    expect(await refused(uri(), guards)).toMatch(/more than 1000 bytes/);
    let sent = 0;
    answer = (_request, response) => {
      const timer = setInterval(() => response.write('"'.padEnd(100, (sent++, 'x'))), 1);
      response.once('close', () => clearInterval(timer));
    };
    expect(await refused(uri(), guards)).toMatch(/more than 1000 bytes/);
    expect(sent).toBeLessThan(10_000);
  });

  test('what takes too long, at once or byte by byte', async () => {
    const brief = { ...guards, timeoutMilliseconds: 300 };
    answer = () => undefined;
    expect(await refused(uri(), brief)).toMatch(/within 0.3 s/);
    answer = (_request, response) => {
      const timer = setInterval(() => response.write(' '), 20);
      response.once('close', () => clearInterval(timer));
    };
    expect(await refused(uri(), brief)).toMatch(/within 0.3 s/);
  });

  test('no JSON, an error, something packed, a connection that breaks', async () => {
    answer = (_request, response) => response.end('<html>');
    expect(await refused(uri(), guards)).toMatch(/did not send JSON/);
    answer = (_request, response) => response.writeHead(404).end('{}');
    expect(await refused(uri(), guards)).toMatch(/HTTP 404/);
    answer = (_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('{}');
    expect(await refused(uri(), guards)).toMatch(/compressed/);
    answer = (_request, response) => {
      response.write('{');
      setTimeout(() => response.destroy(), 20);
    };
    expect(await refused(uri(), guards)).toMatch(/could not be read/);
  });

  test('a server without a certificate that is trusted', async () => {
    const { ca, ...strict } = guards;
    expect(ca).toBeDefined();
    answer = (_request, response) => response.end('{}');
    expect(await refused(uri(), strict)).toMatch(/certificate/);
  });

  test('anything after a cancel', async () => {
    const controller = new AbortController();
    answer = () => controller.abort();
    await appErrorOf(fetchInput(uri(), guards, controller.signal), 'aborted');
  });
});
