import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createEvaluator } from '../../../src-main/engine/graph/evaluate.ts';
import type { IntegerGraph } from '../../../src-main/engine/graph/integer-graph.ts';
import { intervalAt, staticIntervals } from '../../../src-main/engine/graph/intervals.ts';
import { product, windowTaps } from '../../../src-main/engine/graph/linear-map.ts';
import { quantizeInput } from '../../../src-main/engine/graph/quantize-input.ts';
import { decodeRecord } from '../../../src-main/engine/graph/record.ts';
import { quantizeStage } from '../../../src-main/engine/pipeline/2-quantize/quantize-stage.ts';
import { readSamples, sampleAt, type Samples } from '../../../src-main/engine/pipeline/2-quantize/samples.ts';
import { toField } from '../../../src-main/engine/proofs/bn254.ts';
import type { LinkedCircuit } from '../../../src-main/engine/proofs/groth16/linker/link-circuit.ts';
import type { Bracket } from '../../../src-main/engine/proofs/groth16/linker/max-tournament.ts';
import { windowTournament } from '../../../src-main/engine/proofs/groth16/linker/plan-max.ts';
import { importFile } from '../../support/import-file.ts';
import { expectHonest, link, programOf, randomInputs } from '../support/linker-bench.ts';
import { Random } from '../support/random.ts';
import { RowChecker } from '../support/row-checker.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const root = temporaryFolder();
const example = join(import.meta.dirname, '../../../examples/mnist');

/** LeNet-5 as the demo proves it, without keys. */
describe('LeNet-5', () => {
  let graph: IntegerGraph;
  let samples: Samples;
  let linked: LinkedCircuit;
  const program = () => programOf(graph, { image: 'committed' });

  beforeAll(async () => {
    const { folder, modelHash, inputs } = await importFile(join(example, 'mnist.onnx'), root);
    samples = await readSamples(join(example, 'samples.json'), inputs);
    const calibration = await readSamples(join(example, 'calibration.json'), inputs);
    const { weightBits } = await quantizeStage.run(
      {
        modelHash,
        simplifiedPath: join(folder, 'simplified.onnx'),
        calibration,
        evaluation: samples,
        limits: {},
      },
      { activationBits: 8, weightBits: 'auto', inputBits: 8, outputBits: 16 },
      folder,
      {},
    );
    expect(weightBits).toBe(6);
    graph = decodeRecord(new Uint8Array(await readFile(join(folder, 'record.json')))).graph;
    linked = await link(program());
  }, 120_000);

  it('fits a domain of 2^17, and is within a tenth of what its intervals ask for', () => {
    const { rowCount, publicCount } = linked.system;
    expect(rowCount + publicCount + 1).toBeLessThanOrEqual(2 ** 17);
    const floor = floorOf(linked.program.graph);
    expect(rowCount / floor).toBeLessThan(1.1);
  });

  it('has honest witnesses for digits and for noise', async () => {
    const random = new Random(17);
    const digit = new Map(
      graph.inputs.map((port) => [port.name, quantizeInput(port, sampleAt(samples, 3).get(port.name)!)]),
    );
    await expectHonest(program(), digit, random, linked);
    await expectHonest(program(), randomInputs(graph, random), random, linked);
  }, 120_000);

  it('has no wire that could have another value, but for those that stand beside a zero', async () => {
    const random = new Random(18);
    const { witness } = await expectHonest(program(), randomInputs(graph, random), random, linked);
    const values = witness.values.map((value) => toField(BigInt(value)));
    const checker = new RowChecker(linked.system);
    let free = 0;
    for (let round = 0; round < 4000; round++) {
      const wire = random.integer(1, values.length - 1);
      const value = values[wire]!;
      values[wire] = toField(value + 1n);
      const violated = checker.violates(wire, values);
      values[wire] = value;
      // The witness of a value that does not saturate is 0, and may be anything.
      if (!violated) {
        expect(value).toBe(0n);
        free += 1;
      }
    }
    // One wire in a hundred is such a witness.
    expect(free).toBeLessThan(80);
  }, 120_000);
});

/**
 * What no circuit that cuts numbers into bits goes below: a row for each bit of the exact interval of every value that
 * is rounded or whose sign decides (the difference of two candidates), a row for each bit of the inputs, and the hash. A
 * number with n possible values takes log2(n) rows by itself: k quadratic equations in k unknowns have at most 2^k
 * isolated solutions (Bezout).
 */
function floorOf(graph: IntegerGraph): number {
  const intervals = staticIntervals(graph);
  const tensors = createEvaluator(graph).run(randomInputs(graph, new Random(1)));
  let rows = 2 * 610;
  for (const { shape, bits } of graph.inputs) rows += product(shape) * bits;
  for (const node of graph.nodes) {
    if (node.kind === 'max') {
      const windows = windowTaps(node.window);
      const area = product(node.window.inputSpatial);
      const planOf = windowTournament(node, graph, intervals);
      for (let base = 0; base < node.channels * area; base += area) {
        for (const { offsets } of windows) {
          const elements = Array.from(offsets, (offset) => base + offset);
          rows += comparedBits(planOf(elements));
        }
      }
    } else if (node.kind === 'rescale') {
      for (let element = 0; element < tensors.get(node.input)!.length; element++) {
        const { low, high } = intervalAt(intervals.get(node.input)!, element);
        rows += (high - low).toString(2).length;
      }
    }
  }
  return rows;
}

/** A difference has a sign and `width` bits. */
function comparedBits(bracket: Bracket): number {
  if (typeof bracket === 'number') return 0;
  return comparedBits(bracket.a) + comparedBits(bracket.b) + bracket.width + 1;
}
