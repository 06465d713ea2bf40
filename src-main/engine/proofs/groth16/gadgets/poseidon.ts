import { SCALAR_FIELD, toField } from '../../bn254.ts';
import constants from './generated/poseidon-constants.json' with { type: 'json' };

const WIDTH = 17;
const HALF_FULL_ROUNDS = 4;
const PARTIAL_ROUNDS = 68;
/** Values of S for one partial round: a row of the sparse matrix and a column without the corner. */
const SPARSE = 2 * WIDTH - 1;

const C = constants.C.map(BigInt);
const M = constants.M.map(BigInt);
const P = constants.P.map(BigInt);
const S = constants.S.map(BigInt);

/** Receives the powers x^2, x^4, x^5 of the input x of one S-box. */
export type SboxObserver = (square: bigint, fourth: bigint, fifth: bigint) => void;

/**
 * Poseidon with 16 inputs over the scalar field of BN254: t = 17, 8 full and 68 partial rounds, x^5
 * (https://eprint.iacr.org/2019/458), equal to `Poseidon(16)` of circomlib.
 *
 * @param inputs  16 field elements (reduced modulo r)
 * @param observe told of every S-box in order but the first, whose input is a constant: 203 calls
 * @returns the first element of the last state, in [0, r)
 */
export function poseidon16(inputs: readonly bigint[], observe?: SboxObserver): bigint {
  if (inputs.length !== WIDTH - 1) throw new RangeError(`poseidon16 takes 16 inputs, not ${inputs.length}`);
  const sbox = (x: bigint): bigint => {
    const square = (x * x) % SCALAR_FIELD;
    const fourth = (square * square) % SCALAR_FIELD;
    const fifth = (fourth * x) % SCALAR_FIELD;
    observe?.(square, fourth, fifth);
    return fifth;
  };
  let state = [C[0]!, ...inputs.map((input, index) => (toField(input) + C[index + 1]!) % SCALAR_FIELD)];

  for (let round = 0; round < HALF_FULL_ROUNDS; round++) {
    for (let lane = 0; lane < WIDTH; lane++) {
      const constant = C[WIDTH * (round + 1) + lane]!;
      if (round === 0 && lane === 0) state[0] = FIRST_FIFTH + constant;
      else state[lane] = sbox(state[lane]!) + constant;
    }
    state = mix(state, round < HALF_FULL_ROUNDS - 1 ? M : P);
  }
  for (let round = 0; round < PARTIAL_ROUNDS; round++) {
    const first = sbox(state[0]!) + C[WIDTH * (HALF_FULL_ROUNDS + 1) + round]!;
    const sparse = SPARSE * round;
    let sum = S[sparse]! * first;
    for (let lane = 1; lane < WIDTH; lane++) {
      sum += S[sparse + lane]! * state[lane]!;
      state[lane] = (state[lane]! + S[sparse + WIDTH - 1 + lane]! * first) % SCALAR_FIELD;
    }
    state[0] = sum % SCALAR_FIELD;
  }
  for (let round = 0; round < HALF_FULL_ROUNDS; round++) {
    const constants = WIDTH * (HALF_FULL_ROUNDS + 1 + round) + PARTIAL_ROUNDS;
    // C ends before the last round: nothing is added after it.
    for (let lane = 0; lane < WIDTH; lane++) state[lane] = sbox(state[lane]!) + (C[constants + lane] ?? 0n);
    state = mix(state, M);
  }
  return state[0]!;
}

/** Output of the first S-box: the capacity lane starts as 0, so its input is the round constant alone. */
const FIRST_FIFTH = C[0]! ** 5n % SCALAR_FIELD;

/** The product of the row vector `state` with a matrix given row by row. */
function mix(state: readonly bigint[], matrix: readonly bigint[]): bigint[] {
  return state.map((_, column) => {
    let sum = 0n;
    for (let row = 0; row < WIDTH; row++) sum += matrix[WIDTH * row + column]! * state[row]!;
    return sum % SCALAR_FIELD;
  });
}
