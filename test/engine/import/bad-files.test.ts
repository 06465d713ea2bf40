import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ArtifactStore } from '../../../src-main/engine/store/artifact-store.ts';
import { importStage, readModel } from '../../../src-main/engine/pipeline/1-import/import-model.ts';
import { runStage } from '../../../src-main/engine/pipeline/stage.ts';
import { temporaryFolder } from '../../circuits/support/temporary-folder.ts';
import { appErrorOf } from '../groth16/app-error.ts';
import { importBytes, importFile } from '../../support/import-file.ts';
import { modelBytes, type ModelInit, node, tensor, value } from '../../support/onnx-builder.ts';
import { NetworkBuilder } from '../../support/random-networks.ts';
import { Random } from '../../support/random.ts';

const root = temporaryFolder();
const bytesOf = (text: string) => new TextEncoder().encode(text);

const dense = (): ModelInit => new NetworkBuilder(new Random(9), [1, 4]).gemm(3).relu().finish();

describe('what is not ONNX', () => {
  const cases: Record<string, Uint8Array> = {
    'an empty file': new Uint8Array(),
    'a text': bytesOf('This is no model.\n'),
    'a JSON file': bytesOf('{"format":"onnx","graph":{}}'),
    zeros: new Uint8Array(5000),
    'a zip archive': Uint8Array.from([0x50, 0x4b, 3, 4, 20, 0, 0, 0, 8, 0, 1, 2, 3]),
  };
  test.each(Object.entries(cases))('%s', async (_, bytes) => {
    const error = await appErrorOf(importBytes(bytes, root), 'model-invalid');
    expect(error.message).toContain('network.onnx');
  });

  test('random bytes', async () => {
    const random = new Random(4);
    for (let round = 0; round < 60; round++) {
      const bytes = Uint8Array.from({ length: random.integer(1, 400) }, () => random.integer(0, 255));
      await appErrorOf(importBytes(bytes, root), 'model-invalid');
    }
  });

  test.each<[string, Partial<ModelInit>]>([
    ['no node', { nodes: [], outputs: ['x'] }],
    ['no output', { outputs: [] }],
    ['no IR version', { irVersion: 0 }],
    ['a node that reads a tensor nobody makes', { nodes: [node('Relu', ['ghost'], 'y')], outputs: ['y'] }],
    ['an output nobody makes', { outputs: ['ghost'] }],
    ['a circle', { nodes: [node('Relu', ['b'], 'a'), node('Relu', ['a'], 'b')], outputs: ['b'] }],
    [
      'two makers of one tensor',
      { nodes: [node('Relu', ['x'], 'y'), node('Relu', ['x'], 'y')], outputs: ['y'] },
    ],
    ['an operator set of the future', { opset: 9999 }],
    ['an IR version of the future', { irVersion: 9999 }],
  ])('a model with %s', async (_, change) => {
    await appErrorOf(importBytes({ ...dense(), ...change }, root), 'model-invalid');
  });

  test('a model cut short at any length', async () => {
    const bytes = modelBytes(dense());
    for (let length = 0; length < bytes.length; length++) {
      await appErrorOf(importBytes(bytes.subarray(0, length), root), 'model-invalid', 'model-dynamic-shape');
    }
  });

  test('the example cut short at many lengths', async () => {
    const bytes = new Uint8Array(
      await readFile(join(import.meta.dirname, '../../../examples/mnist/mnist.onnx')),
    );
    for (let step = 0; step < 60; step++) {
      const length = Math.floor((bytes.length * step) / 60);
      await appErrorOf(importBytes(bytes.subarray(0, length), root), 'model-invalid');
    }
  });

  test('flipped bytes give a network or an AppError, nothing else', async () => {
    const bytes = modelBytes(dense());
    const random = new Random(21);
    for (let round = 0; round < 150; round++) {
      const damaged = bytes.slice();
      for (let flip = random.integer(1, 3); flip > 0; flip--) {
        damaged[random.integer(0, bytes.length - 1)] = random.integer(0, 255);
      }
      await importBytes(damaged, root).catch((error: unknown) => {
        expect(error, `round ${round}`).toMatchObject({ name: 'AppError' });
      });
    }
  });
});

test('a file that is missing, or a folder', async () => {
  const folder = join(root, 'folder.onnx');
  await mkdir(folder);
  for (const path of [join(root, 'missing.onnx'), folder]) {
    const error = await appErrorOf(importFile(path, root), 'file-unreadable');
    expect(error.message).toContain(path);
  }
});

test('a refused model leaves nothing in the store', async () => {
  const store = join(root, 'store');
  const path = join(root, 'unsupported.onnx');
  const random = dense();
  random.nodes[1]!.opType = 'RandomNormalLike';
  await writeFile(path, modelBytes(random));
  const file = await readModel(path);
  const run = runStage(
    new ArtifactStore(store),
    importStage,
    file,
    [file.modelHash],
    { dimensions: {}, outputs: 'all' },
    {},
  );
  await appErrorOf(run, 'model-unsupported-operator');
  expect(await readdir(store)).toEqual([]);
});

describe('weights that are no numbers', () => {
  test.each([NaN, Infinity, -Infinity])('%s in an initializer', async (bad) => {
    for (const [type, encoding] of [
      ['float', 'raw'],
      ['float', 'typed'],
      ['double', 'raw'],
      ['double', 'typed'],
      ['float16', 'raw'],
      ['float16', 'typed'],
    ] as const) {
      const init: ModelInit = {
        inputs: [value('x', [1, 2])],
        outputs: ['y'],
        nodes: [node('Cast', ['weights'], 'w', { to: 1 }), node('MatMul', ['x', 'w'], 'y')],
        constants: [tensor('weights', [2, 1], [1, bad], type, encoding)],
      };
      const error = await appErrorOf(importBytes(init, root), 'model-not-finite');
      expect(error.message).toBe(`The weights "weights" hold ${bad} at position 1.`);
    }
  });

  test('NaN in a Constant node, and an infinity that folding makes', async () => {
    const constant: ModelInit = {
      inputs: [value('x', [1, 2])],
      outputs: ['y'],
      nodes: [
        node('Constant', [], 'w', { value: tensor('', [2, 1], [NaN, 1]) }),
        node('MatMul', ['x', 'w'], 'y'),
      ],
    };
    await appErrorOf(importBytes(constant, root), 'model-not-finite');
    const overflow: ModelInit = {
      inputs: [value('x', [1, 2])],
      outputs: ['y'],
      nodes: [node('Mul', ['a', 'a'], 'w'), node('MatMul', ['x', 'w'], 'y')],
      constants: [tensor('a', [2, 1], [3e38, 1])],
    };
    await appErrorOf(importBytes(overflow, root), 'model-not-finite');
  });
});

describe('constants whose data does not fit', () => {
  test.each([
    ['too few raw bytes', { ...tensor('w', [4, 1], [1, 2, 3, 4]), rawData: new Uint8Array(12) }],
    ['a broken number of raw bytes', { ...tensor('w', [4, 1], [1, 2, 3, 4]), rawData: new Uint8Array(15) }],
    ['no data at all', { ...tensor('w', [4, 1], [1, 2, 3, 4]), rawData: new Uint8Array() }],
    ['a negative dimension', { ...tensor('w', [4, 1], [1, 2, 3, 4]), dims: [-4n, -1n] }],
    ['an enormous dimension', { ...tensor('w', [4, 1], [1, 2, 3, 4]), dims: [1n << 60n, 1n << 60n] }],
    ['an unknown element type', { ...tensor('w', [4, 1], [1, 2, 3, 4]), dataType: 99 }],
    ['no element type', { ...tensor('w', [4, 1], [1, 2, 3, 4]), dataType: 0 }],
  ])('%s', async (_, weights) => {
    const init: ModelInit = {
      inputs: [value('x', [1, 4])],
      outputs: ['y'],
      nodes: [node('MatMul', ['x', 'w'], 'y')],
      constants: [weights],
    };
    const error = await appErrorOf(importBytes(init, root), 'model-invalid');
    expect(error.message).toContain('"w"');
  });
});
