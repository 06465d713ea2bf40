import { expect, test } from 'vitest';
import { marketBench } from './support/market-bench.ts';
import { storm } from './support/market-storm.ts';

const bench = marketBench();

test('reorganizations, restarts, full blocks and a node that breaks off: fulfilled once or refunded, to the wei', async () => {
  const result = await storm(bench, 6);
  process.stdout.write(`${JSON.stringify(result)}\n`);
  expect(result.fulfilled + result.refunded).toBeGreaterThan(0);
});
