import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { HDNodeWallet } from 'ethers';
import { expect } from 'vitest';
import type { CallResult } from '../../../src-main/api/contract.ts';
import { REGISTRY } from '../../../src-main/engine/chain/contract-bindings.ts';
import { predictAddresses } from '../../../src-main/engine/chain/deploy-contracts.ts';
import { startLocalChain, type LocalChain } from '../../../src-main/engine/chain/start-local-chain.ts';
import { startRpcProxy, type RpcProxy, type RpcRequest } from '../../engine/publish/support/rpc-proxy.ts';
import { prepareWorkspace } from './prepared-workspace.ts';
import { runProgram, succeed } from './run-program.ts';
import { writeTinyModel } from './tiny-model.ts';

const ACCOUNT = HDNodeWallet.fromPhrase('test test test test test test test test test test test junk');
export const ENVIRONMENT = { PROOFPRESS_PRIVATE_KEY: ACCOUNT.privateKey };

/** When the process that publishes is killed. */
export type KillPoint =
  /** At the request with this number, before or after the node has seen it; `method`: counted among those alone. */
  | { at: number; method?: string; when: 'before' | 'after' }
  /** While it waits for the transaction with this number, which is mined meanwhile, not mined yet, or dropped. */
  | { waitingFor: number; meanwhile: 'mined' | 'pending' | 'dropped' };

export interface Killed {
  /** What the run after it said. */
  result: CallResult<'publishModel'>;
  /** What the node was asked in the run that was killed. */
  methods: string[];
}

/** Makes a workspace with a model that has its keys; the network and its samples lie beside it. */
export async function makeWorkspace(folder: string): Promise<string> {
  const workspace = join(folder, 'made');
  await writeTinyModel(folder);
  await prepareWorkspace(workspace);
  return workspace;
}

/**
 * Publishes from a copy of a workspace on a new chain, kills the process (SIGKILL) at a point, publishes again in another
 * one, and looks at what is on the chain: the contracts at their addresses, the model once, and not a transaction too many.
 */
export async function killAndPublishAgain(
  made: string,
  name: string,
  point: KillPoint | undefined,
): Promise<Killed> {
  const workspace = `${made} ${name}`;
  await cp(made, workspace, { recursive: true });
  const chain = await startLocalChain();
  const proxy = await startRpcProxy(chain.url);
  try {
    const args = ['publish', 'tiny', '--rpc', proxy.url, '--no-golden', '-w', workspace];
    if (point) {
      const killed = await runProgram([...args, '--json'], {
        env: ENVIRONMENT,
        during: (kill) => Promise.resolve(arm(proxy, chain, point, () => kill('SIGKILL'))),
      });
      expect(
        { status: killed.status, stdout: killed.stdout, stderr: killed.stderr },
        JSON.stringify(point),
      ).toEqual({
        status: null,
        stdout: '',
        stderr: '',
      });
    }
    const methods = [...proxy.methods];
    proxy.decide = () => 'pass';
    if (point && 'waitingFor' in point) {
      if (point.meanwhile === 'dropped') await chain.provider.send('anvil_dropAllTransactions', []);
      if (point.meanwhile === 'mined') await chain.provider.send('evm_mine', []);
      await chain.provider.send('evm_setAutomine', [true]);
      // What waits is mined with the next transaction or block.
      if (point.meanwhile === 'pending') {
        // The second run may have ended, and the chain with it, before.
        setTimeout(() => void chain.provider.send('evm_mine', []).catch(() => undefined), 300);
      }
    }
    const result = await succeed<CallResult<'publishModel'>>(args, { env: ENVIRONMENT });
    await expectPublishedOnce(chain, result, JSON.stringify(point));
    return { result, methods: point ? methods : [...proxy.methods] };
  } finally {
    await proxy.close();
    await chain.stop();
  }
}

function arm(proxy: RpcProxy, chain: LocalChain, point: KillPoint, kill: () => void): void {
  let counted = 0;
  let looks = 0;
  proxy.decide = async ({ method }: RpcRequest) => {
    if ('at' in point) {
      if (point.method !== undefined && point.method !== method) return 'pass';
      if (counted++ !== point.at) return 'pass';
      kill();
      return point.when === 'before' ? 'break-before' : 'break-after';
    }
    if (method === 'eth_sendRawTransaction' && counted++ === point.waitingFor) {
      await chain.provider.send('evm_setAutomine', [false]);
    }
    if (counted > point.waitingFor && method === 'eth_getTransactionReceipt' && looks++ === 4) {
      kill();
      return 'break-before';
    }
    return 'pass';
  };
}

async function expectPublishedOnce(
  { provider }: LocalChain,
  { modelId, registry, verifier, router }: CallResult<'publishModel'>,
  where: string,
): Promise<void> {
  const addresses = predictAddresses();
  expect({ registry, verifier, router }, where).toEqual({
    registry: addresses.registry,
    verifier: addresses.verifier,
    router: addresses.router,
  });
  const topics = REGISTRY.abi.encodeFilterTopics('ModelRegistered', [BigInt(modelId)]);
  expect(await provider.getLogs({ address: registry, topics, fromBlock: 0 }), where).toHaveLength(1);
  // Three deployments and the registration: each exactly once, and nothing else.
  expect(await provider.getTransactionCount(ACCOUNT.address, 'pending'), where).toBe(4);
  expect(await provider.getTransactionCount(ACCOUNT.address, 'latest'), where).toBe(4);
}
