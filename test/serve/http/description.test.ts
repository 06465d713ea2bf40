import { afterAll, beforeAll, expect, test } from 'vitest';
import type { z } from 'zod';
import * as schemas from '../../../src-main/server/public-api/schemas.ts';
import { temporaryFolder } from '../../circuits/support/temporary-folder.ts';
import { type ServedApi, startServedApi } from '../support/served-api.ts';

interface Description {
  openapi: string;
  paths: Record<string, Record<string, { operationId?: string; responses: Record<string, object> }>>;
  components: { schemas: Record<string, object> };
}

let api: ServedApi;

beforeAll(async () => {
  api = await startServedApi(temporaryFolder());
});
afterAll(async () => {
  await api?.close();
});

const described = async () => (await (await api.ask('/openapi.json', {}, null)).json()) as Description;

/** Everything that can be asked; none of it changes a setting, a key or a model. */
const OPERATIONS = [
  'cancelInference',
  'getHealth',
  'getInference',
  'getMetrics',
  'getModel',
  'getReadiness',
  'getReceipt',
  'getSalts',
  'listModels',
  'orderInference',
  'verifyReceipt',
  'watchInference',
];

test('is OpenAPI 3.1, with these operations and no other, and every reference leads somewhere', async () => {
  const description = await described();
  expect(description.openapi).toBe('3.1.0');
  const operations = Object.values(description.paths).flatMap((path) => Object.values(path));
  expect(operations.map(({ operationId }) => operationId).sort()).toEqual(OPERATIONS);
  const references = JSON.stringify(description).matchAll(/"\$ref":"([^"]*)"/g);
  const names = Object.keys(description.components.schemas);
  for (const [, reference] of references) {
    expect(reference).toMatch(/^#\/components\/schemas\//);
    expect(names).toContain(reference!.split('/').at(-1));
  }
});

test('says that the publisher sees the inputs', async () => {
  const text = JSON.stringify(await described());
  expect(text).toContain('The publisher who runs this server sees the inputs');
});

test('is what is answered', async () => {
  const expectForm = async (response: Response, schema: z.ZodObject) => {
    const parsed = schema.strict().safeParse(await response.json());
    expect(parsed.error?.issues ?? []).toEqual([]);
  };
  const order = await api.order('tiny', { inputs: { x: [0, 1, 2, 3] } }, { prefer: 'wait=60' });
  const receipt = await order.clone().text();
  await expectForm(order.clone(), schemas.receiptSchema);
  await expectForm(await api.ask(order.headers.get('location')!), schemas.inferenceSchema);
  await expectForm(await api.ask('/v1/models/tiny'), schemas.modelSchema);
  const { models } = (await (await api.ask('/v1/models')).json()) as { models: unknown[] };
  expect(models.map((model) => schemas.modelSummarySchema.strict().safeParse(model).success)).toEqual([
    true,
    true,
  ]);
  const headers = { 'content-type': 'application/json' };
  const verdict = await api.ask('/v1/verify', { method: 'POST', body: receipt, headers });
  expect(await verdict.clone().json()).toMatchObject({ valid: true, served: true, grade: 'local' });
  await expectForm(verdict, schemas.verdictSchema);
});

test('figures for Prometheus tell what became of inferences and how long their parts took', async () => {
  const text = await (await api.ask('/metrics', {}, null)).text();
  expect(text).toContain('proofpress_inferences{state="queued"} 0');
  expect(text).toMatch(/^proofpress_inferences_ended_total\{model="tiny",state="done"\} [1-9]/m);
  for (const part of ['wait', 'witness', 'prove', 'verify'])
    expect(text).toMatch(
      new RegExp(`^proofpress_inference_seconds_count\\{model="tiny",part="${part}"\\} [1-9]`, 'm'),
    );
  expect(text).toContain('proofpress_incidents_total 0');
  expect(text).toMatch(
    /proofpress_http_request_seconds_count\{[^}]*route="\/v1\/models\/:model\/inferences"/,
  );
});

test('pages of any origin may ask', async () => {
  const response = await api.ask('/v1/models', { method: 'OPTIONS' }, null);
  expect(response.status).toBe(204);
  expect(response.headers.get('access-control-allow-origin')).toBe('*');
  expect(response.headers.get('access-control-allow-headers')).toContain('Authorization');
});
