import { model, modelBytes, node, value } from '../../test/support/onnx-builder.ts';

/** Nodes from one sum of two branches to the next. */
const BLOCK = 4;

/**
 * A network of so many nodes, in blocks of two branches that join again, as residual networks have them.
 * @returns the bytes of an ONNX file
 */
export function largeNetwork(nodes: number): Uint8Array {
  const blocks = Math.floor(nodes / BLOCK);
  const list = [];
  let last = 'x';
  for (let block = 0; block < blocks; block++) {
    const name = (part: string) => `${part}${block}`;
    list.push(
      node('Sigmoid', [last], [name('a')]),
      node('Tanh', [name('a')], [name('b')]),
      node('Relu', [last], [name('c')]),
      node('Add', [name('b'), name('c')], [name('sum')]),
    );
    last = name('sum');
  }
  return modelBytes(model({ inputs: [value('x', [1, 16])], outputs: [value(last, [1, 16])], nodes: list }));
}
