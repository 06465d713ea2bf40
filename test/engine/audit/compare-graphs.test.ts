import { expect, test } from 'vitest';
import { compareGraphs, type GraphComparison } from '../../../src-main/engine/audit/compare-graphs.ts';
import { moveFloats } from '../../../src-main/engine/audit/move-floats.ts';
import type { IntegerGraph } from '../../../src-main/engine/graph/integer-graph.ts';
import type { LoweredGraph } from '../../../src-main/engine/graph/lowered-graph.ts';
import { decodeRecord, encodeRecord } from '../../../src-main/engine/graph/record.ts';
import { openReferenceNetwork } from '../../../src-main/engine/pipeline/1-import/reference-network.ts';
import { activationNames, calibrate } from '../../../src-main/engine/pipeline/2-quantize/calibrate.ts';
import {
  decodeChoices,
  encodeChoices,
  type QuantizationChoices,
} from '../../../src-main/engine/pipeline/2-quantize/quantization-choices.ts';
import { quantizeGraph } from '../../../src-main/engine/pipeline/2-quantize/quantize-graph.ts';
import { randomSamples } from '../../support/check-network.ts';
import { lowerModel } from '../../support/lower-model.ts';
import { type ModelInit, node, tensor, value } from '../../support/onnx-builder.ts';
import { Random } from '../../support/random.ts';
import { randomNetwork } from '../../support/random-networks.ts';

const SEED = Number(process.env.TEST_SEED ?? 11);
const ROUNDS = Number(process.env.TEST_ROUNDS ?? 12);
const WIDTHS = { activationBits: 8, weightBits: 8, inputBits: 8, outputBits: 16 };

interface Quantized {
  lowered: LoweredGraph;
  choices: QuantizationChoices;
  graph: IntegerGraph;
}

/** Quantizes as `quantize` does, and writes the choices down and reads them again. */
async function quantize(init: ModelInit, random: Random): Promise<Quantized> {
  const { simplified, lowered } = await lowerModel(init);
  const network = await openReferenceNetwork(simplified, activationNames(lowered), { threads: 2 });
  try {
    const ranges = await calibrate(lowered, network, randomSamples(lowered, random, 4), {});
    const layer = lowered.nodes[0]!.name;
    const layers = new Map([[layer, { activationBits: 7, weightBits: 6 }]]);
    const choices = { options: { ...WIDTHS, layers }, ranges };
    const { graph } = quantizeGraph(lowered, ranges, choices.options);
    return { lowered, graph, choices: decodeChoices(encodeChoices(choices)) };
  } finally {
    await network.release();
  }
}

const remake = (lowered: LoweredGraph, { ranges, options }: QuantizationChoices) =>
  quantizeGraph(lowered, ranges, options).graph;

const copyOf = (graph: IntegerGraph) => decodeRecord(encodeRecord({ modelHash: '00', graph })).graph;

const differences = ({ structure, weights, tables, constants }: GraphComparison) =>
  structure.length + weights.different + tables.different + constants.different;

/** Every array of integers in a graph. */
function arraysOf({ nodes }: IntegerGraph): Float64Array[] {
  return nodes
    .flatMap((entry) => {
      switch (entry.kind) {
        case 'linear':
          return [entry.weights, entry.bias];
        case 'rescale':
          return entry.lookup ? [entry.lookup.entries] : [];
        case 'sum':
          return [entry.bias];
        case 'constant':
          return [entry.values];
        default:
          return [];
      }
    })
    .filter((values) => values.length > 0);
}

test(`random networks come out the same from their choices, and one integer more or less is found (seed ${SEED})`, async () => {
  const random = new Random(SEED);
  for (let round = 0; round < ROUNDS; round++) {
    const { lowered, choices, graph } = await quantize(randomNetwork(random), random);
    const again = remake(lowered, choices);
    expect(Buffer.compare(encodeOf(graph), encodeOf(again)), `round ${round}`).toBe(0);
    expect(differences(compareGraphs(graph, again, []))).toBe(0);
    const changed = copyOf(graph);
    const arrays = arraysOf(changed);
    if (arrays.length === 0) continue;
    const values = random.pick(arrays);
    values[random.integer(0, values.length - 1)]! += random.boolean() ? 1 : -1;
    expect(differences(compareGraphs(changed, again, [])), `round ${round}`).toBe(1);
  }
});

const encodeOf = (graph: IntegerGraph) => encodeRecord({ modelHash: '00', graph });

const DENSE: ModelInit = {
  inputs: [value('x', [1, 2])],
  outputs: ['y'],
  nodes: [node('MatMul', ['x', 'w'], 'h'), node('Relu', ['h'], 'y')],
  constants: [tensor('w', [2, 2], [1, 0.16, -0.3, 0.05])],
};
const DENSE_RANGES = new Map([
  ['x', { low: -1, high: 1 }],
  ['h', { low: -1, high: 1 }],
  ['y', { low: 0, high: 1 }],
]);

/** The network with another second weight. */
function withWeight(lowered: LoweredGraph, weight: number): LoweredGraph {
  const nodes = lowered.nodes.map((entry) =>
    entry.kind === 'linear' ? { ...entry, weights: entry.weights.with(1, weight) } : entry,
  );
  return { ...lowered, nodes };
}

function secondWeight({ nodes }: IntegerGraph): number {
  const linear = nodes.find(({ kind }) => kind === 'linear');
  if (linear?.kind !== 'linear') throw new Error('there is no linear node');
  return linear.weights[1]!;
}

test('a value on the edge between two integers may be either of them, and no other', async () => {
  const { lowered } = await lowerModel(DENSE);
  const choices = { options: WIDTHS, ranges: DENSE_RANGES };
  const at = (weight: number) => remake(withWeight(lowered, weight), choices);
  // The two floats between which the rounding turns, closer to each other than floats of machines.
  let [low, high] = [0.16, 0.18];
  expect(secondWeight(at(low))).toBeLessThan(secondWeight(at(high)));
  while (high - low > 1e-10) {
    const middle = (low + high) / 2;
    if (secondWeight(at(middle)) === secondWeight(at(low))) low = middle;
    else high = middle;
  }
  const [below, above] = [at(low), at(high)];
  const edges = [1 - 2 ** -22, 1 + 2 ** -22].map((factor) =>
    remake(moveFloats(withWeight(lowered, low), factor), choices),
  );
  expect(compareGraphs(above, below, edges).weights).toMatchObject({ different: 0, onEdge: 1 });
  expect(compareGraphs(above, below, []).weights).toMatchObject({ different: 1, onEdge: 0 });
  const beyond = copyOf(above);
  const linear = beyond.nodes.find(({ kind }) => kind === 'linear');
  if (linear?.kind === 'linear') linear.weights[1]! += 1;
  expect(compareGraphs(beyond, below, edges).weights).toMatchObject({ different: 1, onEdge: 0 });
});

test('other ports, nodes and shapes are told, and values are then not compared', async () => {
  const { graph, lowered, choices } = await quantize(randomNetwork(new Random(SEED + 1)), new Random(SEED));
  const again = remake(lowered, choices);
  const port = copyOf(graph);
  port.outputs[0]!.bits += 1;
  expect(compareGraphs(port, again, []).structure[0]).toContain('outputs');
  const shorter = { ...copyOf(graph), nodes: graph.nodes.slice(0, -1) };
  const { structure, weights } = compareGraphs(shorter, again, []);
  expect(structure[0]).toContain('nodes');
  expect(weights.count).toBe(0);
  const renamed = copyOf(graph);
  renamed.nodes[0]!.output = `${renamed.nodes[0]!.output}!`;
  expect(compareGraphs(renamed, again, []).structure[0]).toContain('node 0');
});
