import type { GraphValue } from './float-graph.ts';
import type { LinearForm, WindowForm } from './linear-map.ts';

/**
 * The network in the primitives of the integer graph, still with real weights. Tensors keep their ONNX names, so
 * that ranges measured by onnxruntime apply; the accumulators that lowering made up have a name with '#'.
 */
export type LoweredNode = LoweredLinear | LoweredRescale | LoweredMax | LoweredView;

interface LoweredBase {
  /** The ONNX node it came from. */
  name: string;
  operator: string;
  input: string;
  output: string;
}

export interface LoweredLinear extends LoweredBase {
  kind: 'linear';
  form: LinearForm;
  weights: Float64Array;
  /** One a channel. */
  bias: Float64Array;
}

/** Where accumulators become activations again; in the reals just the function. */
export interface LoweredRescale extends LoweredBase {
  kind: 'rescale';
  activation: 'identity' | 'relu';
  /** True where the result is (a view of) a graph output, which carries more bits. */
  isOutput: boolean;
}

export interface LoweredMax extends LoweredBase {
  kind: 'max';
  channels: number;
  window: WindowForm;
}

/** Static rewiring; as yet only a new shape over the same order of elements. */
export interface LoweredView extends LoweredBase {
  kind: 'view';
}

export interface LoweredGraph {
  inputs: GraphValue[];
  outputs: GraphValue[];
  shapes: ReadonlyMap<string, number[]>;
  nodes: LoweredNode[];
}
