import type { Value } from './builder.ts';
import { requireConstant, stringAttribute, UnsupportedError } from './operator-lowering.ts';
import { type Lowering, operatorRules } from './operator-rules.ts';

/** BitShift by a constant number of bits; what is shifted out of the type is lost. Computed shifts are refused. */
export const bitShift = operatorRules({
  BitShift(lowering) {
    const { builder, context, node } = lowering;
    const { values, shape } = requireConstant(node, 1, 'shift', context);
    const x = builder.input(0);
    const bits = Number(/\d+$/.exec(context.dataType(node.inputs[0]!))![0]);
    const powers = (of: (shift: number) => number): Value =>
      builder.known(
        values.map((shift) => 2 ** of(Math.min(shift, bits))),
        shape,
      );
    if (stringAttribute(node, 'direction', '') === 'RIGHT')
      return shiftRight(
        lowering,
        x,
        powers((shift) => -shift),
      );
    if (bits > 32) {
      throw new UnsupportedError('it shifts 64-bit numbers to the left', 'Multiply by a power of two.');
    }
    // The bits that stay: x less those above them.
    const lost = shiftRight(
      lowering,
      x,
      powers((shift) => shift - bits),
    );
    const left = builder.product(
      x,
      powers((shift) => shift),
    );
    return builder.subtract(left, builder.product(lost, builder.scalar(2 ** bits)));
  },
});

/** floor(x * factor); half a unit keeps whole numbers away from the border. */
function shiftRight({ builder }: Lowering, x: Value, factor: Value): Value {
  return builder.floor(builder.product(builder.add(x, builder.scalar(0.5)), factor));
}
