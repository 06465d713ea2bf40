import type { Builder, Value } from './builder.ts';
import { perGroup } from './grouped.ts';
import type { MaskedScores } from './masked-scores.ts';
import { shiftedExponentials } from './reductions.ts';
import { exponential } from './special-functions.ts';

/**
 * Softmax over the last dimension of those scores that count; the others become 0. All values have one shape.
 * @returns undefined where a known mask lets nothing count in some row: such scores are not masked but all equally low
 */
export function maskedSoftmaxOfLast(builder: Builder, masked: MaskedScores): Value | undefined {
  const { scores, kept } = masked;
  if (!kept.constant) return computedMask(builder, masked);
  const positions = [...kept.constant.keys()].filter((index) => kept.constant![index] !== 0);
  const count = scores.shape.at(-1)!;
  const first = firstOfRows(positions, count, kept.constant.length / count);
  return first.includes(-1) ? undefined : constantMask(builder, scores, kept.constant, { positions, first });
}

/**
 * Scores are counted from the lowest of their row on, so that 0 stands for those that are masked: the largest is then one
 * that counts, however large the others are.
 */
function computedMask(builder: Builder, { scores, kept, isLost }: MaskedScores): Value {
  const none = perGroup(builder, builder.isZero(builder.sumOfLast(kept)));
  // Where nothing counts, everything does.
  const counting = builder.add(kept, none);
  const negative = builder.product(scores, builder.scalar(-1));
  const aboveLowest = builder.add(scores, perGroup(builder, builder.maxOfLast(negative)));
  const all = shiftedExponentials(builder, builder.product(aboveLowest, counting)).exponentials;
  const exponentials = isLost
    ? builder.add(builder.product(all, kept), none)
    : builder.product(all, counting);
  const inverse = builder.divide(builder.scalar(1), builder.sumOfLast(exponentials));
  return builder.product(exponentials, perGroup(builder, inverse));
}

function firstOfRows(positions: readonly number[], count: number, rows: number): number[] {
  const first = new Array<number>(rows).fill(-1);
  for (const position of positions.toReversed()) first[Math.floor(position / count)] = position;
  return first;
}

/** Only what counts is computed. */
function constantMask(
  builder: Builder,
  scores: Value,
  kept: Float64Array,
  { positions, first }: { positions: readonly number[]; first: readonly number[] },
): Value {
  const { shape } = scores;
  const count = shape.at(-1)!;
  const rowOf = (position: number) => Math.floor(position / count);
  const size = positions.length;
  const compact = (value: Value) => builder.view([value], Int32Array.from(positions), [size]);
  const ofRow = (value: Value) => builder.view([value], Int32Array.from(positions, rowOf), [size]);
  const spread = (value: Value) => {
    const map = new Int32Array(kept.length).fill(size);
    positions.forEach((position, index) => (map[position] = index));
    return builder.view([value, builder.known([0], [1])], map, shape);
  };
  // The maximum of a row ignores what repeats another score of it.
  const filled = Int32Array.from(kept, (counts, index) => (counts !== 0 ? index : first[rowOf(index)]!));
  const largest = builder.maxOfLast(builder.view([scores], filled, shape));
  const exponentials = builder.apply(builder.subtract(compact(scores), ofRow(largest)), exponential);
  const inverse = builder.divide(builder.scalar(1), builder.sumOfLast(spread(exponentials)));
  return spread(builder.product(exponentials, ofRow(inverse)));
}
