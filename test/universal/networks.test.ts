import { expect, it } from 'vitest';
import { describeGraph } from '../../src-main/engine/proofs/sumcheck/reference/describe/describe-graph.ts';
import { Random } from '../circuits/support/random.ts';
import { conformanceNetworks } from '../support/conformance.ts';
import { integerNetwork } from './support/integer-network.ts';
import { refusal } from './support/both-verifiers.ts';
import { prove, randomInputs, SCALARS, universalCase } from './support/universal-case.ts';

/** Those that a few seconds suffice for; the long set takes larger ones. */
const BYTES = 20_000;
const LEAVES = 2 ** 11;

it('the universal system proves networks of a peer', { timeout: 300_000 }, async ({ skip }) => {
  const networks = conformanceNetworks();
  if (!networks) return skip('CONFORMANCE_DIR has no networks');
  let proven = 0;
  for (const { name, model } of networks.filter(({ bytes }) => bytes < BYTES)) {
    const graph = await integerNetwork(model).catch(() => undefined);
    if (!graph) continue;
    const { leafVariables } = describeGraph(SCALARS, graph).descriptor;
    if (2 ** leafVariables > LEAVES) continue;
    const one = universalCase(graph, randomInputs(graph, new Random(1)), { limbBits: 8 });
    expect(refusal(one, prove(one, one.slots)), name).toBeUndefined();
    proven += 1;
  }
  expect(proven).toBeGreaterThanOrEqual(20);
});
