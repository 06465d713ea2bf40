import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../circuits/support/temporary-folder.ts';
import { problemIn, type ServedApi, startServedApi } from '../support/served-api.ts';

const X = [0.5, -1, 0.25, 2];
const BODY_BYTES = 16_384;

let api: ServedApi;

beforeAll(async () => {
  api = await startServedApi(temporaryFolder(), {
    isPaused: true,
    limits: {
      bodyBytes: BODY_BYTES,
      requestMilliseconds: 700,
      checksPerMinute: 100_000,
      readsPerMinute: 100_000,
    },
  });
});
afterAll(async () => {
  await api?.close();
});

const post = (path: string, body: RequestInit['body'], type = 'application/json') =>
  api.ask(path, { method: 'POST', body, headers: { 'content-type': type } });
const order = (body: unknown) => api.order('tiny', body);
const raw = (text: string) => post('/v1/models/tiny/inferences', text);

/** What is sent, and the status and code that answer it. */
const CASES: [string, () => Promise<Response>, number, string][] = [
  ['too few values', () => order({ inputs: { x: [1, 2] } }), 422, 'input-invalid'],
  [
    'another shape',
    () =>
      order({
        inputs: {
          x: [
            [1, 2],
            [3, 4],
          ],
        },
      }),
    422,
    'input-invalid',
  ],
  ['a ragged list', () => order({ inputs: { x: [[1, 2, 3], 4] } }), 422, 'input-invalid'],
  ['no value', () => order({ inputs: {} }), 422, 'input-invalid'],
  ['an input that is not one', () => order({ inputs: { x: X, y: [1] } }), 422, 'input-invalid'],
  ['a name that every object has', () => order({ inputs: { constructor: X } }), 422, 'input-invalid'],
  ['null for a value', () => order({ inputs: { x: [1, null, 3, 4] } }), 422, 'input-invalid'],
  ['a text for a value', () => order({ inputs: { x: [1, '2', 3, 4] } }), 422, 'input-invalid'],
  ['NaN', () => raw('{"inputs":{"x":[NaN,1,2,3]}}'), 400, 'request-invalid'],
  ['infinity', () => raw('{"inputs":{"x":[1e999,1,2,3]}}'), 422, 'input-invalid'],
  ['half of a JSON text', () => raw('{"inputs":{"x":['), 400, 'request-invalid'],
  [
    'very deep JSON',
    () => raw(`{"inputs":{"x":${'['.repeat(8000)}${']'.repeat(8000)}}}`),
    422,
    'input-invalid',
  ],
  ['a prototype', () => raw('{"__proto__":{"inputs":{}},"inputs":{"x":[1,2,3,4]}}'), 400, 'request-invalid'],
  ['a list', () => order([1, 2]), 400, 'request-invalid'],
  ['null', () => order(null), 400, 'request-invalid'],
  ['no body', () => post('/v1/models/tiny/inferences', ''), 400, 'request-invalid'],
  ['inputs and an image', () => order({ inputs: { x: X }, image: 'AAAA' }), 400, 'request-invalid'],
  ['a field that is not known', () => order({ inputs: { x: X }, contxt: {} }), 400, 'request-invalid'],
  ['an image for a model that takes none', () => order({ image: 'AAAA' }), 422, 'input-invalid'],
  ['the same as bytes', () => post('/v1/models/tiny/inferences', 'PNG', 'image/png'), 422, 'input-invalid'],
  [
    'a salt of an input that takes none',
    () => order({ inputs: { x: X }, salts: { y: '1' } }),
    422,
    'input-invalid',
  ],
  [
    'a salt beyond the field',
    () => order({ inputs: { x: X }, salts: { x: '9'.repeat(77) } }),
    422,
    'input-invalid',
  ],
  [
    'a chain where the model is not',
    () => order({ inputs: { x: X }, context: { chainId: 1 } }),
    422,
    'option-invalid',
  ],
  [
    'a deadline that has passed',
    () => order({ inputs: { x: X }, context: { deadline: 1 } }),
    422,
    'option-invalid',
  ],
  [
    'a consumer that is no address',
    () => order({ inputs: { x: X }, context: { consumer: '0x1' } }),
    422,
    'option-invalid',
  ],
  [
    'a short request id',
    () => order({ inputs: { x: X }, context: { requestId: '0x12' } }),
    422,
    'option-invalid',
  ],
  [
    'a negative deadline',
    () => order({ inputs: { x: X }, context: { deadline: -1 } }),
    400,
    'request-invalid',
  ],
  ['a huge body', () => order({ inputs: { x: Array(BODY_BYTES).fill(1) } }), 413, 'body-too-large'],
  [
    'a wrong content type',
    () => post('/v1/models/tiny/inferences', '{}', 'text/plain'),
    415,
    'media-type-unsupported',
  ],
  [
    'a form',
    () =>
      post(
        '/v1/models/tiny/inferences',
        new URLSearchParams({ x: '1' }),
        'application/x-www-form-urlencoded',
      ),
    415,
    'media-type-unsupported',
  ],
  ['an unknown model', () => api.order('other', { inputs: { x: X } }), 404, 'model-missing'],
  [
    'a path for a model',
    () => api.order('..%2F..%2Fproofpress.sqlite', { inputs: { x: X } }),
    404,
    'model-missing',
  ],
  ['a null byte for a model', () => api.order('tiny%00', { inputs: { x: X } }), 404, 'model-missing'],
  ['a long name for a model', () => api.order('m'.repeat(500), { inputs: { x: X } }), 414, 'request-invalid'],
  ['an address that cannot be decoded', () => api.ask('/v1/models/%E0%A4%A'), 400, 'request-invalid'],
  ['a wrong key', () => api.order('tiny', { inputs: { x: X } }, {}, 'pp_0'), 401, 'api-key-unknown'],
  [
    'a key with another secret',
    () => api.order('tiny', { inputs: { x: X } }, {}, `${api.key.slice(0, -43)}${'A'.repeat(43)}`),
    401,
    'api-key-unknown',
  ],
  ['no key', () => api.ask('/v1/inferences/none', {}, null), 401, 'api-key-missing'],
  ['no such inference', () => api.ask(`/v1/inferences/${'0'.repeat(32)}`), 404, 'inference-missing'],
  [
    'an inference that is a path',
    () => api.ask('/v1/inferences/..%2F..%2F..%2Fetc%2Fpasswd'),
    404,
    'inference-missing',
  ],
  ['no such route', () => api.ask('/v1/admin'), 404, 'route-missing'],
  ['another method', () => api.ask('/v1/models/tiny', { method: 'PATCH' }), 404, 'route-missing'],
];

test.each(CASES)('%s', async (_name, send, status, code) => {
  expect(await problemIn(await send())).toMatchObject({ status, code });
});

test('none of it was queued, and the log holds nothing that was sent', async () => {
  expect(await api.serving.queue.counts()).toMatchObject({ queued: 0, running: 0, failed: 0 });
  expect(api.log.join('')).not.toMatch(/0\.25|contxt|pp_/);
});

describe('receipts', () => {
  const verdict = async (body: string) => {
    const response = await post('/v1/verify', body);
    expect(response.status).toBe(200);
    return (await response.json()) as { valid: boolean; reason: string };
  };

  test('that are none are not valid', async () => {
    for (const body of ['{}', '[]', '7', '"receipt"', '{"format":"proofpress-receipt-1"}'])
      expect(await verdict(body)).toMatchObject({
        valid: false,
        reason: expect.stringContaining('not a receipt'),
      });
  });

  test('with a number of ten thousand digits are not calculated with', async () => {
    expect(await verdict(`{"publicSignals":["${'9'.repeat(10_000)}"]}`)).toMatchObject({
      valid: false,
      reason: expect.stringContaining('digits'),
    });
  });
});

/** Sends bytes on a connection of its own, piece by piece; what comes back until it is closed, and after how long. */
function speak(pieces: string[], pause: number): Promise<{ answer: string; milliseconds: number }> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(api.url).port), '127.0.0.1');
    let answer = '';
    const rest = [...pieces];
    const timer = setInterval(() => {
      const piece = rest.shift();
      if (piece !== undefined && socket.writable) socket.write(piece);
    }, pause);
    socket.setEncoding('utf8').on('data', (text: string) => (answer += text));
    socket.on('error', reject);
    socket.on('close', () => {
      clearInterval(timer);
      resolve({ answer, milliseconds: performance.now() - started });
    });
  });
}

describe('a connection', () => {
  test('on which the header comes a letter at a time is answered 408 and closed', async () => {
    const { answer } = await speak([...'GET /v1/models HTTP/1.1\r\nHost: a\r\nX-Slow: '.repeat(40)], 50);
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(answer).toContain('"code":"request-timeout"');
  });

  test('on which the body comes a letter at a time likewise', async () => {
    const head = `POST /v1/verify HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 4000\r\n\r\n`;
    const { answer } = await speak([head, ...'{'.repeat(400)], 50);
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  });

  test('that speaks no HTTP is told so', async () => {
    const { answer } = await speak(['\x16\x03\x01 hello\r\n\r\n'], 1);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain('"code":"request-invalid"');
  });

  test('with a header of a megabyte is answered 431', async () => {
    const { answer } = await speak(
      [`GET / HTTP/1.1\r\nHost: a\r\nX-Large: ${'a'.repeat(2 ** 20)}\r\n\r\n`],
      1,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 431 /);
  });
});

test('a thousand bad requests leave memory as it was', async () => {
  const round = async () => {
    for (let turn = 0; turn < 25; turn++)
      await Promise.all(CASES.slice(0, 20).map(async ([, send]) => (await send()).arrayBuffer()));
    global.gc?.();
    return process.memoryUsage().rss;
  };
  await round();
  const before = await round();
  const after = await round();
  expect((after - before) / 2 ** 20).toBeLessThan(64);
});
