import type { IntegerMatmul, IntegerProduct } from '../../../graph/integer-graph.ts';
import { innerProduct } from '../gadgets/inner-product.ts';
import { type CircuitBackend, constantOf, type Source } from './circuit-backend.ts';
import { type CircuitTensor, factorAt, wireTensor } from './circuit-tensor.ts';
import type { SynthesisContext } from './synthesize.ts';

/** Longer sums of products are made in parts, so that the number of gadgets to compile stays small. */
const LONGEST = 64;

const ZERO = constantOf(0n);

/** Element by element, one row each. */
export function synthesizeProduct(node: IntegerProduct, context: SynthesisContext): CircuitTensor {
  const [a, b] = node.inputs.map((input) => context.tensors.get(input)!) as [CircuitTensor, CircuitTensor];
  const wires = new Int32Array(a.size);
  for (let element = 0; element < a.size; element++) {
    const factors = [factorAt(a, element), factorAt(b, element), ZERO];
    wires[element] = context.backend.instantiate(innerProduct, [1], factors);
  }
  return wireTensor(wires);
}

/** One row a product of two elements. */
export function synthesizeMatmul(node: IntegerMatmul, context: SynthesisContext): CircuitTensor {
  const [a, b] = node.inputs.map((input) => context.tensors.get(input)!) as [CircuitTensor, CircuitTensor];
  const { batch, rows, inner, columns } = node;
  const wires = new Int32Array(batch * rows * columns);
  for (let output = 0; output < wires.length; output++) {
    const column = output % columns;
    const row = (output - column) / columns;
    const firstB = Math.floor(row / rows) * inner * columns + column;
    wires[output] = sumOfProducts(
      inner,
      (index) => factorAt(a, row * inner + index),
      (index) => factorAt(b, firstB + index * columns),
      ZERO,
      context.backend,
    );
  }
  return wireTensor(wires);
}

/**
 * The wire of a sum of products and a combination.
 * @param length at least 1
 * @param a, b   the factors of a product by its number
 */
export function sumOfProducts(
  length: number,
  a: (index: number) => Source,
  b: (index: number) => Source,
  rest: Source,
  backend: CircuitBackend,
): number {
  let sum = rest;
  for (let start = 0; start < length; start += LONGEST) {
    const count = Math.min(LONGEST, length - start);
    const inputs = new Array<Source>(2 * count + 1);
    for (let index = 0; index < count; index++) {
      inputs[index] = a(start + index);
      inputs[count + index] = b(start + index);
    }
    inputs[2 * count] = sum;
    sum = backend.instantiate(innerProduct, [count], inputs);
  }
  return sum as number;
}
