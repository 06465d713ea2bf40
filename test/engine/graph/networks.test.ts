import { describe, expect, test } from 'vitest';
import { checkNetwork } from '../../support/check-network.ts';
import { type ModelInit, node, tensor, value } from '../../support/onnx-builder.ts';
import { imageShape, NetworkBuilder, randomNetwork } from '../../support/random-networks.ts';
import { Random } from '../../support/random.ts';

/** Twin = onnxruntime, integers = plain definition, error shrinks with bits: see check-network.ts. */
const ROUNDS = 8;

function family(name: string, seed: number, build: (random: Random) => ModelInit, rounds = ROUNDS): void {
  test(name, async () => {
    for (let round = 0; round < rounds; round++) {
      const random = new Random(seed + round);
      const init = build(random);
      await checkNetwork(init, random).catch((error: unknown) => {
        throw new Error(`seed ${random.seed}: ${describeNodes(init)}: ${String(error)}`, { cause: error });
      });
    }
  });
}

function describeNodes(init: ModelInit): string {
  return JSON.stringify(
    init.nodes.map(({ opType, attribute }) => [
      opType,
      ...(attribute ?? []).map(
        ({ name, i, f, ints, s }) => `${name}=${ints ?? i ?? f ?? new TextDecoder().decode(s)}`,
      ),
    ]),
  );
}

describe('families of random networks', () => {
  family(
    'Gemm: alpha, beta, transB, every shape of bias',
    1000,
    (random) =>
      new NetworkBuilder(random, [random.integer(1, 3), random.integer(1, 6)])
        .gemm(random.integer(1, 5))
        .finish(),
    20,
  );
  family('Gemm, Relu, Gemm', 1100, (random) =>
    new NetworkBuilder(random, [1, 8]).gemm(6).relu().gemm(4).finish(),
  );
  family('MatMul: vectors, matrices, leading dimensions', 1200, (random) =>
    new NetworkBuilder(random, random.pick([[4], [1, 4], [3, 4], [1, 2, 4], [2, 1, 3, 4]]))
      .matMul(random.integer(1, 5))
      .finish(),
  );
  family('MatMul, Add, Relu over leading dimensions', 1300, (random) => {
    const build = new NetworkBuilder(
      random,
      random.pick([
        [1, 4],
        [1, 3, 4],
        [2, 2, 4],
      ]),
    );
    build.matMul(5);
    return build.addConstant().relu().finish();
  });
  family('Conv', 1400, (random) => new NetworkBuilder(random, imageShape(random)).convolution().finish(), 40);
  family('depthwise Conv', 1500, (random) => {
    const build = new NetworkBuilder(random, [1, 3, 6, 5]);
    const weights = build.weights([6, 1, 3, 3]);
    return build.apply('Conv', [1, 6, 4, 3], [weights], { group: 3 }).finish();
  });
  family(
    'MaxPool',
    1600,
    (random) => new NetworkBuilder(random, imageShape(random)).pool('MaxPool').finish(),
    20,
  );
  family(
    'AveragePool',
    1700,
    (random) => new NetworkBuilder(random, imageShape(random)).pool('AveragePool').finish(),
    24,
  );
  family('Add of a constant', 1800, (random) =>
    new NetworkBuilder(random, random.pick([[3], [2, 3], [1, 2, 3, 2]])).addConstant().finish(),
  );
  family('conv, pool, relu', 1900, (random) =>
    new NetworkBuilder(random, [1, 2, 7, 6]).convolution().pool().relu().finish(),
  );
  family('conv, relu, pool, Gemm', 2000, (random) =>
    new NetworkBuilder(random, [1, 2, 7, 6]).convolution().relu().pool().flatten().gemm(3).finish(),
  );
  family('conv, conv', 2100, (random) =>
    new NetworkBuilder(random, [1, 2, 7, 6]).convolution().convolution().finish(),
  );
  family('pool, conv', 2200, (random) =>
    new NetworkBuilder(random, [1, 2, 7, 6]).pool().convolution().finish(),
  );
  family('conv, pool, pool', 2300, (random) =>
    new NetworkBuilder(random, [1, 2, 8, 8]).convolution().pool().pool().relu().finish(),
  );
  family('everything', 3000, randomNetwork, 40);
});

describe('shapes of graphs', () => {
  const run = (name: string, build: (random: Random) => ModelInit) =>
    test(name, async () => {
      const random = new Random(77);
      await checkNetwork(build(random), random);
    });
  const dense = () => new NetworkBuilder(new Random(5), [1, 8]);

  run('Relu of a graph input', (random) => new NetworkBuilder(random, [2, 5]).relu().finish());
  run('Identity of the input', (random) =>
    new NetworkBuilder(random, [2, 5]).apply('Identity', [2, 5]).finish(),
  );
  run('an output that is a view of the input', (random) =>
    new NetworkBuilder(random, [2, 6]).reshape([3, 4]).finish(),
  );
  run('an output that is the maximum over the input', (random) =>
    new NetworkBuilder(random, [1, 2, 6]).pool('MaxPool').finish(),
  );
  run('Flatten with every axis', (random) => {
    const build = new NetworkBuilder(random, [1, 2, 3, 2]).convolution(2);
    const shape = build.shape;
    build.flatten(-1).reshape(shape).flatten(2).reshape(shape).flatten(0);
    return build.gemm(3).finish();
  });
  run('Reshape with 0 and -1', (random) => {
    const build = new NetworkBuilder(random, [1, 2, 3, 2]);
    build.reshape([1, 12], [0, -1]).gemm(6).reshape([1, 2, 3], [-1, 2, 3]);
    return build.relu().finish();
  });
  run('a tensor read twice', () => {
    const build = dense().gemm(6);
    const shared = build.current;
    build.relu().gemm(3);
    const first = build.current;
    build.current = shared;
    build.shape = [1, 6];
    build.gemm(2);
    return build.finish({ outputs: [first, build.current] });
  });
  run('an output that another node reads', () => {
    const build = dense().gemm(6);
    const inner = build.current;
    build.relu();
    return build.finish({ outputs: [inner, build.current] });
  });
  run('an output after Relu that Relu reads again', () => {
    const build = dense().gemm(6).relu();
    const inner = build.current;
    build.relu().gemm(3);
    return build.finish({ outputs: [inner, build.current] });
  });
  run('one output of two views', () => {
    const build = dense().gemm(6);
    const inner = build.current;
    build.reshape([2, 3]);
    const first = build.current;
    build.current = inner;
    build.reshape([3, 2]);
    return build.finish({ outputs: [first, build.current] });
  });
  run('two inputs, two outputs', (random) => {
    const build = new NetworkBuilder(random, [1, 4]).gemm(3);
    const first = build.current;
    build.current = 'y';
    build.shape = [1, 5];
    build.gemm(2).relu();
    return build.finish({
      inputs: [value('x', [1, 4]), value('y', [1, 5])],
      outputs: [first, build.current],
    });
  });
  run('an input that nothing reads', (random) => {
    const build = new NetworkBuilder(random, [1, 4]).gemm(3);
    return build.finish({ inputs: [value('x', [1, 4]), value('unused', [2])] });
  });
  run('a dense layer seen as an image and pooled: several scales in one window', (random) => {
    const build = new NetworkBuilder(random, [1, 5]);
    const scales = Array.from({ length: 16 }, (_, index) => 4 ** (index % 5));
    const weights = random.normals(5 * 16).map((weight, index) => weight * scales[index % 16]!);
    build.apply('Gemm', [1, 16], [build.constant([5, 16], weights)]);
    return build
      .reshape([1, 1, 4, 4])
      .apply('MaxPool', [1, 1, 2, 2], [], { kernel_shape: [2, 2], strides: [2, 2] })
      .finish();
  });
  run('a dense layer seen as an image and averaged', (random) => {
    const build = new NetworkBuilder(random, [1, 5]);
    const weights = random.normals(5 * 16).map((weight, index) => weight * 4 ** (index % 4));
    build.apply('Gemm', [1, 16], [build.constant([5, 16], weights)]).reshape([1, 2, 8]);
    return build.apply('AveragePool', [1, 2, 4], [], { kernel_shape: [2], strides: [2] }).finish();
  });
  run('a convolution whose channels are merged before a pool', (random) => {
    const build = new NetworkBuilder(random, [1, 1, 4, 4]);
    const weights = [1, 16, 0.1, 100].flatMap((scale) => random.normals(4, scale));
    build.apply('Conv', [1, 4, 2, 2], [build.constant([4, 1, 2, 2], weights)], { strides: [2, 2] });
    build.reshape([1, 2, 8]).apply('MaxPool', [1, 2, 4], [], { kernel_shape: [2], strides: [2] });
    return build.relu().finish();
  });
  run('rows of a product pooled along the wrong axis', (random) => {
    const build = new NetworkBuilder(random, [1, 3, 4]);
    const weights = random.normals(16).map((weight, index) => weight * 8 ** (index % 4));
    build.apply('MatMul', [1, 3, 4], [build.constant([4, 4], weights)]);
    return build.apply('MaxPool', [1, 3, 2], [], { kernel_shape: [2], strides: [2] }).finish();
  });
  run('a bias for every element, then a pool', (random) => {
    const build = new NetworkBuilder(random, [1, 2, 4, 4]).convolution(2);
    const bias = random
      .normals(build.shape.reduce((a, b) => a * b, 1))
      .map((entry, i) => entry * 10 ** (i % 3));
    return build
      .apply('Add', build.shape, [build.constant(build.shape, bias)])
      .pool()
      .finish();
  });
  run('names that lowering would have made up itself', () => {
    const build = dense();
    const { constants } = build;
    constants.push(tensor('w', [8, 4], build.random.normals(32)), tensor('b', [4], build.random.normals(4)));
    return build.finish({
      nodes: [
        node('MatMul', ['x', 'w'], 'y#'),
        node('Relu', ['y#'], 'y#accumulator'),
        node('Add', ['y#', 'b'], 'y'),
        node('Relu', ['y'], 'y#product'),
      ],
      outputs: ['y#accumulator', 'y#product'],
    });
  });
  run('nodes without names and with the same name', (random) => {
    const init = new NetworkBuilder(random, [1, 4]).gemm(3).relu().gemm(2).finish();
    init.nodes[0]!.name = 'layer';
    init.nodes[2]!.name = 'layer';
    return init;
  });
});

test('a network that is nothing but constants is refused, not crashed on', async () => {
  const init: ModelInit = {
    inputs: [value('x', [1])],
    outputs: ['y'],
    nodes: [node('Relu', ['c'], 'y')],
    constants: [tensor('c', [1], [1])],
  };
  await expect(checkNetwork(init, new Random(1))).rejects.toMatchObject({ name: 'AppError' });
});

test('an output that is a constant is refused by name', async () => {
  const build = new NetworkBuilder(new Random(3), [1, 4]).gemm(3);
  build.nodes.push(node('Relu', [build.constant([2], [1, -1])], 'fixed'));
  const failed = checkNetwork(build.finish({ outputs: [build.current, 'fixed'] }), new Random(1));
  await expect(failed).rejects.toMatchObject({ name: 'AppError', message: expect.stringContaining('fixed') });
});
