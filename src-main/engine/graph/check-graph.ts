import type { IntegerGraph, IntegerNode } from './integer-graph.ts';
import { type LinearForm, linearMap, product, type WindowForm, windowTaps } from './linear-map.ts';

/** Most elements of one tensor; keeps a hostile record from asking for more memory than there is. */
const LARGEST_TENSOR = 2 ** 28;

/**
 * Whether a graph that was read from a file hangs together: every tensor is made before it is read, and all counts
 * of weights, channels and elements fit each other.
 * @throws Error with the first thing that does not
 */
export function checkGraph(graph: IntegerGraph): void {
  const sizes = new Map<string, number>();
  const define = (name: string, size: number) => {
    require(!sizes.has(name), `"${name}" is made twice`);
    require(size >= 1 && size <= LARGEST_TENSOR, `"${name}" has ${size} elements`);
    sizes.set(name, size);
  };
  for (const { name, shape } of graph.inputs) define(name, product(shape));
  for (const node of graph.nodes) {
    const size = sizes.get(node.input);
    if (size === undefined) throw new Error(`"${node.name}" reads "${node.input}", which nobody made before`);
    define(node.output, resultSize(node, size));
  }
  for (const { name, shape } of graph.outputs) {
    require(sizes.get(name) === product(shape), `the output "${name}" is not what the nodes make`);
  }
}

function resultSize(node: IntegerNode, size: number): number {
  const fits = (condition: boolean) =>
    require(condition, `the counts of "${node.name}" do not fit each other`);
  switch (node.kind) {
    case 'linear': {
      fits(isForm(node.form));
      const map = linearMap(node.form);
      fits(map.inputSize === size && Number.isInteger(map.inner));
      fits(node.weights.length === map.weightCount && node.bias.length === map.channels);
      return map.outputSize;
    }
    case 'rescale':
      fits(size % (node.shifts.length * node.inner) === 0);
      return size;
    case 'max':
      fits(isWindow(node.window) && size === node.channels * product(node.window.inputSpatial));
      fits(windowTaps(node.window).every(({ taps }) => taps.length > 0));
      return node.channels * product(node.window.outputSpatial);
    case 'view':
      return size;
  }
}

function isForm(form: LinearForm): boolean {
  switch (form.kind) {
    case 'dense':
      return true;
    case 'convolution':
      return (
        isWindow(form) && form.inputChannels % form.groups === 0 && form.outputChannels % form.groups === 0
      );
    case 'sparse': {
      const { rowPointer, column, inputs } = form;
      return (
        rowPointer[0] === 0 &&
        rowPointer.at(-1) === column.length &&
        rowPointer.every((start, row) => row === 0 || start >= rowPointer[row - 1]!) &&
        column.every((source) => source >= 0 && source < inputs)
      );
    }
  }
}

function isWindow({
  inputSpatial,
  outputSpatial,
  kernel,
  strides,
  dilations,
  padsBegin,
}: WindowForm): boolean {
  const rank = kernel.length;
  return (
    [inputSpatial, outputSpatial, strides, dilations, padsBegin].every(({ length }) => length === rank) &&
    product(outputSpatial) * product(kernel) <= LARGEST_TENSOR
  );
}

function require(condition: boolean, otherwise: string): void {
  if (!condition) throw new Error(otherwise);
}
