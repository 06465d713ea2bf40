import { totalmem } from 'node:os';
import { describe, expect, test } from 'vitest';
import type { IntegerGraph } from '../../../src-main/engine/graph/integer-graph.ts';
import { rational } from '../../../src-main/engine/graph/rational.ts';
import {
  type CircuitEstimate,
  type CircuitLimits,
  estimateCircuit,
  refuseTooLarge,
} from '../../../src-main/engine/proofs/groth16/estimate.ts';
import { link, programOf } from '../../circuits/support/linker-bench.ts';
import { appErrorOf } from './app-error.ts';

/** A dense layer with a ReLU of 8 bits behind it. */
function denseGraph(inputs: number, outputs: number): IntegerGraph {
  const scale = rational(1n, 1n);
  const form = { kind: 'dense', rows: 1, inputs, outputs } as const;
  return {
    inputs: [{ name: 'x', shape: [1, inputs], bits: 8, signed: true, scale }],
    outputs: [{ name: 'y', shape: [1, outputs], bits: 8, signed: false, scale }],
    nodes: [
      {
        ...{ kind: 'linear', name: 'dense', operator: 'Gemm', input: 'x', output: 'sum', form },
        weights: Float64Array.from({ length: inputs * outputs }, (_, index) => (index % 13) - 6),
        bias: new Float64Array(outputs),
      },
      {
        ...{ kind: 'rescale', name: 'relu', operator: 'Relu', input: 'sum', output: 'y' },
        ...{ table: 'relu', bits: 8, shifts: [4], inner: 1 },
      },
    ],
  };
}

describe('an estimate', () => {
  test.each([
    ['an input in the clear', 20, 10],
    ['an input that is committed to', 400, 10],
  ])('of the constraints is right to a tenth, with %s', async (_, inputs, outputs) => {
    const graph = denseGraph(inputs, outputs);
    const { system } = await link(programOf(graph));
    const { constraints } = estimateCircuit(graph);
    expect(Math.abs(constraints / system.rowCount - 1)).toBeLessThan(0.1);
  });

  test('grows with activations in everything, with weights only in terms and the time for them', () => {
    const narrow = estimateCircuit(denseGraph(64, 16));
    const wide = estimateCircuit(denseGraph(64, 512));
    for (const figure of [
      'constraints',
      'keyBytes',
      'memoryBytes',
      'diskBytes',
      'keySeconds',
      'proofSeconds',
    ] as const)
      expect(wide[figure], figure).toBeGreaterThan(narrow[figure]);
    expect(2 ** wide.domainPower).toBeGreaterThan(wide.constraints);

    const sparse = denseGraph(64, 512);
    const again = structuredClone(sparse);
    again.nodes.splice(0, 1, { ...sparse.nodes[0]!, output: 'other' }, { ...sparse.nodes[0]! });
    const heavier = estimateCircuit(again);
    expect(heavier.constraints).toBe(wide.constraints);
    expect(heavier.keyBytes).toBe(wide.keyBytes);
    expect(heavier.terms).toBe(wide.terms + 64 * 512);
    expect(heavier.keySeconds).toBeGreaterThan(wide.keySeconds);
  });
});

describe('a model that is too large', () => {
  const estimate: CircuitEstimate = {
    constraints: 1_234_567,
    domainPower: 21,
    terms: 5e7,
    keyBytes: 690e6,
    memoryBytes: 2.7e9,
    diskBytes: 4e9,
    keySeconds: 1200,
    proofSeconds: 13,
  };
  const refusal = (limits: CircuitLimits, changes: Partial<CircuitEstimate> = {}) =>
    appErrorOf(
      Promise.resolve().then(() => refuseTooLarge({ ...estimate, ...changes }, limits)),
      'model-too-large',
    );

  test('is refused with constraints, key, memory and time, the limit, and what to change', async () => {
    const error = await refusal({ bytes: 2e9 });
    expect(error.message).toBe(
      'The model is too large: about 1,200,000 constraints, a key of 690 MB, 2.7 GB of memory, 20 minutes to make the ' +
        'key and 13 s a proof, but 2.0 GB of memory may be used.',
    );
    for (const advice of ['inputs', 'activations', 'bits', 'machine']) expect(error.remedy).toContain(advice);
  });

  test('by time, by the largest domain, and by the memory that this machine has', async () => {
    expect((await refusal({ bytes: 3e9, seconds: 600 })).message).toMatch(/but it may take 600 s\.$/);
    expect((await refusal({ bytes: 1e15, seconds: 1e9 }, { domainPower: 29 })).message).toContain('2^28');
    expect((await refusal({}, { memoryBytes: 0.81 * totalmem() })).message).toContain(
      'of memory may be used',
    );
  });

  test('one that fits is not', () => {
    expect(() => refuseTooLarge(estimate, { bytes: 3e9, seconds: 1200 })).not.toThrow();
    expect(() => refuseTooLarge({ ...estimate, memoryBytes: 0.79 * totalmem() }, {})).not.toThrow();
  });
});
