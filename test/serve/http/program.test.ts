import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { startProgram, type RunningProgram } from '../../../bench/serve/start-program.ts';
import { temporaryFolder } from '../../circuits/support/temporary-folder.ts';
import { fail, succeed } from '../../cli/support/run-program.ts';
import { makeServedWorkspace } from '../support/served-workspace.ts';

const folder = temporaryFolder();
let root: string;
let key: string;
let program: RunningProgram | undefined;

beforeAll(async () => {
  const made = await makeServedWorkspace(folder);
  ({ root } = made);
  ({ text: key } = await made.client.createApiKey({ name: 'program' }));
  await made.engine.close();
});
afterEach(async () => {
  await program?.stop();
  program = undefined;
});

interface Inference {
  id: string;
  state: string;
}

async function ask(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  return fetch(`${program!.url}${path}`, { ...init, headers });
}

async function order(value: number): Promise<Inference> {
  const body = JSON.stringify({ inputs: { x: [value, 0, 0, 1] } });
  const response = await ask('/v1/models/tiny/inferences', { method: 'POST', body });
  expect(response.status).toBe(202);
  return (await response.json()) as Inference;
}

test('what waits when it is stopped is proven after the next start', async () => {
  program = await startProgram(root, ['tiny', '--queue-limit', '50']);
  const { models } = (await (await ask('/v1/models')).json()) as { models: { name: string }[] };
  expect(models.map(({ name }) => name)).toEqual(['tiny']);
  const orders: Inference[] = [];
  for (let index = 0; index < 6; index++) orders.push(await order(index));
  // Somebody listens until the end.
  const events = ask(`/v1/inferences/${orders.at(-1)!.id}/events`).then((response) => response.text());
  await program.stop();
  await events;

  program = await startProgram(root, []);
  for (const { id } of orders) {
    const text = await (await ask(`/v1/inferences/${id}/events`)).text();
    expect(text).toContain('"state":"done"');
    expect((await ask(`/v1/inferences/${id}/receipt`)).status).toBe(200);
  }
});

test('a key that is made while it runs is known at once, and one that is revoked is not', async () => {
  program = await startProgram(root, []);
  const made = await succeed<{ text: string }>(['api-keys', 'create', 'late', '-w', root]);
  for (const text of [key, made.text]) {
    key = text;
    expect((await ask('/v1/inferences/none')).status).toBe(404);
  }
  await succeed(['api-keys', 'revoke', 'late', '-w', root]);
  expect((await ask('/v1/inferences/none')).status).toBe(401);
});

test('api keys: names once, limits in numbers, and no secret but where it is made', async () => {
  const keys = (...args: string[]) => ['api-keys', ...args, '-w', root];
  const made = await succeed<{ text: string }>(keys('create', 'fair', '--per-minute', '5', '--per-day', '7'));
  expect(made.text).toMatch(/^pp_[0-9a-f]{12}_[A-Za-z0-9_-]{43}$/);
  const listed = await succeed<{ keys: object[] }>(keys('list'));
  expect(listed.keys).toContainEqual(
    expect.objectContaining({ name: 'fair', perMinute: 5, perDay: 7, usedToday: 0, revokedAt: null }),
  );
  const secret = made.text.split('_').slice(2).join('_');
  expect(JSON.stringify(listed)).not.toContain(secret);
  const database = await readFile(join(root, 'proofpress.sqlite'), 'latin1');
  expect(database).not.toContain(secret);
  await fail(keys('create', 'fair'), 'option-invalid');
  await fail(keys('create', '../fair'), 'option-invalid');
  await fail(keys('create', 'other', '--per-minute', '0'), 'option-invalid');
  await fail(keys('revoke', 'nobody'), 'option-invalid');
});

test('a port that is taken, a model that is not there, a number that is none', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => taken.once('listening', resolve));
  const { port } = taken.address() as { port: number };
  const serve = (...args: string[]) => ['serve', ...args, '-w', root];
  expect((await fail(serve('--port', String(port)), 'option-invalid')).message).toContain(String(port));
  taken.close();
  await fail(serve('other'), 'model-missing');
  await fail(serve('--workers', '0'), 'option-invalid');
  await fail(['serve', '-w', `${folder}/nothing`], 'model-missing');
});
