import { type DensePart, denseSum, isZero } from './dense-sum.ts';
import type { Builder, Value } from './builder.ts';
import type { Activation } from './recurrent-activations.ts';

/** What a cell carries from step to step: [batch, hidden] each. */
export interface State {
  hidden: Value;
  /** LSTM only. */
  cell?: Value;
}

/** The constants of one direction. */
export interface CellWeights {
  hiddenSize: number;
  inputSize: number;
  /** [gates * hidden, input], [gates * hidden, hidden] and both biases, [2 * gates * hidden]. */
  input: Float64Array;
  recurrence: Float64Array;
  bias: Float64Array;
  /** LSTM: input, output and forget gate, [3 * hidden]. */
  peepholes?: Float64Array;
}

export interface CellOptions {
  builder: Builder;
  weights: CellWeights;
  /** Of the gates, then of the candidate, then of the LSTM's output. */
  activations: Activation[];
  linearBeforeReset: boolean;
  inputForget: boolean;
}

/** One step: from the input [batch, input] and the state to the next state. */
export type Cell = (options: CellOptions, input: Value, state: State) => State;

export const CELLS: Record<string, { gates: number; defaults: string[]; cell: Cell }> = {
  RNN: { gates: 1, defaults: ['Tanh'], cell: plainCell },
  GRU: { gates: 3, defaults: ['Sigmoid', 'Tanh'], cell: gruCell },
  LSTM: { gates: 4, defaults: ['Sigmoid', 'Tanh', 'Tanh'], cell: lstmCell },
};

function plainCell(options: CellOptions, input: Value, { hidden }: State): State {
  return { hidden: options.activations[0]!(preActivation(options, 0, 1, input, hidden)) };
}

/** Gates in the order update, reset, candidate. */
function gruCell(options: CellOptions, input: Value, { hidden }: State): State {
  const { builder, weights, linearBeforeReset } = options;
  const [gate, activation] = options.activations as [Activation, Activation];
  const update = gate(preActivation(options, 0, 3, input, hidden));
  const reset = () => gate(preActivation(options, 1, 3, input, hidden));
  let before: Value;
  if (linearBeforeReset) {
    const { hiddenSize, bias } = weights;
    const recurrent = denseSum(builder, [recurrentPart(weights, 2, hidden)], sliceGate(bias, 5, hiddenSize));
    const fromInput = denseSum(builder, [inputPart(weights, 2, input)], sliceGate(bias, 2, hiddenSize));
    before = isZero(recurrent) ? fromInput : builder.add(fromInput, builder.product(reset(), recurrent));
  } else {
    const kept = isZero(hidden) ? hidden : builder.product(reset(), hidden);
    before = preActivation(options, 2, 3, input, kept);
  }
  const candidate = activation(before);
  const difference = isZero(hidden)
    ? builder.product(candidate, builder.scalar(-1))
    : builder.subtract(hidden, candidate);
  return { hidden: builder.add(candidate, builder.product(update, difference)) };
}

/** Gates in the order input, output, forget, cell. */
function lstmCell(options: CellOptions, input: Value, { hidden, cell }: State): State {
  const { builder, inputForget } = options;
  const [gate, candidateActivation, outputActivation] = options.activations as [
    Activation,
    Activation,
    Activation,
  ];
  const old = cell!;
  const inputGate = gate(preActivation(options, 0, 4, input, hidden, { peephole: 0, cell: old }));
  const candidate = candidateActivation(preActivation(options, 3, 4, input, hidden));
  const fresh = builder.product(inputGate, candidate);
  let next = fresh;
  if (!isZero(old)) {
    const forget = inputForget
      ? builder.not(inputGate)
      : gate(preActivation(options, 2, 4, input, hidden, { peephole: 2, cell: old }));
    next = builder.add(builder.product(forget, old), fresh);
  }
  const outputGate = gate(preActivation(options, 1, 4, input, hidden, { peephole: 1, cell: next }));
  return { hidden: builder.product(outputGate, outputActivation(next)), cell: next };
}

/** W x + R h + P c + both biases of one gate, as one linear map. */
function preActivation(
  { builder, weights }: CellOptions,
  gate: number,
  gates: number,
  input: Value,
  hidden: Value,
  peephole?: { peephole: number; cell: Value },
): Value {
  const { hiddenSize, bias, peepholes } = weights;
  const recurrentBias = sliceGate(bias, gates + gate, hiddenSize);
  const both = sliceGate(bias, gate, hiddenSize).map((entry, index) => entry + recurrentBias[index]!);
  const parts = [inputPart(weights, gate, input), recurrentPart(weights, gate, hidden)];
  if (peephole && peepholes) {
    const diagonal = new Float64Array(hiddenSize * hiddenSize);
    sliceGate(peepholes, peephole.peephole, hiddenSize).forEach((weight, index) => {
      diagonal[index * (hiddenSize + 1)] = weight;
    });
    parts.push({ value: peephole.cell, weights: diagonal });
  }
  return denseSum(builder, parts, both);
}

function inputPart({ input, inputSize, hiddenSize }: CellWeights, gate: number, value: Value): DensePart {
  return { value, weights: sliceGate(input, gate, hiddenSize * inputSize) };
}

function recurrentPart({ recurrence, hiddenSize }: CellWeights, gate: number, value: Value): DensePart {
  return { value, weights: sliceGate(recurrence, gate, hiddenSize * hiddenSize) };
}

function sliceGate(values: Float64Array, gate: number, size: number): Float64Array {
  return values.slice(gate * size, (gate + 1) * size);
}
