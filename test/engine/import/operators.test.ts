import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../circuits/support/temporary-folder.ts';
import { appErrorOf } from '../groth16/app-error.ts';
import { importBytes } from '../../support/import-file.ts';
import { type ModelInit, node, tensor, value } from '../../support/onnx-builder.ts';
import { NetworkBuilder } from '../../support/random-networks.ts';
import { Random } from '../../support/random.ts';

const root = temporaryFolder();

describe('operators that cannot be proven are named with their node', () => {
  const two = { inputs: [value('a', [2, 2]), value('b', [2, 2])], outputs: ['y'] };
  test.each<[string, ModelInit, string[]]>([
    [
      'one without a rule',
      { ...two, nodes: [node('Det', ['a'], 'y', {}, { name: 'volume' })] },
      ['Det', '"volume"'],
    ],
    [
      'one without a name',
      { ...two, nodes: [node('Relu', ['a'], 'r'), node('Det', ['r'], 'y')] },
      ['Det', '"Det_1"'],
    ],
    [
      'one of a custom domain',
      {
        ...two,
        nodes: [node('Magic', ['a'], 'y', {}, { name: 'spell', domain: 'com.acme' })],
        domains: { 'com.acme': 1 },
      },
      ['Magic', '"com.acme"', '"spell"'],
    ],
    [
      'one that ONNX never had',
      { ...two, nodes: [node('Frobnicate', ['a'], 'y', {}, { name: 'f' })] },
      ['Frobnicate', '"f"'],
    ],
    [
      'the indices of MaxPool',
      {
        inputs: [value('a', [1, 1, 4])],
        outputs: ['y', value('i', [1, 1, 3], 'int64')],
        nodes: [node('MaxPool', ['a'], ['y', 'i'], { kernel_shape: [2] }, { name: 'm' })],
      },
      ['MaxPool', '"m"', 'indices'],
    ],
    [
      'a window of nothing but padding',
      {
        ...two,
        inputs: [value('a', [1, 1, 4])],
        nodes: [
          node('MaxPool', ['a'], 'y', { kernel_shape: [2], dilations: [5], pads: [1, 1] }, { name: 'm' }),
        ],
      },
      ['MaxPool', '"m"', 'padding'],
    ],
    [
      'float64 where onnxruntime has only float32',
      {
        inputs: [value('a', [1, 1, 4], 'double')],
        outputs: [value('y', [1, 1, 3], 'double')],
        nodes: [node('Conv', ['a', 'w'], 'y', {}, { name: 'wide' })],
        constants: [tensor('w', [1, 1, 2], [1, 2], 'double')],
      },
      ['Conv', '"wide"', 'element types'],
    ],
    [
      'Reshape to a shape that is an input',
      {
        inputs: [value('x', [1, 6]), value('target', [2], 'int64')],
        outputs: ['y'],
        nodes: [node('Reshape', ['x', 'target'], 'y', {}, { name: 'r' })],
      },
      ['Reshape', '"r"', 'shape "target"'],
    ],
  ])('%s', async (_, init, parts) => {
    const error = await appErrorOf(importBytes(init, root), 'model-unsupported-operator');
    for (const part of parts) expect(error.message).toContain(part);
  });

  test('all of them are counted, five are named', async () => {
    const build = new NetworkBuilder(new Random(2), [1, 3]);
    for (let layer = 0; layer < 7; layer++) build.apply('RandomNormalLike', [1, 3]).relu();
    const error = await appErrorOf(importBytes(build.finish(), root), 'model-unsupported-operator');
    expect(error.message).toMatch(/^7 of 14 nodes/);
    expect(error.message).toContain('and 2 more');
    expect(error.message.match(/RandomNormalLike at node/g)).toHaveLength(5);
  });
});

describe('what exporters do differently', () => {
  test('the report names every node, with and without names of their own, even where two are the same', async () => {
    const init = new NetworkBuilder(new Random(2), [1, 3]).relu().gemm(2).relu().relu().finish();
    init.nodes[0]!.name = 'same';
    init.nodes[2]!.name = 'same';
    const { operators, parameterCount, inputs, outputs } = await importBytes(init, root);
    expect(new Set(operators.map((finding) => finding.node)).size).toBe(operators.length);
    expect(operators.every(({ supported }) => supported)).toBe(true);
    expect(parameterCount).toBeGreaterThanOrEqual(6);
    expect(inputs).toEqual([{ name: 'x', shape: [1, 3], elementType: 'float' }]);
    expect(outputs[0]!.shape).toEqual([1, 2]);
  });

  test('a batch norm behind a convolution is folded, also where weights are listed as inputs', async () => {
    for (const [irVersion, listed] of [
      [3, true],
      [8, true],
      [8, false],
    ] as const) {
      const build = new NetworkBuilder(new Random(6), [1, 1, 4, 4]);
      build.apply('Conv', [1, 2, 2, 2], [build.weights([2, 1, 3, 3])]);
      const norm = [build.weights([2]), build.weights([2]), build.weights([2]), build.constant([2], [1, 2])];
      build.apply('BatchNormalization', [1, 2, 2, 2], norm);
      const init = build.finish({ irVersion });
      if (listed) {
        for (const constant of build.constants)
          init.inputs.push(value(constant.name!, constant.dims!.map(Number)));
      }
      const { operators, inputs } = await importBytes(init, root);
      expect(operators.map(({ operator }) => operator)).toEqual(['Conv']);
      expect(inputs.map(({ name }) => name)).toEqual(['x']);
    }
  });

  test.each([
    ['float', 'raw'],
    ['float', 'typed'],
    ['double', 'raw'],
    ['double', 'typed'],
    ['float16', 'raw'],
    ['float16', 'typed'],
    ['int8', 'raw'],
    ['int8', 'typed'],
    ['int16', 'raw'],
    ['int16', 'typed'],
    ['int32', 'raw'],
    ['int32', 'typed'],
    ['int64', 'raw'],
    ['int64', 'typed'],
    ['uint8', 'raw'],
    ['uint8', 'typed'],
    ['uint32', 'raw'],
    ['uint32', 'typed'],
    ['uint64', 'raw'],
    ['uint64', 'typed'],
  ] as const)('weights stored as %s, %s', async (type, encoding) => {
    const isInteger = type.includes('int');
    const values = isInteger ? [1, 2, 3, 100] : [1.5, -0.25, 3, 2 ** -20];
    const init: ModelInit = {
      inputs: [value('x', [1, 4])],
      outputs: ['y'],
      nodes: [node('Cast', ['stored'], 'w', { to: 1 }), node('MatMul', ['x', 'w'], 'y')],
      constants: [tensor('stored', [4, 1], values, type, encoding)],
    };
    const { parameterCount, operators } = await importBytes(init, root);
    expect(parameterCount).toBe(4);
    expect(operators.map(({ operator }) => operator)).toEqual(['MatMul']);
  });

  test('weights as Constant nodes, and arithmetic on them', async () => {
    const init: ModelInit = {
      inputs: [value('x', [1, 2])],
      outputs: ['y'],
      nodes: [
        node('Constant', [], 'a', { value: tensor('', [2, 2], [1, 2, 3, 4]) }),
        node('Transpose', ['a'], 'b', { perm: [1, 0] }),
        node('MatMul', ['x', 'b'], 'y'),
      ],
    };
    expect((await importBytes(init, root)).operators.map(({ operator }) => operator)).toEqual(['MatMul']);
  });

  test.each([7, 8, 9, 11, 13, 18, 21])('operator set %i', async (opset) => {
    const build = new NetworkBuilder(new Random(8), [1, 2, 4, 4]);
    build.apply('Conv', [1, 2, 2, 2], [build.weights([2, 2, 3, 3])]).relu();
    build
      .apply('MaxPool', [1, 2, 1, 1], [], { kernel_shape: [2, 2] })
      .flatten()
      .gemm(3)
      .reshape([3, 1], [3, -1]);
    const { outputs } = await importBytes(build.finish({ opset }), root);
    expect(outputs[0]!.shape).toEqual([3, 1]);
  });

  test('Reshape to a shape that is computed from the input, with a free batch', async () => {
    const init: ModelInit = {
      inputs: [value('x', ['batch', 2, 3])],
      outputs: ['y'],
      nodes: [
        node('Shape', ['x'], 's'),
        node('Gather', ['s', 'zero'], 'n', { axis: 0 }),
        node('Unsqueeze', ['n', 'axes'], 'n1'),
        node('Concat', ['n1', 'rest'], 'target', { axis: 0 }),
        node('Reshape', ['x', 'target'], 'flat'),
        node('Relu', ['flat'], 'y'),
      ],
      constants: [
        tensor('zero', [], [0], 'int64'),
        tensor('axes', [1], [0], 'int64'),
        tensor('rest', [1], [-1], 'int64'),
      ],
    };
    const { outputs, operators } = await importBytes(init, root, { batch: 1 });
    expect(outputs[0]!.shape).toEqual([1, 6]);
    expect(operators.map(({ operator }) => operator)).toEqual(['Reshape', 'Relu']);
  });

  test('an output that is an input, without a node between', async () => {
    const build = new NetworkBuilder(new Random(3), [1, 3]).gemm(2);
    const imported = importBytes(build.finish({ outputs: [build.current, 'x'] }), root);
    await imported.catch((error: unknown) => expect(error).toMatchObject({ name: 'AppError' }));
  });

  test.each(['string', 'float16', 'bool', 'int64', 'int32', 'uint8', 'double'] as const)(
    'an input of type %s gives a network or a clear error',
    async (type) => {
      const init: ModelInit = {
        inputs: [value('x', [1, 3], type)],
        outputs: [value('y', [1, 3], type)],
        nodes: [node('Identity', ['x'], 'y')],
      };
      await importBytes(init, root).catch((error: unknown) =>
        expect(error).toMatchObject({ name: 'AppError' }),
      );
    },
  );
});
