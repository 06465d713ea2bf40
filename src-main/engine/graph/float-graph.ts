export type ElementType = 'float' | 'integer' | 'boolean';

/** The element type by its usual name. */
export type DataType =
  | 'float16'
  | 'float32'
  | 'float64'
  | 'int8'
  | 'int16'
  | 'int32'
  | 'int64'
  | 'uint8'
  | 'uint16'
  | 'uint32'
  | 'uint64'
  | 'bool';

/** A constant tensor, row-major. Integers above 2^53 lose their low bits: ONNX uses them only as "to the end" markers. */
export interface ConstantTensor {
  shape: number[];
  elementType: ElementType;
  values: Float64Array;
}

/** A tensor that flows in or out of the network. */
export interface GraphValue {
  name: string;
  shape: number[];
  elementType: ElementType;
}

export type AttributeValue = number | string | number[] | string[] | ConstantTensor;

export interface FloatNode {
  /** Unique; made up from operator and position where the exporter gave none. */
  name: string;
  operator: string;
  /** '' for the standard operator set. */
  domain: string;
  /** Tensor names; '' stands for an optional input that is left out. */
  inputs: string[];
  outputs: string[];
  attributes: ReadonlyMap<string, AttributeValue>;
}

/** The simplified network as onnxruntime wrote it: nodes in topological order, every shape known. */
export interface FloatGraph {
  opset: number;
  inputs: GraphValue[];
  outputs: GraphValue[];
  nodes: FloatNode[];
  constants: ReadonlyMap<string, ConstantTensor>;
  /** Shapes of all tensors that are not constants. */
  shapes: ReadonlyMap<string, number[]>;
  /** Element types of all tensors, constants included. */
  dataTypes: ReadonlyMap<string, DataType>;
}
