import { test } from 'vitest';
import { killServer } from './support/kill-server.ts';
import { marketBench } from './support/market-bench.ts';

const KILLS = Number(process.env.TEST_ROUNDS ?? 10);

const bench = marketBench({ isPaused: true });

test('a server is killed again and again while it answers fifty requests: each once, with one transaction', async () => {
  await killServer(bench, 50, KILLS);
});
