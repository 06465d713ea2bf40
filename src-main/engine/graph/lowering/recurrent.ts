import type { FloatNode } from '../float-graph.ts';
import { Builder, type Value } from './builder.ts';
import {
  type LoweringContext,
  numberAttribute,
  type OperatorLowering,
  requireConstant,
  stringAttribute,
  UnsupportedError,
} from './operator-lowering.ts';
import { isRead } from './parameters.ts';
import { concatenate, slice } from './rearrange.ts';
import { type Activation, clipped, recurrentActivations } from './recurrent-activations.ts';
import { CELLS, type CellWeights, type State } from './recurrent-cells.ts';

/**
 * RNN, GRU and LSTM with constant weights, written out step by step: every direction, activation, clip, peephole and
 * initial state (known or computed), batches as rows. Sequences that end early are refused. (Operators with layout 1
 * do not run in onnxruntime.)
 */
export const recurrent: OperatorLowering = {
  operators: Object.keys(CELLS),
  lower(node, context) {
    const builder = new Builder(node, context);
    const input = builder.input(0);
    const [length = 1, batch = 1] = input.shape;
    refuseEarlyEnds(node, context, length);
    const directions = directionsOf(node);
    const activations = activationsOf(node, builder, context, directions.length);
    const runs = directions.map((isReverse, direction) =>
      run(
        { node, context, builder, direction, isReverse, batch, activations: activations[direction]! },
        input,
      ),
    );
    const steps = runs.map(({ hiddens }) => hiddens);
    if (isRead(node, context, 0)) {
      const inOrder = Array.from({ length }, (_, step) => steps.map((hiddens) => hiddens[step]!)).flat();
      builder.finish(stacked(builder, inOrder, context.shape(node.outputs[0]!)), 0);
    }
    [runs.map(({ last }) => last.hidden), runs.map(({ last }) => last.cell!)].forEach((states, index) => {
      if (!isRead(node, context, index + 1)) return;
      builder.finish(stacked(builder, states, context.shape(node.outputs[index + 1]!)), index + 1);
    });
  },
};

interface Direction {
  node: FloatNode;
  context: LoweringContext;
  builder: Builder;
  direction: number;
  isReverse: boolean;
  batch: number;
  activations: Activation[];
}

/** The hidden states in the order of the input, and the state after the last step. */
function run(of: Direction, input: Value): { hiddens: Value[]; last: State } {
  const { node, builder, isReverse, batch, activations } = of;
  const [length = 1, , inputSize = 1] = input.shape;
  const { cell } = CELLS[node.operator]!;
  const weights = weightsOf(of, inputSize);
  const options = {
    builder,
    weights,
    activations,
    linearBeforeReset: numberAttribute(node, 'linear_before_reset', 0) !== 0,
    inputForget: numberAttribute(node, 'input_forget', 0) !== 0,
  };
  let state: State = { hidden: initialState(of, 5, weights.hiddenSize) };
  if (node.operator === 'LSTM') state.cell = initialState(of, 6, weights.hiddenSize);
  const hiddens = new Array<Value>(length);
  for (let step = 0; step < length; step++) {
    const at = isReverse ? length - 1 - step : step;
    const x = builder.reshape(slice(builder, input, 0, { start: at, size: 1 }), [batch, inputSize]);
    state = cell(options, x, state);
    hiddens[at] = state.hidden;
  }
  return { hiddens, last: state };
}

function stacked(builder: Builder, values: readonly Value[], shape: number[]): Value {
  return builder.reshape(concatenate(builder, values, 0), shape);
}

function directionsOf(node: FloatNode): boolean[] {
  const direction = stringAttribute(node, 'direction', 'forward');
  return direction === 'bidirectional' ? [false, true] : [direction === 'reverse'];
}

/** The gates' activations are clipped; what the LSTM does with its cell state is not. */
function activationsOf(node: FloatNode, builder: Builder, context: LoweringContext, directions: number) {
  const { defaults } = CELLS[node.operator]!;
  const given = node.attributes.get('activations');
  const names =
    Array.isArray(given) && given.length > 0
      ? given.map(String)
      : Array.from({ length: directions }, () => defaults).flat();
  const clip = clipped(node, { builder, context });
  const all = recurrentActivations(node, { builder, context }, names);
  return Array.from({ length: directions }, (_, direction) =>
    all
      .slice(direction * defaults.length, (direction + 1) * defaults.length)
      .map((activation, index) => (index < 2 ? clip(activation) : activation)),
  );
}

function weightsOf({ node, context, direction }: Direction, inputSize: number): CellWeights {
  const { gates } = CELLS[node.operator]!;
  const ofDirection = (index: number, what: string) => {
    const { values, shape } = requireConstant(node, index, what, context);
    const size = values.length / shape[0]!;
    return values.slice(direction * size, (direction + 1) * size);
  };
  const recurrence = ofDirection(2, 'recurrence weights');
  const hiddenSize = requireConstant(node, 2, 'recurrence weights', context).shape[2]!;
  const isGiven = (index: number) => (node.inputs[index] ?? '') !== '';
  return {
    hiddenSize,
    inputSize,
    input: ofDirection(1, 'weights'),
    recurrence,
    bias: isGiven(3) ? ofDirection(3, 'bias') : new Float64Array(2 * gates * hiddenSize),
    ...(isGiven(7) ? { peepholes: ofDirection(7, 'peepholes') } : {}),
  };
}

function initialState({ builder, direction, batch }: Direction, index: number, hiddenSize: number): Value {
  const shape = [batch, hiddenSize];
  const given = builder.optionalInput(index);
  return given
    ? builder.reshape(slice(builder, given, 0, { start: direction, size: 1 }), shape)
    : builder.known(new Float64Array(batch * hiddenSize), shape);
}

function refuseEarlyEnds(node: FloatNode, context: LoweringContext, length: number): void {
  if ((node.inputs[4] ?? '') === '') return;
  const lengths = requireConstant(node, 4, 'sequence_lens', context).values;
  if (lengths.every((entry) => entry === length)) return;
  throw new UnsupportedError(
    `its sequences end early (sequence_lens ${[...lengths].join(', ')} of ${length})`,
    'Export the model with full sequences.',
  );
}
