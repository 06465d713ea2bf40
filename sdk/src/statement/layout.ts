/** Bits of a field element that packing uses: 31 bytes, always below the field's order. */
export const PACKED_BITS = 248;

/** A run of equally wide integers that is packed into field elements. */
export interface PackedValues {
  /** Number of values, 1 to 2^32 - 1. */
  count: number;
  /** Width of a value, 1 to 248. */
  bits: number;
  /** Signed: values in [-2^(bits-1), 2^(bits-1)); unsigned: [0, 2^bits). */
  signed: boolean;
}

export interface StatementInput extends PackedValues {
  name: string;
  /** `public`: packed into the signals, in the clear; `committed`: one signal, a salted commitment. */
  mode: 'public' | 'committed';
}

/** How a model's inputs and outputs stand in the public signals: ctx, then each input in order, then the outputs. */
export interface StatementLayout {
  inputs: readonly StatementInput[];
  outputs: PackedValues;
}

/** Field elements that `count` values of `bits` bits take, floor(248 / bits) values an element. */
export function elementsFor(count: number, bits: number): number {
  return Math.ceil(count / Math.floor(PACKED_BITS / bits));
}

/** Public signals of one input. */
export function signalsOf({ mode, count, bits }: Omit<StatementInput, 'name'>): number {
  return mode === 'committed' ? 1 : elementsFor(count, bits);
}

/** Public signals of a statement: the context, the inputs', the packed outputs. */
export function signalCount({ inputs, outputs }: StatementLayout): number {
  return inputs.reduce((sum, input) => sum + signalsOf(input), 1 + elementsFor(outputs.count, outputs.bits));
}
