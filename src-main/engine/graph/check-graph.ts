import {
  type IntegerGraph,
  type IntegerLinear,
  type IntegerNode,
  type IntegerRescale,
  type IntegerView,
  inputsOf,
} from './integer-graph.ts';
import { type LinearForm, linearMap, product, type WindowForm, windowTaps } from './linear-map.ts';
import { resultSize } from './tensor-size.ts';

/** Most elements of one tensor; keeps a hostile record from asking for more memory than there is. */
const LARGEST_TENSOR = 2 ** 28;
/** Entries of lookup tables stay below it. */
const LARGEST_ENTRY = 2 ** 40;

/**
 * Whether a graph that was read from a file hangs together: every tensor is made before it is read, and all counts
 * of weights, channels and elements fit each other.
 * @throws Error with the first thing that does not
 */
export function checkGraph(graph: IntegerGraph): void {
  const sizes = new Map<string, number>();
  const define = (name: string, size: number) => {
    ensure(!sizes.has(name), `"${name}" is made twice`);
    ensure(size >= 1 && size <= LARGEST_TENSOR, `"${name}" has ${size} elements`);
    sizes.set(name, size);
  };
  for (const { name, shape } of graph.inputs) define(name, product(shape));
  for (const node of graph.nodes) {
    const inputSizes = inputsOf(node).map((input) => {
      const size = sizes.get(input);
      if (size === undefined) throw new Error(`"${node.name}" reads "${input}", which nobody made before`);
      return size;
    });
    ensure(countsFit(node, inputSizes), `the counts of "${node.name}" do not fit each other`);
    define(node.output, resultSize(node, inputSizes));
  }
  for (const { name, shape } of graph.outputs) {
    ensure(sizes.get(name) === product(shape), `the output "${name}" is not what the nodes make`);
  }
}

function countsFit(node: IntegerNode, sizes: readonly number[]): boolean {
  const [size, second] = sizes as [number, number];
  switch (node.kind) {
    case 'linear':
      return isLinear(node, size);
    case 'sum': {
      const { inputs, coefficients, bias } = node;
      return (
        inputs.length >= 1 &&
        coefficients.length === inputs.length &&
        sizes.every((other) => other === size) &&
        divides(bias.length, size) &&
        coefficients.every(Number.isSafeInteger) &&
        bias.every(Number.isSafeInteger)
      );
    }
    case 'product':
    case 'divide':
      return sizes.length === 2 && size === second;
    case 'matmul': {
      const { batch, rows, inner, columns } = node;
      return sizes.length === 2 && size === batch * rows * inner && second === batch * inner * columns;
    }
    case 'rescale':
      return divides(node.shifts.length * node.inner, size) && isTable(node);
    case 'max':
      return (
        isWindow(node.window) &&
        size === node.channels * product(node.window.inputSpatial) &&
        windowTaps(node.window).every(({ taps }) => taps.length > 0)
      );
    case 'oneHot':
      return divides(node.starts.length, size) && node.starts.every(Number.isSafeInteger);
    case 'sort':
      return size === node.rows * node.count && node.keep <= node.count;
    case 'constant':
      return node.values.every(Number.isSafeInteger);
    case 'view':
      return isView(node, sizes);
    case 'root':
    case 'compare':
      return true;
  }
}

function divides(count: number, size: number): boolean {
  return count >= 1 && size % count === 0;
}

function isLinear({ form, weights, bias }: IntegerLinear, size: number): boolean {
  if (!isForm(form)) return false;
  const map = linearMap(form);
  return (
    map.inputSize === size &&
    Number.isInteger(map.inner) &&
    weights.length === map.weightCount &&
    bias.length === map.channels &&
    weights.every(Number.isSafeInteger) &&
    bias.every(Number.isSafeInteger)
  );
}

function isTable({ table, bits, lookup }: IntegerRescale): boolean {
  if (!lookup) return table !== 'lookup';
  const { fractionBits, entries } = lookup;
  return (
    table === 'lookup' &&
    fractionBits <= bits &&
    entries.length === 2 ** (bits - fractionBits) + (fractionBits > 0 ? 1 : 0) &&
    entries.every((entry) => Number.isInteger(entry) && Math.abs(entry) < LARGEST_ENTRY)
  );
}

function isView({ map }: IntegerView, sizes: readonly number[]): boolean {
  if (!map) return sizes.length === 1;
  const total = sizes.reduce((sum, size) => sum + size, 0);
  return sizes.length >= 1 && total <= LARGEST_TENSOR && map.every((source) => source >= 0 && source < total);
}

function isForm(form: LinearForm): boolean {
  switch (form.kind) {
    case 'dense':
      return true;
    case 'convolution':
    case 'transposedConvolution':
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

function ensure(condition: boolean, otherwise: string): void {
  if (!condition) throw new Error(otherwise);
}
