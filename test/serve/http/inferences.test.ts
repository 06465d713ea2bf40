import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Receipt } from '../../../src-main/api/receipt.ts';
import { verifyReceipt } from '../../../src-main/engine/pipeline/5-prove/verify-receipt.ts';
import { temporaryFolder } from '../../circuits/support/temporary-folder.ts';
import { problemIn, type ServedApi, startServedApi } from '../support/served-api.ts';

const INPUTS = { x: [0.5, -1, 0.25, 2] };
const NOW = BigInt(Math.floor(Date.now() / 1000));

let api: ServedApi;

beforeAll(async () => {
  api = await startServedApi(temporaryFolder());
});
afterAll(async () => {
  await api?.close();
});

interface Inference {
  id: string;
  state: string;
  seconds?: Record<string, number>;
  links: Record<'self' | 'events' | 'receipt' | 'salts', string>;
}

const json = async <Body>(response: Response): Promise<Body> => (await response.json()) as Body;

async function proven(model = 'tiny', body: unknown = { inputs: INPUTS }): Promise<Inference> {
  const { id } = await json<Inference>(await api.order(model, body));
  for (;;) {
    const status = await json<Inference>(await api.ask(`/v1/inferences/${id}`));
    if (status.state !== 'queued' && status.state !== 'running') return status;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('an order', () => {
  test('is accepted at once, and ends in a receipt that holds', async () => {
    const response = await api.order('tiny', { inputs: INPUTS });
    expect(response.status).toBe(202);
    const { id, links } = await json<Inference>(response.clone());
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    expect(response.headers.get('location')).toBe(links.self);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    const done = await proven();
    expect(done.state).toBe('done');
    expect(Object.keys(done.seconds!).sort()).toEqual(['prove', 'verify', 'wait', 'witness']);
    const receipt = await json<Receipt>(await api.ask(done.links.receipt));
    expect(await verifyReceipt(receipt, NOW)).toMatchObject({ expired: false });
    expect(receipt.context.chainId).toBe('0');
  });

  test('is answered with the receipt itself where the client waits', async () => {
    const response = await api.order(
      'open',
      { inputs: { x: [INPUTS.x] } },
      { prefer: 'respond-async, wait=60' },
    );
    expect(response.status).toBe(200);
    expect(response.headers.get('preference-applied')).toBe('wait=60');
    const receipt = await json<Receipt>(response);
    await verifyReceipt(receipt, NOW);
    expect(receipt.model.name).toBe('open');
    // Public inputs have no salts.
    expect(response.headers.get('link')).toBeNull();
  });

  test('carries the context that was asked for', async () => {
    const context = {
      consumer: `0x${'1'.repeat(40)}`,
      payee: `0x${'2'.repeat(40)}`,
      requestId: `0x${'ab'.repeat(32)}`,
      deadline: 4_000_000_000,
    };
    const response = await api.order('tiny', { inputs: INPUTS, context }, { prefer: 'wait=60' });
    const receipt = await json<Receipt>(response);
    expect(receipt.context).toMatchObject({ ...context, deadline: '4000000000', chainId: '0' });
    await verifyReceipt(receipt, NOW);
  });

  test('with a salt of the client has the same commitment again, which is not told back', async () => {
    const ordered = () => proven('tiny', { inputs: INPUTS, salts: { x: '12345' } });
    const receipts: Receipt[] = [];
    for (const { links } of [await ordered(), await ordered()]) {
      receipts.push(await json<Receipt>(await api.ask(links.receipt)));
      expect(await (await api.ask(links.salts)).text()).not.toContain('12345');
    }
    expect(receipts[0]!.inputs).toEqual(receipts[1]!.inputs);
    expect(receipts[0]!.context.requestId).not.toBe(receipts[1]!.context.requestId);
  });

  test('without one gets a salt that the caller alone can fetch', async () => {
    const done = await proven();
    const { salts } = await json<{ salts: Record<string, string> }>(await api.ask(done.links.salts));
    expect(salts.x).toMatch(/^\d+$/);
    const receipt = await (await api.ask(done.links.receipt)).text();
    expect(receipt).not.toContain(salts.x);
    const { text: stranger } = await api.client.createApiKey({ name: 'stranger' });
    for (const path of Object.values(done.links)) {
      expect(await problemIn(await api.ask(path, {}, stranger))).toMatchObject({ code: 'inference-missing' });
      expect(await problemIn(await api.ask(path, {}, null))).toMatchObject({ code: 'api-key-missing' });
    }
  });
});

describe('an idempotency key', () => {
  const headers = { 'idempotency-key': 'order-1' };

  test('gives the earlier inference to whoever repeats the order, and to nobody else', async () => {
    const first = await json<Inference>(await api.order('tiny', { inputs: INPUTS }, headers));
    const again = await json<Inference>(await api.order('tiny', { inputs: INPUTS }, headers));
    expect(again.id).toBe(first.id);
    const other = await api.order('tiny', { inputs: { x: [0, 0, 0, 1] } }, headers);
    expect(await problemIn(other)).toMatchObject({ status: 409, code: 'idempotency-conflict' });
    const { text } = await api.client.createApiKey({ name: 'second' });
    const elsewhere = await json<Inference>(await api.order('tiny', { inputs: INPUTS }, headers, text));
    expect(elsewhere.id).not.toBe(first.id);
  });

  test('that is none is refused', async () => {
    const response = await api.order('tiny', { inputs: INPUTS }, { 'idempotency-key': 'x'.repeat(256) });
    expect(await problemIn(response)).toMatchObject({ status: 400, code: 'request-invalid' });
  });
});

test('events tell each state once and end with the last one', async () => {
  const { links } = await json<Inference>(await api.order('tiny', { inputs: INPUTS }));
  const response = await api.ask(links.events);
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  const events = (await response.text()).split('\n\n').filter((event) => event.includes('data: '));
  const states = events.map((event) => (JSON.parse(event.split('data: ')[1]!) as Inference).state);
  expect(events[0]).toContain('event: status');
  expect(states.at(-1)).toBe('done');
  const changes = states.filter((state, index) => state !== states[index - 1]);
  expect(['queued', 'running', 'done'].slice(-changes.length)).toEqual(changes);
  // Of one that has ended there is one event.
  const late = await (await api.ask(links.events)).text();
  expect(late.match(/^event: status$/gm)).toHaveLength(1);
});

test('a receipt is no older than its proof: before it there is 409', async () => {
  const paused = await startServedApi(temporaryFolder(), { isPaused: true });
  try {
    const { links } = await json<Inference>(await paused.order('tiny', { inputs: INPUTS }));
    expect(await problemIn(await paused.ask(links.receipt))).toMatchObject({ code: 'inference-unfinished' });
    const waited = await paused.order('tiny', { inputs: INPUTS }, { prefer: 'wait=1' });
    expect(waited.status).toBe(202);
    expect(await json(waited)).toMatchObject({ state: 'queued', position: 2 });
    const cancelled = await paused.ask(links.self, { method: 'DELETE' });
    expect(await json(cancelled)).toMatchObject({ state: 'cancelled' });
    expect(await problemIn(await paused.ask(links.receipt))).toMatchObject({
      status: 409,
      code: 'inference-failed',
    });
    expect(await (await paused.ask(links.events)).text()).toContain('"state":"cancelled"');
  } finally {
    await paused.close();
  }
});
