import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { startProgram, type RunningProgram } from '../../../../bench/serve/start-program.ts';
import { MARKET } from '../../../../src-main/engine/chain/contract-bindings.ts';
import type { MadeRequest, MarketBench } from './market-bench.ts';

/**
 * `proofpress serve --market` is killed (SIGKILL) and started again while requests are made and answered. In the end each
 * is fulfilled once, and the prover has sent one transaction for each.
 */
export async function killServer(bench: MarketBench, requests: number, kills: number): Promise<void> {
  const { random, chain, prover, workspace } = bench;
  const start = (): Promise<RunningProgram> =>
    startProgram(
      workspace.root,
      ['tiny', '--market', '--rpc', chain.url, '--price', '0.005', '--from-block', '0'],
      { PROOFPRESS_PRIVATE_KEY: prover.privateKey },
    );
  const before = await chain.provider.getTransactionCount(prover.address);
  const made: MadeRequest[] = [];
  let program = await start();
  try {
    for (let round = 0; round <= kills; round++) {
      const share = Math.ceil((requests * (round + 1)) / (kills + 1));
      while (made.length < share) {
        const request = await bench.request();
        made.push(request);
        const response = await fetch(`${program.url}/v1/inputs/${request.request.inputCommitment}`, {
          method: 'PUT',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(request.input),
        });
        expect(response.status, await response.text()).toBe(200);
      }
      if (round === kills) break;
      await sleep(random.integer(0, 1500));
      process.kill(program.pid, 'SIGKILL');
      await program.stop();
      program = await start();
    }
    await bench.until(async () => {
      for (const request of made) if ((await bench.stateOf(request)) !== 'fulfilled') return false;
      return true;
    }, 300);
    for (const request of made) await bench.untilState(request, 'answered');
  } finally {
    await program.stop();
  }
  for (const { requestId } of made) {
    const topics = MARKET.abi.encodeFilterTopics('InferenceFulfilled', [requestId]);
    expect(await chain.provider.getLogs({ address: bench.market, topics, fromBlock: 0 })).toHaveLength(1);
  }
  expect((await chain.provider.getTransactionCount(prover.address)) - before).toBe(requests);
}
