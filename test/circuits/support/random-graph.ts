import type { IntegerGraph, IntegerNode, IntegerPort } from '../../../src-main/engine/graph/integer-graph.ts';
import { staticIntervals } from '../../../src-main/engine/graph/intervals.ts';
import { linearMap, product } from '../../../src-main/engine/graph/linear-map.ts';
import type { LinearForm } from '../../../src-main/engine/graph/linear-map.ts';
import { graphOf, linear, max, port, rescale, window2d } from './integer-nodes.ts';
import { randomPrimitive } from './random-primitive.ts';
import type { Random } from './random.ts';

export interface RandomGraphOptions {
  nodes: number;
  /** Side of the square inputs. */
  side: number;
  /** Widths that inputs and rescales draw from. */
  bits: readonly number[];
  /** Largest absolute weight. */
  weight: number;
  maxShift: number;
  /** Width of the outputs; no accumulator grows beyond it. */
  outputBits: number;
}

export interface Tensor {
  name: string;
  channels: number;
  spatial: [number, number];
}

/** Nodes one behind the other, and the tensor that the last one makes. */
export interface NextNodes {
  nodes: IntegerNode[];
  tensor: Tensor;
}

/** Elements of one tensor; one-hot rows and views would make more and more. */
const LARGEST_TENSOR = 100;

/**
 * A graph of every primitive in any order: dense, grouped, padded, dilated convolutions, sum pools, sparse maps, windows
 * that overlap and are padded, shifts a channel or a tensor, accumulators read by pools, linear maps and outputs,
 * tensors that are read twice or never, one or two inputs, one to three outputs; sums, products, tables, quotients,
 * roots, comparisons, one-hot rows, sorted rows, constants, views that broadcast, slice and concatenate.
 */
export function randomGraph(random: Random, options: RandomGraphOptions): IntegerGraph {
  const inputs: IntegerPort[] = [];
  const tensors: Tensor[] = [];
  for (let index = random.integer(0, 1); index >= 0; index--) {
    const spatial: [number, number] = [random.integer(1, options.side), random.integer(1, options.side)];
    const channels = random.integer(1, 3);
    const name = `input${index}`;
    inputs.push(port(name, [1, channels, ...spatial], random.pick(options.bits), random.chance(0.5)));
    tensors.push({ name, channels, spatial });
  }
  const nodes: IntegerNode[] = [];
  const limit = 1n << BigInt(options.outputBits - 1);
  while (nodes.length < options.nodes) {
    const source = random.chance(0.6) ? tensors.at(-1)! : random.pick(tensors);
    const next = random.chance(0.5)
      ? randomNode(random, source, `t${nodes.length}`, options)
      : randomPrimitive(random, source, tensors, `t${nodes.length}`, {
          ...options,
          intervals: staticIntervals(graphOf(inputs, nodes, [])),
        });
    if (!next || next.tensor.channels * product(next.tensor.spatial) > LARGEST_TENSOR) continue;
    const intervals = staticIntervals(graphOf(inputs, [...nodes, ...next.nodes], []));
    const isTooWide = next.nodes.some(({ output }) => {
      const { low, high } = intervals.get(output)!;
      return low.some((value) => value < -limit) || high.some((value) => value >= limit);
    });
    if (isTooWide) continue;
    nodes.push(...next.nodes);
    tensors.push(next.tensor);
  }
  const produced = tensors.slice(inputs.length);
  const outputs = new Set([produced.at(-1)!, random.pick(tensors), random.pick(produced)]);
  return graphOf(
    inputs,
    nodes,
    [...outputs].map(({ name, channels, spatial }) => {
      // An output that is an input keeps all its values.
      const { bits, signed } = inputs.find((input) => input.name === name) ?? { bits: 0, signed: true };
      return port(name, [1, channels, ...spatial], Math.max(bits, options.outputBits), signed);
    }),
  );
}

function randomNode(
  random: Random,
  source: Tensor,
  name: string,
  options: RandomGraphOptions,
): NextNodes | undefined {
  const { channels, spatial } = source;
  const area = spatial[0] * spatial[1];
  const kind = random.pick(['dense', 'convolution', 'sumPool', 'sparse', 'rescale', 'rescale', 'max', 'max']);
  const weigh = (form: LinearForm, tensor: Omit<Tensor, 'name'>, uniform = false) => {
    const map = linearMap(form);
    // All weights of one sign on unsigned values give accumulators that are never negative; zeros give constants.
    const [low, high] = random.pick([
      [-options.weight, options.weight],
      [-options.weight, options.weight],
      [0, options.weight],
      [-options.weight, 0],
      [0, 0],
    ] as const);
    const weights = uniform
      ? new Float64Array(map.weightCount).fill(1)
      : random.list(map.weightCount, low, high);
    const reach = random.pick([0, 3, 40]);
    const bias = random.list(map.channels, -reach, reach);
    return { nodes: [linear(source.name, name, form, weights, bias)], tensor: { name, ...tensor } };
  };
  switch (kind) {
    case 'dense': {
      const outputs = random.integer(1, 4);
      const form = { kind: 'dense', rows: 1, inputs: channels * area, outputs } as const;
      return weigh(form, { channels: outputs, spatial: [1, 1] });
    }
    case 'convolution':
    case 'sumPool': {
      const form = window2d(
        spatial,
        random.integer(1, 3),
        random.integer(1, 2),
        random.integer(0, 1),
        random.integer(1, 2),
      );
      if (form.outputSpatial.some((length) => length < 1)) return undefined;
      const groups = kind === 'sumPool' || random.chance(0.3) ? channels : 1;
      const outputChannels = kind === 'sumPool' ? channels : groups * random.integer(1, groups === 1 ? 3 : 2);
      const tensor = { channels: outputChannels, spatial: form.outputSpatial as [number, number] };
      return weigh(
        { kind: 'convolution', inputChannels: channels, outputChannels, groups, ...form },
        tensor,
        kind === 'sumPool',
      );
    }
    case 'sparse': {
      const outputs = random.integer(1, 3);
      const rowPointer = [0];
      const column: number[] = [];
      for (let channel = 0; channel < outputs; channel++) {
        for (let terms = random.integer(0, 3); terms > 0; terms--) {
          // A column may come twice in one row.
          column.push(random.integer(0, channels * area - 1));
        }
        rowPointer.push(column.length);
      }
      const form = {
        kind: 'sparse',
        inputs: channels * area,
        channels: outputs,
        rowPointer,
        column,
      } as const;
      return weigh(form, { channels: outputs, spatial: [1, 1] });
    }
    case 'rescale': {
      const perChannel = random.chance(0.5);
      const shift = () => random.integer(0, options.maxShift);
      const shifts = perChannel ? Array.from({ length: channels }, shift) : shift();
      const bits = random.pick(options.bits);
      const inner = perChannel ? area : random.pick([1, area, channels * area]);
      const node = rescale(source.name, name, random.pick(['relu', 'clamp']), bits, shifts, inner);
      return { nodes: [node], tensor: { ...source, name } };
    }
    case 'max': {
      const kernel = random.integer(1, 3);
      const pad = kernel > 1 ? random.integer(0, 1) : 0;
      const form = window2d(spatial, kernel, random.integer(1, kernel), pad);
      if (form.outputSpatial.some((length) => length < 1)) return undefined;
      const tensor = { name, channels, spatial: form.outputSpatial as [number, number] };
      return { nodes: [max(source.name, name, channels, form)], tensor };
    }
  }
}
