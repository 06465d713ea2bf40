import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { predictAddresses } from '../../../src-main/engine/chain/deploy-contracts.ts';
import { verifySources } from '../../../src-main/engine/chain/source-verification/verify-source.ts';
import { appErrorOf } from '../groth16/app-error.ts';

interface Asked {
  method: string;
  url: URL;
  body: string;
}

let server: Server;
let url: string;
let asked: Asked[];
let answer: (request: Asked) => [status: number, body: unknown];

beforeEach(async () => {
  asked = [];
  server = createServer(async (incoming, response) => {
    let body = '';
    for await (const chunk of incoming) body += String(chunk);
    const request = { method: incoming.method!, url: new URL(incoming.url!, url), body };
    asked.push(request);
    const [status, text] = answer(request);
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(typeof text === 'string' ? text : JSON.stringify(text));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const CHAIN = 84532n;
const fast = { pollMilliseconds: 5, patienceMilliseconds: 500 };

test('Sourcify: standard input, compiler, name and address, then the end of the job', async () => {
  let looks = 0;
  answer = ({ method, url: { pathname } }) => {
    if (method === 'POST') return [202, { verificationId: `job of ${pathname.split('/').at(-1)}` }];
    if (looks++ === 0) return [200, { isJobCompleted: false, verificationId: 'job' }];
    return [200, { isJobCompleted: true, contract: { match: 'exact_match', runtimeMatch: 'exact_match' } }];
  };
  const { verifier, registry } = predictAddresses();
  const results = await verifySources(CHAIN, ['verifier', 'registry'], {
    sourcify: { url: `${url}/server` },
    ...fast,
  });
  expect(results).toEqual(
    [
      ['verifier', verifier],
      ['registry', registry],
    ].map(([contract, address]) => ({
      ...{ service: 'Sourcify', contract, address },
      ...{ outcome: 'verified', detail: 'exact_match' },
    })),
  );
  const [first] = asked.filter(({ method }) => method === 'POST');
  expect(first!.url.pathname).toBe(`/server/v2/verify/84532/${verifier}`);
  const body = JSON.parse(first!.body) as Record<string, unknown> & { stdJsonInput: { sources: object } };
  expect(body).toMatchObject({
    contractIdentifier: 'src/Groth16Verifier.sol:Groth16Verifier',
    compilerVersion: expect.stringMatching(/^\d+\.\d+\.\d+\+commit\.[0-9a-f]{8}$/),
    stdJsonInput: { language: 'Solidity' },
  });
  expect(Object.keys(body.stdJsonInput.sources)).toContain('src/Groth16Verifier.sol');
  expect(asked[1]!.url.pathname).toBe(`/server/v2/verify/${encodeURIComponent(`job of ${verifier}`)}`);
});

test('Etherscan: the same with a key, by chain id, with constructor arguments', async () => {
  answer = ({ method, url: { searchParams } }) => {
    if (method === 'POST') return [200, { status: '1', message: 'OK', result: 'guid' }];
    expect(searchParams.get('guid')).toBe('guid');
    return asked.length < 3
      ? [200, { status: '0', message: 'NOTOK', result: 'Pending in queue' }]
      : [200, { status: '1', message: 'OK', result: 'Pass - Verified' }];
  };
  const etherscan = { url: `${url}/v2/api`, key: 'SECRET' };
  const [result] = await verifySources(CHAIN, ['router'], { etherscan, ...fast });
  expect(result).toMatchObject({ service: 'Etherscan', outcome: 'verified', detail: 'Pass - Verified' });
  const { searchParams } = asked[0]!.url;
  expect(Object.fromEntries(searchParams)).toEqual({
    ...{ chainid: '84532', module: 'contract', action: 'verifysourcecode', apikey: 'SECRET' },
  });
  const form = new URLSearchParams(asked[0]!.body);
  expect(form.get('codeformat')).toBe('solidity-standard-json-input');
  expect(form.get('contractname')).toBe('src/VerifierRouter.sol:VerifierRouter');
  expect(form.get('compilerversion')).toMatch(/^v\d+\.\d+\.\d+\+commit\.[0-9a-f]{8}$/);
  expect(form.get('constructorArguements')).toBe(
    predictAddresses().verifier.slice(2).toLowerCase().padStart(64, '0'),
  );
  expect(asked[1]!.url.searchParams.get('action')).toBe('checkverifystatus');
});

test.each<[title: string, answer: [number, unknown], outcome: string, detail: RegExp]>([
  [
    'known already',
    [409, { customCode: 'already_verified', message: 'is already verified' }],
    'known',
    /already/,
  ],
  ['refused with a reason', [400, { customCode: 'invalid_parameter', message: 'no' }], 'refused', /^no$/],
  ['refused without one', [500, '<html>'], 'refused', /HTTP 500/],
  ['an answer of another form', [202, { id: 1 }], 'unanswered', /no answer/],
  ['no JSON', [202, 'thanks'], 'unanswered', /no answer/],
])('what Sourcify says is passed on, never thrown: %s', async (_title, given, outcome, detail) => {
  answer = () => given;
  const [result] = await verifySources(CHAIN, ['verifier'], { sourcify: { url }, ...fast });
  expect(result).toMatchObject({ outcome, detail: expect.stringMatching(detail) });
});

test('sources that do not make what lies there, a job that never ends, a server that is not there', async () => {
  answer = ({ method }) =>
    method === 'POST'
      ? [202, { verificationId: 'x' }]
      : [200, { isJobCompleted: true, contract: { match: null } }];
  const verify = () => verifySources(CHAIN, ['verifier'], { sourcify: { url }, ...fast });
  expect((await verify())[0]).toMatchObject({
    outcome: 'refused',
    detail: expect.stringMatching(/do not make/),
  });
  answer = ({ method }) =>
    method === 'POST' ? [202, { verificationId: 'x' }] : [200, { isJobCompleted: false }];
  expect((await verify())[0]).toMatchObject({ outcome: 'unanswered' });
  const gone = await verifySources(CHAIN, ['verifier'], { sourcify: { url: 'http://127.0.0.1:1' }, ...fast });
  expect(gone[0]).toMatchObject({ outcome: 'unanswered', detail: expect.stringMatching(/does not answer/) });
});

test('an answer that quotes the key is not shown', async () => {
  answer = () => [200, { status: '0', message: 'NOTOK', result: 'Invalid API Key SECRET' }];
  const [result] = await verifySources(CHAIN, ['verifier'], { etherscan: { url, key: 'SECRET' }, ...fast });
  expect(result).toMatchObject({ outcome: 'refused', detail: 'Invalid API Key (key)' });
});

test('nothing is sent where no service is named, and a cancel ends it', async () => {
  expect(await verifySources(CHAIN, ['verifier'], fast)).toEqual([]);
  const controller = new AbortController();
  answer = () => {
    controller.abort();
    return [202, { verificationId: 'x' }];
  };
  const verifying = verifySources(CHAIN, ['verifier'], {
    sourcify: { url },
    ...fast,
    signal: controller.signal,
  });
  await appErrorOf(verifying, 'aborted');
  expect(asked).toHaveLength(1);
});
