import {
  inputsOf,
  type IntegerGraph,
  type IntegerNode,
  type IntegerView,
} from '../../../graph/integer-graph.ts';
import { product } from '../../../graph/linear-map.ts';
import { resultSize } from '../../../graph/tensor-size.ts';

/** A node, no view, that reads a tensor, itself or through views. */
export interface Reading {
  /** Undefined where the tensor is an output of the graph. */
  node: Exclude<IntegerNode, IntegerView> | undefined;
  /** How often an element comes in what the node reads, on average: a view may repeat elements and leave some out. */
  times: number;
}

/** Who reads which tensor. */
export class GraphReaders {
  readonly #direct = new Map<string, { node: IntegerNode; input: number }[]>();
  readonly #outputs: Set<string>;
  readonly #sizes = new Map<string, number>();
  readonly #readings = new Map<string, Reading[]>();
  /** For each view with a map, how often an element of each input comes. */
  readonly #uses = new Map<IntegerView, number[]>();

  constructor(graph: IntegerGraph) {
    this.#outputs = new Set(graph.outputs.map(({ name }) => name));
    for (const { name, shape } of graph.inputs) this.#sizes.set(name, product(shape));
    for (const node of graph.nodes) {
      const names = inputsOf(node);
      const sizes = names.map((name) => this.#sizes.get(name)!);
      this.#sizes.set(node.output, resultSize(node, sizes));
      names.forEach((name, input) => {
        const readers = this.#direct.get(name);
        if (readers === undefined) this.#direct.set(name, [{ node, input }]);
        else readers.push({ node, input });
      });
    }
  }

  /** Every reading of a tensor; a node that reads it twice comes twice. */
  of(tensor: string): readonly Reading[] {
    let readings = this.#readings.get(tensor);
    if (readings === undefined) {
      readings = this.#outputs.has(tensor) ? [{ node: undefined, times: 1 }] : [];
      for (const { node, input } of this.#direct.get(tensor) ?? []) {
        if (node.kind !== 'view') readings.push({ node, times: 1 });
        else readings.push(...this.#through(node, input));
      }
      this.#readings.set(tensor, readings);
    }
    return readings;
  }

  /** Whether nobody but one rescale reads a tensor. */
  isReadOnlyByRescale(tensor: string): boolean {
    const [reading, ...others] = this.of(tensor);
    return others.length === 0 && reading?.node?.kind === 'rescale' && reading.times <= 1;
  }

  #through(view: IntegerView, input: number): Reading[] {
    const uses = this.#usesOf(view)[input]!;
    if (uses === 0) return [];
    return this.of(view.output).map(({ node, times }) => ({ node, times: times * uses }));
  }

  #usesOf(view: IntegerView): number[] {
    let uses = this.#uses.get(view);
    if (uses === undefined) {
      const sizes = view.inputs.map((name) => this.#sizes.get(name)!);
      uses = view.map === undefined ? [1] : countUses(view.map, sizes);
      this.#uses.set(view, uses);
    }
    return uses;
  }
}

function countUses(map: Int32Array, sizes: readonly number[]): number[] {
  const ends: number[] = [];
  for (const size of sizes) ends.push((ends.at(-1) ?? 0) + size);
  const counts = new Float64Array(sizes.length);
  let input = 0;
  for (const source of map) {
    // Neighbours mostly come from one input.
    while (source >= ends[input]!) input += 1;
    while (input > 0 && source < ends[input - 1]!) input -= 1;
    counts[input]! += 1;
  }
  return sizes.map((size, index) => counts[index]! / size);
}
