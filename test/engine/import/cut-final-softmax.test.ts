import { describe, expect, test } from 'vitest';
import { cutFinalSoftmax } from '../../../src-main/engine/pipeline/1-import/cut-final-softmax.ts';
import { appErrorOf } from '../groth16/app-error.ts';
import { model, type ModelInit, node, value } from '../../support/onnx-builder.ts';

/** Nodes and outputs that are left. */
function cut(init: Omit<ModelInit, 'inputs'>) {
  const network = model({ inputs: [value('x', [1, 4])], ...init });
  cutFinalSoftmax(network);
  return {
    nodes: network.graph!.node.map(({ opType }) => opType),
    outputs: network.graph!.output.map(({ name }) => name),
  };
}

describe('outputs as logits', () => {
  test.each(['Softmax', 'LogSoftmax', 'Sigmoid'])('a final %s is taken away', (operator) => {
    const nodes = [node('Relu', ['x'], 'logits'), node(operator, ['logits'], 'y')];
    expect(cut({ nodes, outputs: ['y'] })).toEqual({ nodes: ['Relu'], outputs: ['logits'] });
  });

  test('of every output that has one, and of no other', () => {
    const nodes = [
      node('Softmax', ['x'], 'inside'),
      node('Relu', ['inside'], 'a'),
      node('Sigmoid', ['a'], 'first'),
      node('Tanh', ['a'], 'second'),
    ];
    expect(cut({ nodes, outputs: ['first', 'second'] })).toEqual({
      nodes: ['Softmax', 'Relu', 'Tanh'],
      outputs: ['a', 'second'],
    });
  });

  test.each<[string, Omit<ModelInit, 'inputs'>]>([
    ['there is none', { nodes: [node('Relu', ['x'], 'y')], outputs: ['y'] }],
    [
      'its result is used elsewhere too',
      { nodes: [node('Sigmoid', ['x'], 'y'), node('Relu', ['y'], 'z')], outputs: ['y', 'z'] },
    ],
  ])('refused where %s', async (_, init) => {
    const error = await appErrorOf(
      Promise.resolve().then(() => cut(init)),
      'option-invalid',
    );
    expect(error.remedy).toContain('--outputs');
  });
});
