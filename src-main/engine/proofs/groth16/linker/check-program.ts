import { AppError } from '../../../../api/errors.ts';
import type { IntegerNode } from '../../../graph/integer-graph.ts';
import { linearMap, product, windowTaps } from '../../../graph/linear-map.ts';
import type { CircuitProgram } from './synthesize.ts';

/**
 * Refuses a program whose parts do not fit together: the circuit would not mean what the graph means. A record may
 * come from a stranger (an audit links it again), so nothing is taken for granted that soundness rests on. In
 * particular the widths by which the statement packs an input must be those that the circuit enforces, and a tensor's
 * name must stand for one tensor.
 * @throws AppError `circuit-invalid`
 */
export function checkProgram({ graph, layout }: CircuitProgram): void {
  const sizes = new Map<string, number>();
  const define = (name: string, size: number) => {
    if (sizes.has(name)) refuse(`two tensors are called "${name}"`);
    sizes.set(name, size);
  };
  if (layout.inputs.length !== graph.inputs.length) refuse('the statement has another number of inputs');
  graph.inputs.forEach(({ name, shape, bits, signed }, index) => {
    const stated = layout.inputs[index]!;
    const count = product(shape);
    if (stated.name !== name || stated.count !== count || stated.bits !== bits || stated.signed !== signed) {
      refuse(`the statement describes the input "${name}" differently`);
    }
    define(name, count);
  });
  for (const node of graph.nodes) {
    const size = sizes.get(node.input);
    if (size === undefined) return refuse(`"${node.name}" reads "${node.input}", which does not exist yet`);
    define(node.output, outputSize(node, size));
  }
  for (const { name, shape } of graph.outputs) {
    if (sizes.get(name) !== product(shape)) refuse(`the output "${name}" does not exist in its shape`);
  }
  const outputCount = graph.outputs.reduce((count, { shape }) => count + product(shape), 0);
  if (layout.outputs.count !== outputCount) refuse('the statement has another number of output values');
}

/** Elements of a node's output; refuses a node that does not fit its input of `size` elements. */
function outputSize(node: IntegerNode, size: number): number {
  const expect = (fits: boolean) => {
    if (!fits) refuse(`"${node.name}" does not fit its input`);
  };
  switch (node.kind) {
    case 'linear': {
      const map = linearMap(node.form);
      expect(map.inputSize === size);
      expect(node.weights.length === map.weightCount && node.bias.length === map.channels);
      if (node.form.kind === 'sparse') expect(node.form.column.every((column) => column < size));
      return map.outputSize;
    }
    case 'max': {
      const windows = windowTaps(node.window);
      expect(node.channels * product(node.window.inputSpatial) === size);
      expect(windows.every(({ offsets }) => offsets.length > 0));
      return node.channels * windows.length;
    }
    case 'rescale':
    case 'view':
      return size;
  }
}

function refuse(what: string): never {
  throw new AppError(
    'circuit-invalid',
    `The model cannot become a circuit: ${what}.`,
    'Quantize and compile the model again; a record from elsewhere is damaged.',
  );
}
