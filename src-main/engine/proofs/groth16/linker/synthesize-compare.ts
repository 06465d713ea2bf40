import type { IntegerCompare } from '../../../graph/integer-graph.ts';
import { intervalAt } from '../../../graph/intervals.ts';
import { bits } from '../gadgets/bits.ts';
import { isZero } from '../gadgets/is-zero.ts';
import { signedWidth } from './bit-length.ts';
import { constantOf, type Source } from './circuit-backend.ts';
import { type CircuitTensor, combinationTensor, shifted } from './circuit-tensor.ts';
import { affine } from './affine.ts';
import type { SynthesisContext } from './synthesize.ts';

/** 0 or 1: the top digit of a value, or IsZero; a constant where the interval decides. */
export function synthesizeCompare(node: IntegerCompare, context: SynthesisContext): CircuitTensor {
  const source = context.tensors.get(node.input)!;
  const intervals = context.intervals.get(node.input)!;
  const compare = node.relation === 'zero' ? compareWithZero : testSign;
  const results = Array.from({ length: source.size }, (_, element) =>
    compare(source, intervalAt(intervals, element), node, element, context),
  );
  const terms = 1 + source.terms;
  const isWired = context.wires.needsWires(node.output, terms);
  return combinationTensor(source.size, (element) => results[element]!, { terms, isWired }, context);
}

function testSign(
  source: CircuitTensor,
  { low, high }: { low: bigint; high: bigint },
  node: IntegerCompare,
  element: number,
  context: SynthesisContext,
): Source {
  if (low >= 0n || high < 0n) return constantOf(low >= 0n ? 1n : 0n);
  const width = signedWidth(low, high);
  const value = () => context.valueOf(node.input, element);
  const input = shifted(source.element(element), 1n << BigInt(width - 1), value);
  return context.backend.instantiate(bits, [width], [input]) + width - 1;
}

function compareWithZero(
  source: CircuitTensor,
  { low, high }: { low: bigint; high: bigint },
  _node: IntegerCompare,
  element: number,
  { backend }: SynthesisContext,
): Source {
  if (low > 0n || high < 0n) return constantOf(0n);
  if (low === high) return constantOf(1n);
  if (low === 0n && high === 1n) return affine(source.element(element), -1, 1n);
  if (low === -1n && high === 0n) return affine(source.element(element), 1, 1n);
  return backend.instantiate(isZero, [], [source.wire(element)]);
}
