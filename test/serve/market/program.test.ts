import { expect, test } from 'vitest';
import type { CallResult } from '../../../src-main/api/contract.ts';
import { fail, succeed } from '../../cli/support/run-program.ts';
import { killServer } from './support/kill-server.ts';
import { FEE, marketBench } from './support/market-bench.ts';

const bench = marketBench({ isPaused: true });

test('a server is killed while it answers: each request once, and the books tell', async () => {
  await killServer(bench, 2, 1);
  const { markets } = await succeed<CallResult<'marketStatus'>>([
    'market',
    'status',
    '-w',
    bench.workspace.root,
  ]);
  expect(markets).toMatchObject([
    {
      chainId: '31337',
      market: bench.market,
      counts: { answered: 2 },
      earned: { '0x0000000000000000000000000000000000000000': String(2n * FEE) },
    },
  ]);
  expect(BigInt(markets[0]!.gasCost)).toBeGreaterThan(0n);
});

test('what --market cannot do without', async () => {
  const { root } = bench.workspace;
  const serve = (...args: string[]) => ['serve', 'tiny', '-w', root, ...args];
  const { url } = bench.chain;
  await fail(serve('--market', '--price', '1'), 'option-invalid');
  await fail(serve('--market', '--network', 'local', '--price', '1'), 'option-invalid');
  await fail(serve('--price', '1'), 'option-invalid');
  await fail(serve('--market', '--rpc', url, '--price', '1'), 'signer-invalid');
  const env = { PROOFPRESS_PRIVATE_KEY: bench.prover.privateKey };
  for (const options of [
    [],
    ['--price', '-1'],
    ['--price', '1 coin'],
    ['--price', '0.0000000000000000001'],
    ['--price', 'other=1'],
    ['--price', `1@${bench.market}`],
    ['--price', '1', '--max-gas-price', 'much'],
    ['--price', '1', '--payee', 'nobody'],
  ]) {
    await fail(serve('--market', '--rpc', url, ...options), 'option-invalid', { env });
  }
});
