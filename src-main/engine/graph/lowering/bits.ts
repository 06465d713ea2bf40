import type { DataType } from '../float-graph.ts';
import { affine } from './affine.ts';
import type { Value } from './builder.ts';
import { requireConstant, stringAttribute, UnsupportedError } from './operator-lowering.ts';
import { type Lowering, operatorRules } from './operator-rules.ts';

/**
 * BitwiseNot, and BitShift by a constant number of bits; what is shifted out of the type is lost. Computed shifts are
 * refused.
 */
export const bits = operatorRules({
  BitwiseNot({ builder, context, node }) {
    const dataType = context.dataType(node.inputs[0]!);
    const ones = dataType.startsWith('u') ? 2 ** bitsOf(dataType) - 1 : -1;
    return builder.subtract(builder.scalar(ones), builder.input(0));
  },
  BitShift(lowering) {
    const { builder, context, node } = lowering;
    const { values, shape } = requireConstant(node, 1, 'shift', context);
    const x = builder.input(0);
    const width = bitsOf(context.dataType(node.inputs[0]!));
    const powers = (of: (shift: number) => number): Value =>
      builder.known(
        values.map((shift) => 2 ** of(Math.min(shift, width))),
        shape,
      );
    if (stringAttribute(node, 'direction', '') === 'RIGHT')
      return shiftRight(
        lowering,
        x,
        powers((shift) => -shift),
      );
    if (width > 32) {
      throw new UnsupportedError('it shifts 64-bit numbers to the left', 'Multiply by a power of two.');
    }
    // The bits that stay: x less those above them.
    const lost = shiftRight(
      lowering,
      x,
      powers((shift) => shift - width),
    );
    const left = builder.product(
      x,
      powers((shift) => shift),
    );
    return builder.subtract(left, builder.product(lost, builder.scalar(2 ** width)));
  },
});

function bitsOf(dataType: DataType): number {
  return Number(/\d+$/.exec(dataType)![0]);
}

/** floor(x * factor); half a unit keeps whole numbers away from the border. */
function shiftRight({ builder, context }: Lowering, x: Value, factor: Value): Value {
  const offset = builder.product(factor, builder.scalar(0.5));
  return builder.floor(affine(builder, context, x, { scale: factor, offset }));
}
