import { bn254 } from '@noble/curves/bn254.js';

export interface PoseidonShape {
  /** Width: one more than there are inputs. */
  t: number;
  roundsFull: number;
  roundsPartial: number;
}

const { Fr } = bn254.fields;
const STATE_BITS = 80;
const TAPS = [0, 13, 23, 38, 51, 62] as const;

/**
 * Round constants and matrix of a Poseidon over BN254's scalar field by the Grain generator
 * (https://eprint.iacr.org/2019/458, appendix E), as circomlib has them: the matrix is the first that is drawn.
 */
export function drawPoseidonConstants(shape: PoseidonShape): { roundConstants: bigint[][]; mds: bigint[][] } {
  const nextBit = startGrain(shape);
  const draw = (): bigint => {
    let digits = '0b';
    for (let bit = 0; bit < Fr.BITS; bit++) digits += nextBit();
    return BigInt(digits);
  };
  const drawElement = (): bigint => {
    for (;;) {
      const value = draw();
      if (value < Fr.ORDER) return value;
    }
  };
  const row = (make: () => bigint): bigint[] => Array.from({ length: shape.t }, make);
  const roundConstants = Array.from({ length: shape.roundsFull + shape.roundsPartial }, () =>
    row(drawElement),
  );
  const [xs, ys] = [row(() => Fr.create(draw())), row(() => Fr.create(draw()))];
  // A Cauchy matrix: 1 / (x_i + y_j).
  const mds = xs.map((x) => ys.map((y) => Fr.inv(Fr.add(x, y))));
  return { roundConstants, mds };
}

/** The generator's bits: a shift register of 80, of whose bits every second one is taken where the one before is set. */
function startGrain({ t, roundsFull, roundsPartial }: PoseidonShape): () => 0 | 1 {
  const seed = [
    [1, 2], // a prime field
    [0, 4], // powers as s-boxes
    [Fr.BITS, 12],
    [t, 12],
    [roundsFull, 10],
    [roundsPartial, 10],
    [2 ** 30 - 1, 30],
  ].map(([value, bits]) => value!.toString(2).padStart(bits!, '0'));
  const state = Uint8Array.from(seed.join(''), Number);
  let start = 0;
  const step = (): number => {
    let bit = 0;
    for (const tap of TAPS) {
      const at = start + tap;
      bit ^= state[at < STATE_BITS ? at : at - STATE_BITS]!;
    }
    state[start] = bit;
    start = start + 1 === STATE_BITS ? 0 : start + 1;
    return bit;
  };
  for (let round = 0; round < 2 * STATE_BITS; round++) step();
  return () => {
    for (;;) {
      const isTaken = step() === 1;
      const bit = step() as 0 | 1;
      if (isTaken) return bit;
    }
  };
}
