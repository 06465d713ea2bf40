import { type OperatorLowering, UnsupportedError } from './operator-lowering.ts';

const NEVER_SPECIAL = [
  'a circuit knows no special float values',
  'Leave the test for NaN or infinity away.',
] as const;
const BITWISE = [
  'it works on the bits of its numbers',
  'Use arithmetic, or And, Or, Xor and Not on booleans.',
] as const;
const RANDOM = [
  'its result is random',
  'Export the model in inference mode, without random operators.',
] as const;

const REASONS: Record<string, readonly [reason: string, remedy: string]> = {
  IsNaN: NEVER_SPECIAL,
  IsInf: NEVER_SPECIAL,
  BitwiseAnd: BITWISE,
  BitwiseOr: BITWISE,
  BitwiseXor: BITWISE,
  DynamicQuantizeLinear: [
    'it chooses its scale by the data',
    'Export the model with floats, or with static quantization.',
  ],
  RandomNormal: RANDOM,
  RandomNormalLike: RANDOM,
  RandomUniform: RANDOM,
  RandomUniformLike: RANDOM,
  Bernoulli: RANDOM,
  Multinomial: RANDOM,
};

/** Operators that no circuit can have, and why. */
export const refused: OperatorLowering = {
  operators: Object.keys(REASONS),
  lower(node) {
    throw new UnsupportedError(...REASONS[node.operator]!);
  },
};
