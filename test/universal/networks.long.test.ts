import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeGraph } from '../../src-main/engine/proofs/sumcheck/reference/describe/describe-graph.ts';
import { Random } from '../circuits/support/random.ts';
import { conformanceNetworks } from '../support/conformance.ts';
import { refusal } from './support/both-verifiers.ts';
import { integerNetwork } from './support/integer-network.ts';
import { prove, randomInputs, SCALARS, universalCase } from './support/universal-case.ts';

/** The largest that the reference is meant for. */
const LEAVES = 2 ** 19;
/** No network may take the reference longer. */
const MINUTES = 10;

describe('the universal system proves', () => {
  const networks = conformanceNetworks() ?? [];
  const files = [
    ...networks.map(({ name, model }) => [name, model] as const),
    ['mnist', join(import.meta.dirname, '../../examples/mnist/mnist.onnx')] as const,
  ];
  const proven = new Set<string>();

  it.each(files)('%s', { timeout: MINUTES * 60_000 }, async (name, model) => {
    const graph = await integerNetwork(model).catch((error: Error) => {
      // What cannot be imported or calibrated on random numbers has tests of its own.
      process.stdout.write(`${name}: not imported, ${error.message}\n`);
    });
    if (!graph) return;
    const { leafVariables, variables } = describeGraph(SCALARS, graph).descriptor;
    if (2 ** leafVariables > LEAVES) {
      process.stdout.write(`${name}: too large for the reference, 2^${leafVariables} leaves\n`);
      return;
    }
    const started = performance.now();
    const one = universalCase(graph, randomInputs(graph, new Random(1)), { limbBits: 8 });
    const proof = prove(one, one.slots);
    const ended = performance.now();
    expect(refusal(one, proof)).toBeUndefined();
    proven.add(name);
    const seconds = [ended - started, performance.now() - ended].map((time) => (time / 1000).toFixed(1));
    process.stdout.write(
      `${name}: 2^${variables} cells, 2^${leafVariables} leaves, ${proof.length} bytes with rows in the clear, ${seconds.join(' s, verified twice in ')} s\n`,
    );
  });

  it('twenty of them at least, LeNet-5 among them', ({ skip }) => {
    if (networks.length === 0) return skip('CONFORMANCE_DIR has no networks');
    expect(proven.size).toBeGreaterThanOrEqual(20);
    expect([...proven]).toEqual(expect.arrayContaining(['lenet_5', 'mnist']));
  });
});
