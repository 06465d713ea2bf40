import { AppError } from '../../../../api/errors.ts';
import type { IntegerOneHot } from '../../../graph/integer-graph.ts';
import { intervalAt } from '../../../graph/intervals.ts';
import { oneHot } from '../gadgets/one-hot.ts';
import { affine } from './affine.ts';
import { constantOf, type Source } from './circuit-backend.ts';
import { type CircuitTensor, combinationTensor, wireTensor } from './circuit-tensor.ts';
import type { SynthesisContext } from './synthesize.ts';

/** A row of bits for each element, the one at its value set. One of two bits is the value itself, and takes no row. */
export function synthesizeOneHot(node: IntegerOneHot, context: SynthesisContext): CircuitTensor {
  const source = context.tensors.get(node.input)!;
  const { count } = node;
  checkRange(node, source.size, context);
  const startOf = (element: number) => BigInt(node.starts[element % node.starts.length]!);
  if (count <= 2) {
    const bit = (output: number): Source => {
      if (count === 1) return constantOf(1n);
      const element = output >> 1;
      const index = source.element(element);
      return output % 2 === 1
        ? affine(index, 1, -startOf(element))
        : affine(index, -1, 1n + startOf(element));
    };
    const terms = source.terms + 1;
    const isWired = context.wires.needsWires(node.output, terms);
    return combinationTensor(source.size * count, bit, { terms, isWired }, context);
  }
  const wires = new Int32Array(source.size * count);
  for (let element = 0; element < source.size; element++) {
    const index = affine(source.wire(element), 1, -startOf(element));
    const first = context.backend.instantiate(oneHot, [count], [index]);
    for (let position = 0; position < count; position++) wires[element * count + position] = first + position;
  }
  return wireTensor(wires);
}

function checkRange({ input, count, starts, name }: IntegerOneHot, size: number, context: SynthesisContext) {
  const intervals = context.intervals.get(input)!;
  for (let element = 0; element < size; element++) {
    const start = BigInt(starts[element % starts.length]!);
    const { low, high } = intervalAt(intervals, element);
    if (low >= start && high < start + BigInt(count)) continue;
    throw new AppError(
      'circuit-invalid',
      `An index of "${name}" can leave the range that it has.`,
      'Quantize the model again.',
    );
  }
}
