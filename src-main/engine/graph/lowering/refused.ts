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

const SIZED_BY_DATA = [
  'the size of its result depends on data',
  'Let the model end before it: prove what it reads, and do this step outside.',
] as const;
const BRANCHING = [
  'it decides while the model runs what runs next',
  'Export the model without loops and branches, for example by tracing it.',
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
  Unique: SIZED_BY_DATA,
  NonMaxSuppression: SIZED_BY_DATA,
  If: BRANCHING,
  Loop: BRANCHING,
  Scan: BRANCHING,
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
    throw refusal(node.operator);
  },
};

/** @param operator one of the refused */
export function refusal(operator: string): UnsupportedError {
  return new UnsupportedError(...REASONS[operator]!);
}
