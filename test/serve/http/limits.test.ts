import { afterAll, beforeAll, expect, test } from 'vitest';
import { temporaryFolder } from '../../circuits/support/temporary-folder.ts';
import { problemIn, type ServedApi, startServedApi } from '../support/served-api.ts';

const BODY = { inputs: { x: [0.5, -1, 0.25, 2] } };

let api: ServedApi;

beforeAll(async () => {
  api = await startServedApi(temporaryFolder(), {
    isPaused: true,
    serving: { maximumQueued: 3 },
    limits: { readsPerMinute: 40, checksPerMinute: 5, streams: 1, bodyBytes: 2048 },
  });
});
afterAll(async () => {
  await api?.close();
});

const makeKey = async (
  name: string,
  limits: { perMinute?: number; perDay?: number; priority?: number } = {},
) => (await api.client.createApiKey({ name, ...limits })).text;
const usedToday = async (name: string) =>
  (await api.client.listApiKeys({})).keys.find((key) => key.name === name)!.usedToday;

test('orders of one key within a minute: 429 with the time to wait; other keys are let in', async () => {
  const hasty = await makeKey('hasty', { perMinute: 2 });
  const answers = [1, 2, 3].map(() => api.order('tiny', { inputs: {} }, {}, hasty));
  expect((await Promise.all(answers)).map(({ status }) => status).sort()).toEqual([422, 422, 429]);
  const refused = await api.order('tiny', BODY, {}, hasty);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await problemIn(refused)).toMatchObject({ status: 429, code: 'rate-limited' });
  expect((await api.order('tiny', { inputs: {} })).status).toBe(422);
});

test('inferences of one key a day: what is refused or repeated does not count', async () => {
  const small = await makeKey('small', { perDay: 1 });
  expect((await api.order('tiny', { inputs: {} }, {}, small)).status).toBe(422);
  const headers = { 'idempotency-key': 'one' };
  expect((await api.order('tiny', BODY, headers, small)).status).toBe(202);
  expect((await api.order('tiny', BODY, headers, small)).status).toBe(202);
  const refused = await api.order('tiny', BODY, {}, small);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await problemIn(refused)).toMatchObject({ status: 429, code: 'quota-exhausted' });
  expect(await usedToday('small')).toBe(1);
});

test('a full queue: 429 with the time to wait, and the quota as before', async () => {
  const patient = await makeKey('patient', { perDay: 10 });
  const statuses: number[] = [];
  for (let round = 0; round < 4; round++) statuses.push((await api.order('open', BODY, {}, patient)).status);
  expect(statuses).toEqual([202, 202, 429, 429]);
  const refused = await api.order('open', BODY, {}, patient);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await problemIn(refused)).toMatchObject({ code: 'queue-full' });
  expect(await usedToday('patient')).toBe(2);
});

test('questions of one client within a minute', async () => {
  const curious = await makeKey('curious');
  const statuses = await Promise.all(
    Array.from({ length: 45 }, async () => (await api.ask('/v1/models', {}, curious)).status),
  );
  expect(statuses.filter((status) => status === 429)).toHaveLength(5);
  // Whether the process lives can be asked at any time.
  expect((await api.ask('/healthz', {}, curious)).status).toBe(200);
});

test('receipts that are checked for one client within a minute', async () => {
  const check = () =>
    api.ask('/v1/verify', { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } });
  const statuses = await Promise.all([1, 2, 3, 4, 5, 6].map(async () => (await check()).status));
  expect(statuses.sort()).toEqual([200, 200, 200, 200, 200, 429]);
});

test('guesses of keys count, too', async () => {
  const guess = () => api.ask('/v1/inferences/none', {}, `pp_${'0'.repeat(12)}_${'A'.repeat(43)}`);
  const codes = new Set<string>();
  for (let round = 0; round < 45; round++) codes.add((await problemIn(await guess())).code);
  expect([...codes]).toEqual(['api-key-unknown', 'rate-limited']);
});
