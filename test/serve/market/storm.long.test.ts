import { expect, test } from 'vitest';
import { marketBench } from './support/market-bench.ts';
import { storm } from './support/market-storm.ts';

const ROUNDS = Number(process.env.TEST_ROUNDS ?? 1);
const REQUESTS = 50;

const bench = marketBench();

test('fifty requests: reorganizations, restarts, full blocks, a node that breaks off; fulfilled once or refunded, to the wei', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const result = await storm(bench, REQUESTS);
    process.stdout.write(`${JSON.stringify(result)}\n`);
    expect(result.fulfilled + result.refunded).toBe(REQUESTS);
  }
});
