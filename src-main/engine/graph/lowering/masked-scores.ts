import type { Builder, Value } from './builder.ts';
import type { LoweringContext } from './operator-lowering.ts';

/**
 * Attention masks push scores so far below the others that Softmax makes them 0 (-10000, -1e9, the lowest float, minus
 * infinity). As numbers such scores would take the whole range of an integer; here they are remembered as what they
 * are: scores, and which of them count.
 */
export interface MaskedScores {
  scores: Value;
  /** 1 where a score counts, else 0; broadcasts against the scores. */
  kept: Value;
  /** Nothing is left of a score that is masked: where no score of a row counts, all are equal. */
  isLost: boolean;
}

/** Numbers this low are no scores. */
export const MASKING = -1e4;

/** A number this low, added to a score as a float, leaves nothing of it. */
const SWALLOWING = -1e8;

/** Stands for minus infinity where a mask is used as a number after all. */
const LOWEST = -3.4028234663852886e38;

/** The scores behind a tensor, where it is known to be masked ones, or to be a mask to add to scores. */
export function maskedScores(
  builder: Builder,
  context: LoweringContext,
  value: Value,
): MaskedScores | undefined {
  if (value.constant) return constantMask(builder, value);
  return context.maskedScores.get(value.name) ?? computedMask(builder, context, value);
}

/** 0 and numbers that mask. */
function constantMask(builder: Builder, { constant, shape }: Value): MaskedScores | undefined {
  const isMask = constant!.every((entry) => entry === 0 || entry <= MASKING);
  if (!isMask || !constant!.includes(0) || constant!.every((entry) => entry === 0)) return undefined;
  const kept = constant!.map((entry) => Number(entry === 0));
  const isLost = constant!.every((entry) => entry === 0 || entry <= SWALLOWING);
  return { scores: builder.scalar(0), kept: builder.known(kept, shape), isLost };
}

/** c * x, or c * x - |c|, with a large c: 0 where a score counts and -|c| elsewhere, for nothing else makes sense. */
function computedMask(builder: Builder, context: LoweringContext, value: Value): MaskedScores | undefined {
  const producer = context.producer(value.name);
  if (producer?.kind !== 'sum' || producer.inputs.length !== 1 || producer.bias.length !== 1)
    return undefined;
  const [coefficient, bias] = [producer.coefficients[0]!, producer.bias[0]!];
  const size = Math.abs(coefficient);
  if (size < -MASKING || (bias !== 0 && bias !== -size)) return undefined;
  const x: Value = { name: producer.inputs[0]!, shape: value.shape };
  const kept = builder.sum([coefficient / size, x], [1 + bias / size, builder.scalar(1)]);
  return { scores: builder.scalar(0), kept, isLost: size >= -SWALLOWING };
}

/** The sum of two addends of which one at least is masked. */
export function addMasked(
  builder: Builder,
  context: LoweringContext,
  a: Value,
  b: Value,
): MaskedScores | undefined {
  const [left, right] = [a, b].map((value) => maskedScores(builder, context, value));
  if (!left && !right) return undefined;
  const scores = builder.add(left?.scores ?? a, right?.scores ?? b);
  if (!left || !right) return { ...(left ?? right)!, scores };
  return { scores, kept: builder.product(left.kept, right.kept), isLost: left.isLost && right.isLost };
}

/** The choice between scores and a masking number. */
export function chooseMasked(
  builder: Builder,
  context: LoweringContext,
  { condition, a, b }: { condition: Value; a: Value; b: Value },
): MaskedScores | undefined {
  const of = (scores: Value, kept: Value): MaskedScores => {
    const earlier = scores.constant ? undefined : maskedScores(builder, context, scores);
    return earlier
      ? { scores: earlier.scores, kept: builder.product(earlier.kept, kept), isLost: true }
      : { scores, kept, isLost: true };
  };
  if (isMasking(b) && !isMasking(a)) return of(a, condition);
  return isMasking(a) && !isMasking(b) ? of(b, builder.not(condition)) : undefined;
}

function isMasking({ constant }: Value): boolean {
  return constant !== undefined && constant.every((entry) => entry <= MASKING);
}

/** Known values without infinities. */
export function withoutInfinity(value: Value): Value {
  if (!value.constant || value.constant.every(Number.isFinite)) return value;
  return { ...value, constant: value.constant.map((entry) => Math.max(LOWEST, Math.min(-LOWEST, entry))) };
}
