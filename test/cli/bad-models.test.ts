import { mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../circuits/support/temporary-folder.ts';
import { modelBytes, node, tensor, value } from '../support/onnx-builder.ts';
import { fail, succeed } from './support/run-program.ts';
import { expectNoPartials, snapshot } from './support/snapshot.ts';
import { tinyNetwork, writeTinyModel } from './support/tiny-model.ts';

const folder = temporaryFolder();
const workspace = join(folder, 'workspace');
let model: string;
let samples: string;

beforeAll(async () => {
  ({ model, samples } = await writeTinyModel(folder));
  await succeed(['import', model, '-w', workspace]);
  await succeed(['quantize', 'tiny', '--samples', samples, '-w', workspace]);
});

/** The command fails, and the model that was there before is untouched. */
async function refuse(args: string[], code: string) {
  const before = await snapshot(workspace);
  const error = await fail([...args, '-w', workspace], code);
  expect(await snapshot(workspace)).toEqual(before);
  await expectNoPartials(workspace);
  return error;
}

async function file(content: string | Uint8Array, name = 'bad.onnx'): Promise<string> {
  const path = join(await mkdtemp(join(folder, 'file-')), name);
  await writeFile(path, content);
  return path;
}

describe('import refuses', () => {
  // Under the name of the good model, which must survive it.
  const importing = (path: string, ...more: string[]) => ['import', path, '--name', 'tiny', ...more];

  test('a file that is not ONNX', async () => {
    const error = await refuse(importing(await file('This is no model.\n')), 'model-invalid');
    expect(error.message).toContain('bad.onnx');
  });

  test('a model that was cut short', async () => {
    const bytes = modelBytes(tinyNetwork());
    const error = await refuse(importing(await file(bytes.subarray(0, bytes.length - 40))), 'model-invalid');
    expect(error.message).toMatch(/cut short/);
    expect(error.cause).toBeTruthy();
  });

  test('an operator that it cannot prove, by name and node', async () => {
    const { nodes } = tinyNetwork();
    nodes[1] = node('RandomNormalLike', ['h'], 'a', {}, { name: '/odd/Random' });
    const error = await refuse(
      importing(await file(modelBytes(tinyNetwork({ nodes })))),
      'model-unsupported-operator',
    );
    expect(error.message).toMatch(/RandomNormalLike.*"\/odd\/Random".*random/);
  });

  test('an operator that ONNX does not know, by name and node', async () => {
    const { nodes } = tinyNetwork();
    nodes[1] = node('Wobble', ['h'], 'a', {}, { name: '/odd/Wobble' });
    const error = await refuse(
      importing(await file(modelBytes(tinyNetwork({ nodes })))),
      'model-unsupported-operator',
    );
    expect(error.message).toMatch(/Wobble.*"\/odd\/Wobble"/);
  });

  test('a free dimension without a size, and takes the size that its remedy shows', async () => {
    const path = await file(modelBytes(tinyNetwork({ inputs: [value('x', ['batch', 4])] })));
    const error = await refuse(importing(path), 'model-dynamic-shape');
    expect(error.message).toContain('batch');
    const [option] = /--dim \S+=\d+/.exec(error.remedy) ?? [''];
    const [flag = '', size = ''] = option.split(' ');
    const imported = await succeed<{ inputs: unknown }>([
      ...['import', flag, size, path, '--name', 'fixed', '-w', workspace],
    ]);
    expect(imported.inputs).toEqual([{ name: 'x', shape: [1, 4] }]);
    await refuse(importing(path, '--dim', 'batch=1', '--dim', 'other=2'), 'option-invalid');
  });

  test('weights that are not finite numbers', async () => {
    const { constants = [] } = tinyNetwork();
    constants[2] = tensor('w2', [3, 3], [1, 2, 3, 4, NaN, 6, 7, 8, 9]);
    const error = await refuse(
      importing(await file(modelBytes(tinyNetwork({ constants })))),
      'model-not-finite',
    );
    expect(error.message).toMatch(/"w2".*NaN.*4/);
  });

  test.each([
    ['a missing file', () => join(folder, 'missing.onnx'), /ENOENT/],
    ['a folder', () => folder, /EISDIR/],
    ['a path below a file', () => join(model, 'deeper.onnx'), /ENOTDIR/],
  ])('%s', async (_, path, cause) => {
    const error = await refuse(importing(path()), 'file-unreadable');
    expect(error.cause).toMatch(cause);
  });
});

describe('quantize refuses', () => {
  const quantizing = (path: string) => ['quantize', 'tiny', '--samples', path];

  test.each<[string, unknown, RegExp]>([
    ['samples of a wrong shape', [[1, 2, 3]], /3 values where shape \[1, 4\] needs 4/],
    ['an empty list of samples', [], /no sample/],
    ['a number that is none', [[1, 2, 'three', 4]], /"three"/],
    ['another kind of JSON', { rows: [] }, /unknown form/],
    ['samples of another input', { format: 'proofpress-samples-1', inputs: { z: { data: [[1]] } } }, /"x"/],
    ['fewer labels than samples', labelled([0]), /2 samples but 1 labels/],
  ])('%s', async (_, content, message) => {
    const path = await file(JSON.stringify(content), 'samples.json');
    expect((await refuse(quantizing(path), 'samples-invalid')).message).toMatch(message);
  });

  test('a file that is no JSON', async () => {
    const error = await refuse(quantizing(await file('1, 2, 3, 4', 'samples.json')), 'samples-invalid');
    expect(error.cause).toMatch(/JSON/);
  });

  test('a missing file, and a folder without images', async () => {
    await refuse(quantizing(join(folder, 'missing.json')), 'file-unreadable');
    await refuse(quantizing(folder), 'samples-invalid');
  });
});

test.each([
  ['setup', ['setup', 'tiny'], 'proofpress compile tiny'],
  ['publish', ['publish', 'tiny'], 'proofpress compile tiny'],
  ['prove', ['prove', 'tiny', '--input', 'samples.json'], 'proofpress compile tiny'],
])('%s out of order names the command that comes first', async (_, args, remedy) => {
  expect((await refuse(args, 'option-invalid')).remedy).toContain(remedy);
});

function labelled(labels: number[]) {
  const data = [
    [1, 2, 3, 4],
    [5, 6, 7, 8],
  ];
  return { format: 'proofpress-samples-1', inputs: { x: { data } }, labels };
}
