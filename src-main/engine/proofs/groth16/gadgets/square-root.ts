import { toField } from '../../bn254.ts';
import { fitsDigits, tooWide, writeDigits } from './digits.ts';
import type { FieldValue, Gadget } from './gadget.ts';
import { integerRoot } from './integer-root.ts';

/** SquareRoot(W): the W digits of floor(sqrt(square)) (circuits/square-root.circom). 3W + 4 rows. */
export const squareRoot: Gadget<readonly [width: number]> = {
  name: 'square-root',
  template: 'SquareRoot',
  file: 'square-root.circom',
  optimization: 'O0',
  inputs: () => [{ name: 'square', length: 1, kind: 'combination' }],
  signals: ([width]) => [
    { name: 'root', length: width },
    { name: 'remainder', length: width + 1 },
    { name: 'gap', length: width + 1 },
  ],
  outputCount: ([width]) => width,
  rowCount: ([width]) => 3 * width + 4,
  assign([width], inputs, values) {
    const square = inputs[0]!;
    const [root, remainder, gap] = rootWithRemainder(
      typeof square === 'number' && square >= 0 ? square : toField(BigInt(square)),
    );
    if (!fitsDigits(root, width)) throw tooWide(root, width);
    writeDigits(root, width, values);
    writeDigits(remainder, width + 1, values, width);
    writeDigits(gap, width + 1, values, 2 * width + 1);
  },
};

/** Root, remainder, and what is missing from the remainder to the largest that there can be. */
function rootWithRemainder(square: FieldValue): [FieldValue, FieldValue, FieldValue] {
  if (typeof square === 'number') {
    const root = integerRoot(square) as number;
    const remainder = square - root * root;
    return [root, remainder, 2 * root - remainder];
  }
  const root = BigInt(integerRoot(square));
  const remainder = square - root * root;
  return [root, remainder, 2n * root - remainder];
}
