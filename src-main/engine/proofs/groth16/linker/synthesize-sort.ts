import type { IntegerSort } from '../../../graph/integer-graph.ts';
import { intervalAt } from '../../../graph/intervals.ts';
import { wire } from '../gadgets/wire.ts';
import { magnitudeBits } from './bit-length.ts';
import type { Source } from './circuit-backend.ts';
import { type CircuitTensor, combinationTensor } from './circuit-tensor.ts';
import { compareExchange } from './compare-exchange.ts';
import { type Comparator, sortNetwork } from './sort-network.ts';
import type { SynthesisContext } from './synthesize.ts';

/** Both outputs of a comparison contain both inputs: from so many terms on they get wires. */
const LONGEST = 128;

interface Item {
  source: Source;
  terms: number;
  low: bigint;
  high: bigint;
}

/** A network of compare-exchanges in every row. Where the ranges already say who is greater there is no comparison. */
export function synthesizeSort(node: IntegerSort, context: SynthesisContext): CircuitTensor {
  const source = context.tensors.get(node.input)!;
  const intervals = context.intervals.get(node.input)!;
  const network = sortNetwork(node.count, node.keep);
  const sorted: Item[] = [];
  for (let row = 0; row < node.rows; row++) {
    const items = Array.from({ length: node.count }, (_, position): Item => {
      const element = row * node.count + position;
      const isLong = source.terms > LONGEST;
      return {
        source: isLong ? source.wire(element) : source.element(element),
        terms: isLong ? 1 : source.terms,
        ...intervalAt(intervals, element),
      };
    });
    for (const comparator of network.comparators) exchange(items, comparator, context);
    for (const place of network.results) sorted.push(items[place]!);
  }
  // A combination with halves cannot stand in a sum of others; a rescale takes it as it is.
  const isWired = !context.readers.isReadOnlyByRescale(node.output);
  return combinationTensor(
    sorted.length,
    (index) => sorted[index]!.source,
    { terms: LONGEST, isWired },
    context,
  );
}

function exchange(items: Item[], comparator: Comparator, { backend }: SynthesisContext): void {
  const { first, second, needsGreater, needsLesser } = comparator;
  const [a, b] = [items[first]!, items[second]!];
  if (a.low >= b.high) return;
  if (b.low >= a.high) {
    [items[first], items[second]] = [b, a];
    return;
  }
  const width = magnitudeBits(a.low - b.high, a.high - b.low);
  const { greater, lesser } = compareExchange(a.source, b.source, width, backend);
  const terms = a.terms + b.terms + width;
  const item = (source: Source, low: bigint, high: bigint): Item =>
    terms > LONGEST
      ? { source: backend.instantiate(wire, [], [source]), terms: 1, low, high }
      : { source, terms, low, high };
  if (needsGreater) items[first] = item(greater, larger(a.low, b.low), larger(a.high, b.high));
  if (needsLesser) items[second] = item(lesser, -larger(-a.low, -b.low), -larger(-a.high, -b.high));
}

function larger(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
