import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decode, encode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { imageLayout } from '../../../src-main/engine/pipeline/2-quantize/samples/image-layout.ts';
import { previewLayout, sampleImage } from '../../../src-main/engine/inspect/sample-image.ts';
import { temporaryFolder } from '../../circuits/support/temporary-folder.ts';
import { modelBytes, node, tensor, value } from '../../support/onnx-builder.ts';
import { Random } from '../../support/random.ts';
import { appErrorOf } from '../groth16/app-error.ts';
import { asDeclared, openWorkspaceAt, type OpenWorkspace, quantizeTiny } from './support/open-workspace.ts';

const folder = temporaryFolder();
const pixelsOf = (url: string | null) => decode(Buffer.from(url!.split(',')[1]!, 'base64'));
let open: OpenWorkspace;

beforeAll(() => {
  open = openWorkspaceAt(join(folder, 'workspace'));
});
afterAll(() => open.engine.close());

describe('compareAnswers', () => {
  const compare = async (name: string, page: { first?: number; count?: number } = {}) =>
    asDeclared('compareAnswers', await open.client.compareAnswers({ name, ...page }, {}));

  test('shows what the accuracy report is about, some at a time', async () => {
    const { samples } = await quantizeTiny(open.client, folder, 'tiny');
    const { quantize } = await open.client.describeModel({ name: 'tiny' });
    const answers = await compare('tiny');
    expect(answers.total).toBe(8);
    expect(answers.samples.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    const [only] = answers.samples[0]!.outputs;
    expect(only).toMatchObject({ name: 'y', float: expect.anything(), integer: expect.anything() });
    const errors = answers.samples.flatMap(({ outputs }) =>
      outputs[0]!.float.map((float, index) => Math.abs(float - outputs[0]!.integer[index]!)),
    );
    expect(Math.max(...errors)).toBeCloseTo(quantize!.accuracy.largestError, 9);
    expect(answers.samples[0]).toMatchObject({ image: null, label: null, inputs: [{ name: 'x', count: 4 }] });

    const page = await compare('tiny', { first: 6, count: 5 });
    expect(page.samples).toEqual(answers.samples.slice(6));
    expect((await compare('tiny', { first: 99 })).samples).toEqual([]);
    await rm(samples);
    await appErrorOf(compare('tiny'), 'file-unreadable');
  });

  test('shows images as they were, with the label of their folder', async () => {
    const random = new Random(3);
    const path = join(folder, 'image.onnx');
    const weights = tensor(
      'w',
      [300, 2],
      random.normals(600).map((one) => one / 20),
    );
    await writeFile(
      path,
      modelBytes({
        inputs: [value('image', [1, 3, 10, 10])],
        outputs: ['y'],
        nodes: [node('Flatten', ['image'], 'flat'), node('MatMul', ['flat', 'w'], 'y')],
        constants: [weights],
      }),
    );
    const pixels = ['cat', 'dog'].map(() => Uint8Array.from({ length: 300 }, () => random.integer(0, 255)));
    for (const [index, name] of ['cat', 'dog'].entries()) {
      await mkdir(join(folder, 'photos', name), { recursive: true });
      const png = encode({ width: 10, height: 10, data: pixels[index]!, channels: 3, depth: 8 });
      await writeFile(join(folder, 'photos', name, 'one.png'), png);
    }
    await open.client.importModel({ path, name: 'image' }, {});
    const reading = { pixels: { mean: [0.4, 0.5, 0.6], std: [0.2, 0.3, 0.4] } };
    await open.client.quantizeModel({ name: 'image', samples: join(folder, 'photos'), reading }, {});
    const { samples } = await compare('image');
    expect(samples.map(({ label }) => label)).toEqual([0, 1]);
    for (const { index, image } of samples) {
      const png = pixelsOf(image);
      expect(png).toMatchObject({ width: 10, height: 10, channels: 3 });
      expect(Array.from(png.data)).toEqual(Array.from(pixels[index]!));
    }
    expect(samples[0]!.inputs[0]!.values).toHaveLength(64);
  });

  test('of a model without integers says what to do', async () => {
    const { model } = await quantizeTiny(open.client, folder, 'tiny');
    await open.client.importModel({ path: model, name: 'raw' }, {});
    const error = await appErrorOf(compare('raw'), 'option-invalid');
    expect(error.remedy).toContain('quantize raw');
  });
});

describe('a picture of values that nobody read from an image', () => {
  const grey = (values: number[]) => {
    const all = Float64Array.from({ length: 64 }, (_, index) => values[index % values.length]!);
    return Array.from(pixelsOf(sampleImage(all, imageLayout([8, 8], undefined)!, undefined)).data).slice(
      0,
      3,
    );
  };

  test('goes by their range', () => {
    expect(grey([0, 0.5, 1])).toEqual([0, 128, 255]);
    expect(grey([0, 7, 200])).toEqual([0, 7, 200]);
    expect(grey([-3, 0, 3])).toEqual([0, 128, 255]);
    expect(grey([-2, -2, -2])).toEqual([0, 0, 0]);
  });

  test('is made of what looks like an image', () => {
    const pixels = { scale: 1, mean: [0], std: [1] };
    const isImage = (shape: number[]) => previewLayout(shape, pixels) !== undefined;
    expect(
      [
        [1, 1, 28, 28],
        [4, 3, 32, 32],
        [32, 32],
        [1, 32, 32, 3],
      ].map(isImage),
    ).toEqual(Array(4).fill(true));
    expect(
      [
        [1, 784],
        [1, 3, 4],
        [1, 16, 8, 8],
        [1, 3, 9000, 9000],
      ].map(isImage),
    ).toEqual(Array(4).fill(false));
  });
});
