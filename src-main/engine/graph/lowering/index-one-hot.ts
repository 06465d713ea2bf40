import { product } from '../linear-map.ts';
import type { Builder, Value } from './builder.ts';
import { mapOf, stridesOf } from './index-maps.ts';
import type { LoweringContext } from './operator-lowering.ts';
import { staticBounds } from './static-bounds.ts';

/** Up to here slots for the negative half are cheaper than a comparison with zero. */
const SLOTS_FOR_NEGATIVES = 16;

/**
 * Shape [..., count]: a 1 at the position that an ONNX index names, negative ones counting from the end. An index
 * outside [-count, count) gives zeros with `outside: 'none'`, any position otherwise.
 */
export function indexOneHot(
  builder: Builder,
  context: LoweringContext,
  index: Value,
  count: number,
  outside: 'none' | 'any',
): Value {
  const margin = outside === 'none' ? 1 : 0;
  const bounds = index.constant ? { low: -Infinity, high: Infinity } : staticBounds(context, index.name);
  const high = Math.min(bounds.high, count - 1 + margin);
  let low = Math.max(bounds.low, -count - margin);
  let position = index;
  if (low < 0 && count > SLOTS_FOR_NEGATIVES) {
    const wraps = builder.not(builder.nonNegative(index));
    position = builder.sum([1, index], [count, wraps]);
    low = -margin;
  }
  const slots = high - low + 1;
  const offset = low === 0 ? position : builder.subtract(position, builder.scalar(low));
  return foldNegatives(builder, builder.oneHot(offset, slots), count, low, margin);
}

/** Slot s stands for the index low + s; those of j and of j - count become position j. */
function foldNegatives(builder: Builder, slots: Value, count: number, low: number, margin: number): Value {
  const width = slots.shape.at(-1)!;
  const shape = [...slots.shape.slice(0, -1), count];
  const none = product(slots.shape);
  const strides = stridesOf(slots.shape);
  const pick = (shift: number) =>
    builder.view(
      [slots, builder.known([0], [1])],
      mapOf(shape, (coordinates) => {
        const slot = coordinates.at(-1)! - low - shift;
        if (slot < 0 || slot >= width) return none;
        const row = coordinates.slice(0, -1).reduce((sum, at, axis) => sum + at * strides[axis]!, 0);
        return row + slot;
      }),
      shape,
    );
  if (low === 0 && width === count) return slots;
  // With a margin, slot 0 and the last one stand for indices outside.
  const hasNegatives = low < -margin;
  return hasNegatives ? builder.add(pick(0), pick(count)) : pick(0);
}
