import { AppError } from '../../../../api/errors.ts';
import type { IntegerDivide, IntegerRoot } from '../../../graph/integer-graph.ts';
import { intervalAt } from '../../../graph/intervals.ts';
import { divide } from '../gadgets/divide.ts';
import { squareRoot } from '../gadgets/square-root.ts';
import { bitLength } from './bit-length.ts';
import { type Combination, constantOf, type Source, visitWhole } from './circuit-backend.ts';
import { type CircuitTensor, combinationTensor, digitsFrom } from './circuit-tensor.ts';
import type { SynthesisContext } from './synthesize.ts';

/** What the digits of a quotient may reach together with its divisor: half the room that the field has for integers. */
const LARGEST = 1n << 250n;

/** Quotients rounded down: a combination of the digits above the least quotient that there can be. */
export function synthesizeDivide(node: IntegerDivide, context: SynthesisContext): CircuitTensor {
  const [a, b] = node.inputs.map((input) => context.tensors.get(input)!) as [CircuitTensor, CircuitTensor];
  const divisors = context.intervals.get(node.inputs[1])!;
  const dividends = context.intervals.get(node.inputs[0])!;
  const quotients = context.intervals.get(node.output)!;
  let terms = 1;
  const results = Array.from({ length: a.size }, (_, element): Source => {
    const { low, high } = intervalAt(quotients, element);
    if (low === high) return constantOf(low);
    const divisor = intervalAt(divisors, element);
    const dividend = intervalAt(dividends, element);
    const quotientBits = bitLength(high - low);
    const divisorBits = Math.max(1, bitLength(divisor.high - 1n));
    const reach = (size: bigint) => (size < 0n ? -size : size);
    const shiftedBy = reach(low) * divisor.high;
    if (
      divisor.low < 1n ||
      (divisor.high << BigInt(quotientBits)) + (1n << BigInt(divisorBits)) > LARGEST ||
      shiftedBy + (reach(dividend.low) > reach(dividend.high) ? reach(dividend.low) : reach(dividend.high)) >
        2n * LARGEST
    ) {
      throw noRoom(node.name);
    }
    terms = Math.max(terms, quotientBits + 1);
    const divisorWire = b.wire(element);
    const aboveLeast: Combination = {
      visit(add) {
        visitWhole(a.element(element), 1, add);
        if (low !== 0n) add(divisorWire, -low);
      },
      value: () =>
        BigInt(context.valueOf(node.inputs[0], element)) -
        low * BigInt(context.valueOf(node.inputs[1], element)),
    };
    const first = context.backend.instantiate(divide, [quotientBits, divisorBits], [aboveLeast, divisorWire]);
    return digitsFrom(first, quotientBits, low);
  });
  const isWired = context.wires.needsWires(node.output, terms);
  return combinationTensor(a.size, (element) => results[element]!, { terms, isWired }, context);
}

/** Square roots rounded down: a combination of their digits. */
export function synthesizeRoot(node: IntegerRoot, context: SynthesisContext): CircuitTensor {
  const source = context.tensors.get(node.input)!;
  const squares = context.intervals.get(node.input)!;
  const roots = context.intervals.get(node.output)!;
  let terms = 1;
  const results = Array.from({ length: source.size }, (_, element): Source => {
    const { low, high } = intervalAt(roots, element);
    if (low === high) return constantOf(low);
    if (intervalAt(squares, element).low < 0n) throw noRoom(node.name);
    const width = bitLength(high);
    terms = Math.max(terms, width);
    const first = context.backend.instantiate(squareRoot, [width], [source.element(element)]);
    return digitsFrom(first, width);
  });
  const isWired = context.wires.needsWires(node.output, terms);
  return combinationTensor(source.size, (element) => results[element]!, { terms, isWired }, context);
}

function noRoom(name: string): AppError {
  return new AppError(
    'circuit-invalid',
    `The intervals of "${name}" leave more than one answer in the field of a proof.`,
    'Use fewer activation bits, or quantize the model again.',
  );
}
