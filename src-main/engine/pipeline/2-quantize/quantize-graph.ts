import type { IntegerGraph } from '../../graph/integer-graph.ts';
import type { LoweredGraph, LoweredNode } from '../../graph/lowered-graph.ts';
import type { Rational } from '../../graph/rational.ts';
import type { Range } from './calibrate.ts';
import { quantizeDivide, quantizeRoot } from './quantizer/quantize-divide.ts';
import { quantizeFunction } from './quantizer/quantize-function.ts';
import { quantizeLinear } from './quantizer/quantize-linear.ts';
import { inputPort, outputPort } from './quantizer/quantize-port.ts';
import { quantizeProduct } from './quantizer/quantize-product.ts';
import { quantizeRescale } from './quantizer/quantize-rescale.ts';
import { quantizeSum } from './quantizer/quantize-sum.ts';
import { quantizeConstant, quantizeMax, quantizeView } from './quantizer/quantize-view.ts';
import { quantizeCompare, quantizeFloor, quantizeOneHot, quantizeSort } from './quantizer/quantize-whole.ts';
import { Quantizer } from './quantizer/quantizer.ts';

export interface QuantizeOptions {
  activationBits: number;
  weightBits: number;
  inputBits: number;
  outputBits: number;
  /** Other widths for what single ONNX nodes make, by the node's name. */
  layers?: ReadonlyMap<string, LayerWidths>;
}

export interface LayerWidths {
  activationBits: number;
  weightBits: number;
}

export interface QuantizedGraph {
  graph: IntegerGraph;
  /** Real value of one unit, for every tensor of the integer graph that stands for one of the network. */
  scales: Map<string, Rational>;
}

/**
 * Chooses scales and rounds weights. Activations get the scale that their observed range asks for; the weight scale
 * is the slave: a channel's weights are multiplied so that the rescale behind them is a pure right shift. Where there
 * are no weights scales are powers of two, so that sums, joins and comparisons are exact. Sums, products and tables
 * stay as wide as they are until a reader needs them narrow.
 */
export function quantizeGraph(
  lowered: LoweredGraph,
  ranges: ReadonlyMap<string, Range>,
  options: QuantizeOptions,
): QuantizedGraph {
  const quantizer = new Quantizer(lowered, ranges, options);
  const inputs = lowered.inputs.map((input) => {
    const port = inputPort(input, quantizer);
    quantizer.addInput(port, input.elementType !== 'float');
    return port;
  });
  for (const node of lowered.nodes) {
    quantizer.begin(node);
    quantizeNode(node, quantizer);
  }
  const outputs = lowered.outputs.map((output) => outputPort(output, quantizer));
  const scales = new Map<string, Rational>();
  for (const [name, { tensor, scale }] of quantizer.held) {
    if (tensor === name && !quantizer.shifts.has(name)) scales.set(name, scale);
  }
  return { graph: { inputs, outputs, nodes: quantizer.nodes }, scales };
}

function quantizeNode(node: LoweredNode, quantizer: Quantizer): void {
  switch (node.kind) {
    case 'linear':
      return quantizeLinear(node, quantizer);
    case 'sum':
      return quantizeSum(node, quantizer);
    case 'product':
    case 'matmul':
      return quantizeProduct(node, quantizer);
    case 'rescale':
      return quantizeRescale(node, quantizer);
    case 'function':
      return quantizeFunction(node, quantizer);
    case 'max':
      return quantizeMax(node, quantizer);
    case 'divide':
      return quantizeDivide(node, quantizer);
    case 'root':
      return quantizeRoot(node, quantizer);
    case 'compare':
      return quantizeCompare(node, quantizer);
    case 'floor':
      return quantizeFloor(node, quantizer);
    case 'oneHot':
      return quantizeOneHot(node, quantizer);
    case 'sort':
      return quantizeSort(node, quantizer);
    case 'constant':
      return quantizeConstant(node, quantizer);
    case 'view':
      return quantizeView(node, quantizer);
  }
}
