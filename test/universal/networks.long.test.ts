import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Random } from '../circuits/support/random.ts';
import { conformanceNetworks } from '../support/conformance.ts';
import { integerNetwork } from './support/integer-network.ts';
import { prove, randomInputs, refusal, universalCase } from './support/universal-case.ts';

/** The largest that the reference is meant for. */
const LEAVES = 2 ** 18;

describe('the universal system proves', () => {
  const networks = conformanceNetworks() ?? [];
  const files = [
    ...networks.map(({ name, model }) => [name, model] as const),
    ['mnist', join(import.meta.dirname, '../../examples/mnist/mnist.onnx')] as const,
  ];
  it.each(files)('%s', async (name, model) => {
    const graph = await integerNetwork(model).catch(() => undefined);
    // What cannot be imported or calibrated on random numbers has tests of its own.
    if (!graph) return;
    const started = performance.now();
    const one = universalCase(graph, randomInputs(graph, new Random(1)), { limbBits: 8 });
    const { leafVariables, variables } = one.key.descriptor;
    if (2 ** leafVariables > LEAVES) return;
    const proof = prove(one, one.slots);
    const proven = performance.now();
    expect(refusal(one, proof)).toBeUndefined();
    const seconds = [proven - started, performance.now() - proven].map((time) => (time / 1000).toFixed(1));
    process.stdout.write(
      `${name}: 2^${variables} cells, 2^${leafVariables} leaves, ${proof.length} bytes with rows in the clear, ${seconds.join(' s, verified in ')} s\n`,
    );
  });
});
