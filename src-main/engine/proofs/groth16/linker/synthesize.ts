import { AppError } from '../../../../api/errors.ts';
import { type StatementLayout, signalCount } from '../../../chain/statement-layout.ts';
import type { IntegerValues } from '../../../graph/evaluate.ts';
import type { IntegerConstant, IntegerGraph, IntegerNode } from '../../../graph/integer-graph.ts';
import { type Intervals, staticIntervals } from '../../../graph/intervals.ts';
import { bind } from '../gadgets/bind.ts';
import type { FieldValue } from '../gadgets/gadget.ts';
import { type CircuitBackend, constantOf } from './circuit-backend.ts';
import { type CircuitTensor, combinationTensor, viewTensor } from './circuit-tensor.ts';
import { GraphReaders } from './graph-readers.ts';
import { synthesizeCompare } from './synthesize-compare.ts';
import { synthesizeDivide, synthesizeRoot } from './synthesize-divide.ts';
import { synthesizeInput } from './synthesize-input.ts';
import { synthesizeLinear } from './synthesize-linear.ts';
import { synthesizeMax } from './synthesize-max.ts';
import { synthesizeOneHot } from './synthesize-one-hot.ts';
import { synthesizeOutput } from './synthesize-output.ts';
import { synthesizeMatmul, synthesizeProduct } from './synthesize-product.ts';
import { synthesizeRescale } from './synthesize-rescale.ts';
import { synthesizeSort } from './synthesize-sort.ts';
import { synthesizeSum } from './synthesize-sum.ts';
import { WirePolicy } from './wire-policy.ts';

/** What a circuit is made from: the integer graph, and how its inputs and outputs stand in the statement. */
export interface CircuitProgram {
  graph: IntegerGraph;
  layout: StatementLayout;
}

/** What the prover knows; absent while only constraints are made. */
export interface Assignment {
  /** Every tensor of the graph, from the evaluator. */
  tensors: ReadonlyMap<string, IntegerValues>;
  /** One uniformly random field element for each committed input, by name. */
  salts: ReadonlyMap<string, bigint>;
}

/** What the parts of synthesis share. */
export interface SynthesisContext {
  backend: CircuitBackend;
  intervals: ReadonlyMap<string, Intervals>;
  readers: GraphReaders;
  wires: WirePolicy;
  tensors: Map<string, CircuitTensor>;
  /** Wires of constants that needed one. */
  constantWires: Map<bigint, number>;
  /** The layer whose rows are being made. */
  layer: string;
  /** The integer of one element; only a backend that computes a witness asks. */
  valueOf(tensor: string, element: number): FieldValue;
  saltOf(input: string): bigint;
}

/** Public signal 1 is ctx; those of the inputs and outputs follow (design: public signals). */
const CONTEXT_WIRE = 1;

/**
 * Walks the integer graph and emits its constraints, in an order that depends on nothing but the program.
 */
export function synthesize(program: CircuitProgram, backend: CircuitBackend, assignment?: Assignment): void {
  const { graph, layout } = program;
  const context = createContext(graph, backend, assignment);
  beginLayer('statement', context);
  backend.instantiate(bind, [], [CONTEXT_WIRE]);
  let publicWire = CONTEXT_WIRE + 1;
  graph.inputs.forEach((port, index) => {
    beginLayer(`input ${port.name}`, context);
    publicWire = synthesizeInput(port, layout.inputs[index]!, publicWire, context);
  });
  synthesizeNodes(graph, context);
  beginLayer('statement', context);
  publicWire = synthesizeOutput(graph, layout, publicWire, context);
  if (publicWire !== 1 + signalCount(layout)) {
    throw new AppError(
      'circuit-invalid',
      'The statement layout does not fit the graph.',
      'Compile the model again.',
    );
  }
}

/** Before anything is synthesized; the tensors of the inputs are still missing. */
export function createContext(
  graph: IntegerGraph,
  backend: CircuitBackend,
  assignment?: Assignment,
): SynthesisContext {
  const readers = new GraphReaders(graph);
  return {
    backend,
    intervals: staticIntervals(graph),
    readers,
    wires: new WirePolicy(readers),
    tensors: new Map(),
    constantWires: new Map(),
    layer: '',
    valueOf: (tensor, element) => assigned(assignment).tensors.get(tensor)![element]!,
    saltOf: (input) => assigned(assignment).salts.get(input)!,
  };
}

/** The nodes alone, once the tensors of all inputs are there. */
export function synthesizeNodes(graph: IntegerGraph, context: SynthesisContext): void {
  for (const node of graph.nodes) {
    beginLayer(node.name, context);
    context.tensors.set(node.output, synthesizeNode(node, graph, context));
  }
}

function beginLayer(layer: string, context: SynthesisContext): void {
  context.layer = layer;
  context.backend.beginLayer(layer);
}

function assigned(assignment: Assignment | undefined): Assignment {
  if (assignment) return assignment;
  throw new AppError('internal', 'A value was asked for while only constraints are made.', 'Report this.');
}

function synthesizeNode(node: IntegerNode, graph: IntegerGraph, context: SynthesisContext): CircuitTensor {
  switch (node.kind) {
    case 'linear':
      return synthesizeLinear(node, context);
    case 'sum':
      return synthesizeSum(node, context);
    case 'product':
      return synthesizeProduct(node, context);
    case 'matmul':
      return synthesizeMatmul(node, context);
    case 'rescale':
      return synthesizeRescale(node, context);
    case 'max':
      return synthesizeMax(node, graph, context);
    case 'divide':
      return synthesizeDivide(node, context);
    case 'root':
      return synthesizeRoot(node, context);
    case 'compare':
      return synthesizeCompare(node, context);
    case 'oneHot':
      return synthesizeOneHot(node, context);
    case 'sort':
      return synthesizeSort(node, context);
    case 'constant':
      return synthesizeConstant(node, context);
    case 'view': {
      const sources = node.inputs.map((input) => context.tensors.get(input)!);
      return viewTensor(sources, node.map);
    }
  }
}

function synthesizeConstant({ values }: IntegerConstant, context: SynthesisContext): CircuitTensor {
  const source = (element: number) => constantOf(BigInt(values[element]!));
  return combinationTensor(values.length, source, { terms: 1, isWired: false }, context);
}
