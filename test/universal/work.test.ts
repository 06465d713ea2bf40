import { describe, it } from 'vitest';
import { Random } from '../circuits/support/random.ts';
import { expectExactWork } from './support/expect-exact-work.ts';
import { primitiveCases } from './support/primitive-cases.ts';

const SEED = Number(process.env.TEST_SEED ?? 1);

describe('the work model says what the reference does', () => {
  it.each(primitiveCases())('for %s', (_, graph) =>
    expectExactWork(graph, new Random(SEED), { rowVariables: 12 }),
  );
});
