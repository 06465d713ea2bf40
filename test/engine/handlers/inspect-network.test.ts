import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { modelBytes, type ModelInit, node, tensor, value } from '../../support/onnx-builder.ts';
import { Random } from '../../support/random.ts';
import { temporaryFolder } from '../../circuits/support/temporary-folder.ts';
import { tinyNetwork } from '../../cli/support/tiny-model.ts';
import { appErrorOf } from '../groth16/app-error.ts';
import { jobRows } from '../jobs/support/open-jobs.ts';
import { asDeclared, openWorkspaceAt, type OpenWorkspace } from './support/open-workspace.ts';

const folder = temporaryFolder();
let open: OpenWorkspace;
let count = 0;

beforeAll(() => {
  open = openWorkspaceAt(join(folder, 'workspace'));
});
afterAll(() => open.engine.close());

async function write(network: ModelInit): Promise<string> {
  const path = join(folder, `network-${count++}.onnx`);
  await writeFile(path, modelBytes(network));
  return path;
}

type Settings = { dimensions?: Record<string, number>; outputs?: 'all' | 'logits' };

async function inspect(network: ModelInit, settings: Settings = {}) {
  const result = await open.client.inspectNetwork({ path: await write(network), ...settings }, {});
  return asDeclared('inspectNetwork', result);
}

describe('inspectNetwork', () => {
  test('shows nodes with their constants, and edges for what flows', async () => {
    const graph = await inspect(tinyNetwork());
    expect(graph).toMatchObject({ parameterCount: 27, supported: true, endsWithSoftmax: false });
    expect(graph.inputs).toEqual([{ name: 'x', shape: [1, 4], elementType: 'float' }]);
    expect(graph.outputs).toEqual([{ name: 'y', shape: [1, 3], elementType: 'float' }]);
    expect(graph.nodes.map(({ id, parameterCount, shape }) => [id, parameterCount, shape])).toEqual([
      ['/first/Gemm', 15, [1, 3]],
      ['/first/Relu', 0, [1, 3]],
      ['/second/Gemm', 12, [1, 3]],
    ]);
    expect(graph.nodes[0]!.attributes).toContainEqual({ name: 'w1', text: 'tensor [4, 3]' });
    expect(graph.edges).toEqual([
      { from: 'x', to: '/first/Gemm', tensor: 'x', shape: [1, 4] },
      { from: '/first/Gemm', to: '/first/Relu', tensor: 'h', shape: [1, 3] },
      { from: '/first/Relu', to: '/second/Gemm', tensor: 'a', shape: [1, 3] },
      { from: '/second/Gemm', to: 'y', tensor: 'y', shape: [1, 3] },
    ]);
    expect(JSON.stringify(graph).length).toBeLessThan(4000);
  });

  test('a model of the workspace, as it was simplified', async () => {
    const path = await write(tinyNetwork());
    await open.client.importModel({ path, name: 'tiny' }, {});
    const byName = await open.client.inspectNetwork({ name: 'tiny' }, {});
    expect(byName).toEqual(await open.client.inspectNetwork({ path }, {}));
    expect(jobRows(open.root)).toEqual([]);
  });

  test('nodes with the names of inputs and outputs keep apart from these', async () => {
    const nodes = [node('Relu', ['x'], 'y', {}, { name: 'x' }), node('Neg', ['y'], 'z', {}, { name: 'z' })];
    const { nodes: shown, edges } = await inspect({ inputs: [value('x', [1, 4])], outputs: ['z'], nodes });
    const ids = shown.map(({ id }) => id);
    expect(new Set([...ids, 'x', 'z']).size).toBe(4);
    expect(edges.map(({ from, to }) => [from, to])).toEqual([
      ['x', ids[0]],
      [ids[0], ids[1]],
      [ids[1], 'z'],
    ]);
  });

  test('a final softmax is told, and left out on request', async () => {
    const { nodes } = tinyNetwork();
    const network = tinyNetwork({
      nodes: [...nodes.slice(0, 2), node('Gemm', ['a', 'w2', 'b2'], 'l'), node('Softmax', ['l'], 'y')],
    });
    const whole = await inspect(network);
    const cut = await inspect(network, { outputs: 'logits' });
    expect([whole.endsWithSoftmax, cut.endsWithSoftmax]).toEqual([true, true]);
    expect(whole.nodes.map(({ operator }) => operator)).toContain('Softmax');
    expect(cut.nodes.map(({ operator }) => operator)).not.toContain('Softmax');
    expect(cut.outputs[0]!.name).toBe('l');
  });

  test('free dimensions are named until they have a size', async () => {
    const network = tinyNetwork({ inputs: [value('x', ['batch', 4])] });
    const error = await appErrorOf(inspect(network), 'model-dynamic-shape');
    expect(error.message).toContain('batch');
    const { inputs } = await inspect(network, { dimensions: { batch: 2 } });
    expect(inputs[0]!.shape).toEqual([2, 4]);
  });
});

describe('what cannot be proven is said node by node', () => {
  test('of a network that onnxruntime runs', async () => {
    const { nodes } = tinyNetwork();
    const graph = await inspect(
      tinyNetwork({ nodes: [...nodes.slice(0, 2), node('Multinomial', ['a'], 'y')] }),
    );
    expect(graph.supported).toBe(false);
    expect(graph.nodes.map(({ operator, supported }) => [operator, supported])).toEqual([
      ['Gemm', true],
      ['Relu', true],
      ['Multinomial', false],
    ]);
    expect(graph.nodes[2]).toMatchObject({
      reason: 'its result is random',
      remedy: expect.stringMatching(/\.$/),
    });
  });

  test('of one with an operator that ONNX does not know, as it stands in the file', async () => {
    const graph = await inspect(
      {
        inputs: [value('x', ['batch', 4])],
        outputs: ['y'],
        nodes: [
          node('Constant', [], 'c', { value: tensor('', [4], [1, 2, 3, 4]) }, { name: 'four' }),
          node('Mul', ['x', 'c'], 'scaled'),
          node('Sparkle', ['scaled'], 'lit', {}, { domain: 'com.example', name: 'magic' }),
          node('Loop', ['lit'], 'y'),
        ],
      },
      { dimensions: { batch: 1 } },
    );
    expect(graph.nodes.map(({ operator, supported }) => [operator, supported])).toEqual([
      ['Mul', true],
      ['Sparkle', false],
      ['Loop', false],
    ]);
    expect(graph.nodes[0]).toMatchObject({
      parameterCount: 4,
      attributes: [{ name: 'c', text: '[1, 2, 3, 4]' }],
    });
    expect(graph.edges[0]).toEqual({ from: 'x', to: 'Mul_1', tensor: 'x', shape: [1, 4] });
    expect(graph.nodes[1]!.reason).toMatch(/unknown to ONNX|no rule/);
    expect(graph.nodes[2]!.reason).toContain('decides');
  });

  test('of one whose element types onnxruntime does not take', async () => {
    const graph = await inspect({
      inputs: [value('x', [1, 4], 'double')],
      outputs: [value('y', [1, 4], 'double')],
      nodes: [node('Relu', ['x'], 'a'), node('Elu', ['a'], 'y')],
    });
    expect(graph.nodes.map(({ supported }) => supported)).toEqual([true, false]);
    expect(graph.nodes[1]!.reason).toBe('it does not run on these element types');
  });

  test('files that are no network are refused', async () => {
    const path = join(folder, 'noise.onnx');
    const random = new Random(5);
    for (const bytes of [
      Buffer.alloc(0),
      Buffer.from('hello'),
      Buffer.from(random.normals(64).map((x) => x * 99)),
    ]) {
      await writeFile(path, bytes);
      await appErrorOf(open.client.inspectNetwork({ path }, {}), 'model-invalid');
    }
    await appErrorOf(open.client.inspectNetwork({ path: join(folder, 'none.onnx') }, {}), 'file-unreadable');
  });

  test('one that is wrong in another way than by an operator is refused', async () => {
    const network = tinyNetwork({ constants: [tensor('w1', [5, 3], new Array<number>(15).fill(1))] });
    await appErrorOf(inspect(network), 'model-invalid');
  });
});
