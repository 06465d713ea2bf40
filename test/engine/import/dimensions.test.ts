import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../circuits/support/temporary-folder.ts';
import { appErrorOf } from '../groth16/app-error.ts';
import { importBytes } from '../../support/import-file.ts';
import { type ModelInit, node, tensor, value } from '../../support/onnx-builder.ts';

const root = temporaryFolder();

const network = (shape: (number | string | null)[]): ModelInit => ({
  inputs: [value('x', shape)],
  outputs: [value('y', shape)],
  nodes: [node('Relu', ['x'], 'y')],
});

describe('free dimensions', () => {
  test('without a value: each is named, with the option that gives it one', async () => {
    const named = await appErrorOf(importBytes(network(['batch', 3]), root), 'model-dynamic-shape');
    expect(named.message).toContain('batch');
    expect(named.remedy).toContain('--dim batch=1');
    const unnamed = await appErrorOf(importBytes(network([null, 3]), root), 'model-dynamic-shape');
    expect(unnamed.remedy).toContain('--dim x:0=1');
    const several = await appErrorOf(
      importBytes(network(['n', 3, 'n', null, 'my height']), root),
      'model-dynamic-shape',
    );
    expect(several.message).toContain('n, x:3, my height');
    expect(several.remedy).toContain("--dim n=1 --dim x:3=1 --dim 'my height'=1");
    const some = await appErrorOf(importBytes(network(['n', 'm']), root, { n: 2 }), 'model-dynamic-shape');
    expect(some.message).toMatch(/a dimension free: m\./);
  });

  test('zero and negative sizes count as free', async () => {
    await appErrorOf(importBytes(network([0, 3]), root), 'model-dynamic-shape');
    await appErrorOf(importBytes(network([-1, 3]), root), 'model-dynamic-shape');
  });

  test.each<[(number | string | null)[], Record<string, number>, number[]]>([
    [['batch', 3], { batch: 2 }, [2, 3]],
    [['batch', 3], { 'x:0': 2 }, [2, 3]],
    [[null, 3], { 'x:0': 4 }, [4, 3]],
    [['n', 3, 'n'], { n: 2 }, [2, 3, 2]],
    [['n', 3, 'n'], { n: 2, 'x:2': 5 }, [2, 3, 5]],
    [['n', null], { n: 2, 'x:1': 5 }, [2, 5]],
    [['constructor', 2], { constructor: 3 }, [3, 2]],
  ])('%j with %j', async (shape, dimensions, expected) => {
    const { inputs, outputs } = await importBytes(network(shape), root, dimensions);
    expect(inputs[0]!.shape).toEqual(expected);
    expect(outputs[0]!.shape).toEqual(expected);
  });

  test('a dimension named like a property of every object is free all the same', async () => {
    for (const name of ['toString', 'constructor', '__proto__']) {
      const error = await appErrorOf(importBytes(network([name, 3]), root), 'model-dynamic-shape');
      expect(error.message).toContain(name);
    }
  });

  test('a value for a dimension that is not there', async () => {
    const free = await appErrorOf(
      importBytes(network(['batch', 3]), root, { batch: 1, bach: 1 }),
      'option-invalid',
    );
    expect(free.message).toContain('bach');
    expect(free.remedy).toContain('batch');
    const fixed = await appErrorOf(importBytes(network([1, 3]), root, { 'x:0': 2 }), 'option-invalid');
    expect(fixed.remedy).toContain('All its shapes are fixed');
  });

  test('a size that the network cannot have', async () => {
    const init: ModelInit = {
      inputs: [value('x', [1, 'features'])],
      outputs: ['y'],
      nodes: [node('MatMul', ['x', 'w'], 'y')],
      constants: [tensor('w', [4, 1], [1, 2, 3, 4])],
    };
    await appErrorOf(importBytes(init, root, { features: 5 }), 'model-invalid');
    expect((await importBytes(init, root, { features: 4 })).outputs[0]!.shape).toEqual([1, 1]);
  });

  test('an input that is enormous', async () => {
    await appErrorOf(importBytes(network(['n', 1024]), root, { n: 2 ** 40 }), 'model-too-large');
  });

  test('an input of unknown rank', async () => {
    const init: ModelInit = {
      inputs: [{ name: 'x', type: { value: { case: 'tensorType', value: { elemType: 1 } } } }],
      outputs: ['y'],
      nodes: [node('Relu', ['x'], 'y')],
    };
    const error = await appErrorOf(importBytes(init, root), 'model-dynamic-shape');
    expect(error.message).toContain('"x"');
    await appErrorOf(importBytes({ ...init, inputs: [{ name: 'x' }] }, root), 'model-dynamic-shape');
  });

  test('sizes inside the network that the exporter left free are inferred', async () => {
    const init = network(['batch', 3]);
    init.outputs = [value('y', ['out_batch', 'something'])];
    expect((await importBytes(init, root, { batch: 1 })).outputs[0]!.shape).toEqual([1, 3]);
  });
});
