import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  commitInput,
  computeInputCommitment,
  decodePublicInput,
  drawSalt,
  type Inference,
  openService,
  ProofpressError,
  quantizeInput,
  type Receipt,
  type Service,
  ServiceError,
  verifyReceipt,
} from '../../../sdk/src/index.ts';
import { takeInput } from '../../../src-main/engine/pipeline/7-serve/market/take-input.ts';
import type { Serving } from '../../../src-main/engine/serving.ts';
import { openWorkspace } from '../../../src-main/engine/store/workspace.ts';
import { startServer } from '../../../src-main/server/start-server.ts';
import { temporaryFolder } from '../../circuits/support/temporary-folder.ts';
import { type ServedApi, startServedApi } from '../support/served-api.ts';

const SERVER = {
  host: '127.0.0.1',
  port: 0,
  limits: {},
  trustProxy: false,
  logger: pino({ level: 'silent' }),
};
const VALUES = [0.5, -1, 0.25, 2];

let api: ServedApi;
let service: Service;

beforeAll(async () => {
  api = await startServedApi(temporaryFolder());
  service = openService(`${api.url}/`, { apiKey: api.key });
});
afterAll(async () => {
  await api?.close();
});

async function refusalOf(call: Promise<unknown>): Promise<ProofpressError> {
  const error = await call.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  expect(error).toBeInstanceOf(ProofpressError);
  return error as ProofpressError;
}

describe('a question', () => {
  test('with a public input is answered with a receipt that shows it', async () => {
    const receipt = await service.ask('open', { inputs: { x: Float32Array.from(VALUES) } });
    expect(verifyReceipt(receipt)).toMatchObject({ valid: true, expired: false });
    const { card, id } = await service.model('open');
    const integers = quantizeInput(card.inputs[0]!, VALUES);
    const shown = decodePublicInput(receipt, 'x');
    expect(shown.integers).toEqual(integers);
    for (const [index, real] of shown.reals.entries()) expect(real).toBeCloseTo(VALUES[index]!, 1);
    expect(receipt.outputs[0]!.reals).toHaveLength(3);
    expect(id).toBe('open');
  });

  test('with a committed input is answered for the commitment that was made before', async () => {
    const { card, statement } = await service.model('tiny');
    const salt = drawSalt();
    const commitment = commitInput(quantizeInput(card.inputs[0]!, VALUES), statement.inputs[0]!, salt);
    const context = { requestId: `0x${'cd'.repeat(32)}`, deadline: 4_000_000_000n };
    const receipt = await service.ask('tiny', { inputs: { x: VALUES }, salts: { x: salt }, context });
    expect(receipt.inputs[0]!.signals).toEqual([String(commitment)]);
    expect(receipt.context).toMatchObject({ requestId: context.requestId, deadline: '4000000000' });
  });

  test('step by step', async () => {
    const { id } = await service.order('tiny', { inputs: { x: VALUES } }, { idempotencyKey: 'once' });
    expect((await service.order('tiny', { inputs: { x: VALUES } }, { idempotencyKey: 'once' })).id).toBe(id);
    let inference: Inference;
    do inference = await service.inference(id);
    while (inference.state === 'queued' || inference.state === 'running');
    expect(inference).toMatchObject({ state: 'done', model: 'tiny' });
    const receipt = await service.receipt(id);
    const { x: salt } = await service.salts(id);
    const { card, statement } = await service.model('tiny');
    expect(receipt.inputs[0]!.signals).toEqual([
      String(commitInput(quantizeInput(card.inputs[0]!, VALUES), statement.inputs[0]!, BigInt(salt!))),
    ]);
    expect(await service.verify(receipt)).toMatchObject({ valid: true, served: true, grade: 'local' });
    expect((await service.cancel(id)).state).toBe('done');
    expect((await service.models()).map(({ name }) => name).sort()).toEqual(['open', 'tiny']);
  });
});

test('an input of a request on a chain is handed in under its commitment', async () => {
  const workspace = openWorkspace(api.root);
  const models = [await api.serving.models.get('tiny')];
  const desk = { models, inputs: await workspace.market.inputs(), deadlineOf: () => undefined };
  const market = { takeInput: (commitment: string, body: unknown) => takeInput(desk, commitment, body) };
  const server = await startServer({ ...api.serving, market: market as Serving['market'] }, SERVER);
  try {
    const open = openService(server.url);
    const { card, statement } = await open.model('tiny');
    const signal = commitInput(quantizeInput(card.inputs[0]!, VALUES), statement.inputs[0]!, 77n);
    const commitment = computeInputCommitment(statement, [signal]);
    const input = { inputs: { x: VALUES }, salts: { x: 77n } };
    expect((await open.handIn(commitment, { ...input, model: 'tiny' })).models).toEqual(['tiny']);
    const other = await refusalOf(open.handIn(commitment, { ...input, salts: { x: 78n } }));
    expect(other).toMatchObject({ status: 422, problem: 'input-invalid' });
  } finally {
    await server.close();
    await workspace.close();
  }
});

describe('what is refused', () => {
  test('says the server why, and with which code', async () => {
    const noSuch = await refusalOf(service.ask('other', { inputs: { x: VALUES } }));
    expect(noSuch).toMatchObject({ code: 'service-refused', status: 404, problem: 'model-missing' });
    expect(noSuch).toBeInstanceOf(ServiceError);
    const short = await refusalOf(service.ask('open', { inputs: { x: [1] } }));
    expect(short).toMatchObject({ status: 422, problem: 'input-invalid' });
    const stranger = openService(api.url);
    const noKey = await refusalOf(stranger.ask('open', { inputs: { x: VALUES } }));
    expect(noKey).toMatchObject({ status: 401, problem: 'api-key-missing' });
  });

  test('numbers that are none are not sent', async () => {
    const error = await refusalOf(service.ask('open', { inputs: { x: [1, 2, 3, NaN] } }));
    expect(error.code).toBe('input-invalid');
  });

  test('a server that is not there, or that speaks something else', async () => {
    const wait = { timeout: 600 };
    const nowhere = openService('http://127.0.0.1:1');
    expect((await refusalOf(nowhere.ask('open', { inputs: { x: VALUES } }, wait))).code).toBe(
      'service-unreachable',
    );
    expect((await refusalOf(nowhere.models())).code).toBe('service-unreachable');
  });

  test('one who gives up does not wait', async () => {
    const controller = new AbortController();
    const asking = openService('http://127.0.0.1:1').ask(
      'open',
      { inputs: { x: VALUES } },
      { signal: controller.signal },
    );
    setTimeout(() => controller.abort(new Error('gave up')), 100);
    await expect(asking).rejects.toThrow('gave up');
  });
});

describe('a server that cheats', () => {
  async function asked(answer: unknown, request: Parameters<Service['ask']>[1], modelId?: string) {
    const server = createServer((_, response) => {
      response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      const { port } = server.address() as AddressInfo;
      const cheat = openService(`http://127.0.0.1:${port}`);
      return await cheat.ask('open', request, { modelId, timeout: 5000 });
    } finally {
      server.closeAllConnections();
      server.close();
    }
  }

  let receipt: Receipt;
  beforeAll(async () => {
    receipt = await service.ask('open', { inputs: { x: VALUES } });
  });

  test('is believed where its receipt answers the question', async () => {
    const { modelId } = receipt.context;
    expect(await asked(receipt, { inputs: { x: VALUES } }, modelId)).toEqual(receipt);
  });

  test('with the answer to another question', async () => {
    const other = await refusalOf(asked(receipt, { inputs: { x: [0.5, -1, 0.25, -2] } }));
    expect(other.message).toBe('The receipt is about another value of the input "x".');
    const elsewhere = await refusalOf(
      asked(receipt, { inputs: { x: VALUES }, context: { consumer: `0x${'11'.repeat(20)}` } }),
    );
    expect(elsewhere.message).toBe('The receipt is made for another consumer.');
    const committed = await service.ask('tiny', { inputs: { x: VALUES }, salts: { x: 5n } });
    const opened = await refusalOf(asked(committed, { inputs: { x: VALUES }, salts: { x: 6n } }));
    expect(opened.message).toBe('The receipt is about another value of the input "x".');
    const model = await refusalOf(asked(committed, { inputs: { x: VALUES } }, receipt.context.modelId));
    expect(model.message).toBe('The receipt is made for another model.');
  });

  test('with a receipt that does not hold, and with none', async () => {
    const forged = structuredClone(receipt);
    forged.outputs[0]!.integers[0] = '1';
    const request = { inputs: { x: VALUES } };
    expect((await refusalOf(asked(forged, request))).code).toBe('proof-invalid');
    expect((await refusalOf(asked({ valid: true }, request))).code).toBe('proof-invalid');
  });
});
