import type { Gadget } from './gadget.ts';
import { poseidon16 } from './poseidon.ts';

/** S-boxes that have rows: all 8 * 17 + 68 but the first, whose input is a constant. */
const BOXES = 203;

/**
 * PoseidonBlock(): out = Poseidon16(initial, block) (circuits/poseidon-block.circom). 610 rows.
 * Inputs: initial, block[15].
 */
export const poseidonBlock: Gadget<readonly []> = {
  name: 'poseidon-block',
  template: 'PoseidonBlock',
  file: 'poseidon-block.circom',
  optimization: 'O0',
  inputs: () => [
    { name: 'initial', length: 1, kind: 'factor' },
    { name: 'block', length: 15, kind: 'factor' },
  ],
  signals: () => [
    { name: 'out', length: 1 },
    { name: 'square', length: BOXES },
    { name: 'fourth', length: BOXES },
    { name: 'fifth', length: BOXES },
  ],
  outputCount: () => 1,
  rowCount: () => 3 * BOXES + 1,
  assign(_params, inputs, values) {
    let box = 1;
    values[0] = poseidon16(inputs.map(BigInt), (square, fourth, fifth) => {
      values[box] = square;
      values[box + BOXES] = fourth;
      values[box + 2 * BOXES] = fifth;
      box++;
    });
  },
};
