import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encode as encodeJpeg } from 'jpeg-js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Client } from '../../../src-main/api/client.ts';
import type { Receipt } from '../../../src-main/api/receipt.ts';
import { temporaryFolder } from '../../circuits/support/temporary-folder.ts';
import { png } from '../../engine/quantize/sample-files.ts';
import { modelBytes, node, tensor, value } from '../../support/onnx-builder.ts';
import { Random } from '../../support/random.ts';
import { problemIn, type ServedApi, startServedApi } from '../support/served-api.ts';

const SIZE = 4;
const folder = temporaryFolder();
const random = new Random(5);

let api: ServedApi;

const rows = () =>
  Array.from({ length: SIZE }, () => Array.from({ length: SIZE }, () => random.integer(0, 255)));
const picture = (pixels: number[][]) => png([SIZE, SIZE], 'grey', pixels);

/** A network whose samples are images, read as (pixel / 255 - 0.5) / 0.25. */
async function makeImageModel(client: Client): Promise<void> {
  const path = join(folder, 'picture.onnx');
  const network = modelBytes({
    inputs: [value('image', [1, 1, SIZE, SIZE])],
    outputs: ['y'],
    nodes: [node('Flatten', ['image'], 'flat'), node('Gemm', ['flat', 'w'], 'y')],
    constants: [tensor('w', [SIZE * SIZE, 2], random.normals(2 * SIZE * SIZE))],
  });
  await writeFile(path, network);
  const samples = join(folder, 'samples');
  await mkdir(samples);
  for (let index = 0; index < 4; index++) await writeFile(join(samples, `${index}.png`), picture(rows()));
  await client.importModel({ path, name: 'picture' });
  await client.quantizeModel({
    name: 'picture',
    samples,
    reading: { pixels: { mean: [0.5], std: [0.25] } },
  });
  await client.compileModel({ name: 'picture', modes: { image: 'public' } });
  await client.setupModel({ name: 'picture' });
}

beforeAll(async () => {
  api = await startServedApi(folder, { prepare: ({ client }) => makeImageModel(client) });
});
afterAll(async () => {
  await api?.close();
});

const send = (body: Buffer, type: string, query = '') =>
  api.ask(`/v1/models/picture/inferences${query}`, {
    method: 'POST',
    body: new Uint8Array(body),
    headers: { 'content-type': type, prefer: 'wait=60' },
  });
const receiptIn = async (response: Response) => {
  expect(response.status).toBe(200);
  return (await response.json()) as Receipt;
};

test('an image is read as the publisher declared it, however it is sent', async () => {
  const pixels = rows();
  const image = picture(pixels);
  const requestId = `0x${'5'.repeat(64)}`;
  const asBytes = await receiptIn(await send(image, 'image/png', `?requestId=${requestId}`));
  expect(asBytes.context.requestId).toBe(requestId);
  const asText = await receiptIn(
    await api.order('picture', { image: image.toString('base64') }, { prefer: 'wait=60' }),
  );
  const values = pixels.flat().map((pixel) => (pixel / 255 - 0.5) / 0.25);
  const asNumbers = await receiptIn(
    await api.order('picture', { inputs: { image: values } }, { prefer: 'wait=60' }),
  );
  for (const { inputs, outputs } of [asBytes, asText]) {
    expect(inputs).toEqual(asNumbers.inputs);
    expect(outputs).toEqual(asNumbers.outputs);
  }
});

test('a photograph of another size is scaled', async () => {
  const data = Buffer.alloc(40 * 30 * 4, 200);
  const { data: jpeg } = encodeJpeg({ width: 40, height: 30, data }, 90);
  await receiptIn(await send(jpeg, 'image/jpeg'));
});

test('what is none, is damaged or too large is refused, and the next one is read', async () => {
  const image = picture(rows());
  const huge = Buffer.from(image);
  huge.writeUInt32BE(5000, 16);
  huge.writeUInt32BE(5000, 20);
  const cases: [Buffer, RegExp][] = [
    [Buffer.from('GIF89a'), /neither a PNG nor a JPEG/],
    [image.subarray(0, 50), /damaged/],
    [huge, /more than 16 megapixels/],
  ];
  for (const [body, detail] of cases) {
    const problem = await problemIn(await send(body, 'image/png'));
    expect(problem).toMatchObject({ status: 422, code: 'input-invalid' });
    expect(problem.detail).toMatch(detail);
  }
  await receiptIn(await send(image, 'image/png'));
});
