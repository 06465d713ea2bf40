import { describe, it } from 'vitest';
import { NETWORKS } from '../../bench/models/networks.ts';
import { recordOf } from '../../bench/universal/record-of.ts';
import { Random } from '../circuits/support/random.ts';
import { expectExactWork } from './support/expect-exact-work.ts';

/** Those of docs/protocol/universal-cost.md that the reference can take. */
describe('the work model says what the reference does', () => {
  it.each(['lenet-5', 'cnn-264k', 'transformer-block'])('for %s', async (name) => {
    const graph = await recordOf(NETWORKS.find((network) => network.name === name)!);
    expectExactWork(graph, new Random(1), { rowVariables: 18, limbBits: 8 });
  });
});
