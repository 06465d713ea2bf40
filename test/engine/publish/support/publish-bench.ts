import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { id, type Signer } from 'ethers';
import { afterEach, beforeAll, beforeEach, expect } from 'vitest';
import type { LongWork } from '../../../../src-main/api/progress.ts';
import { REGISTRY } from '../../../../src-main/engine/chain/contract-bindings.ts';
import { connectChain } from '../../../../src-main/engine/chain/connect-chain.ts';
import { predictAddresses } from '../../../../src-main/engine/chain/deploy-contracts.ts';
import { encodeVerifyingKey } from '../../../../src-main/engine/chain/encode-verifying-key.ts';
import { signalCount, type StatementLayout } from '../../../../src-main/engine/chain/statement-layout.ts';
import { startLocalChain, type LocalChain } from '../../../../src-main/engine/chain/start-local-chain.ts';
import {
  publishModel,
  type PublishResult,
} from '../../../../src-main/engine/pipeline/6-publish/publish-model.ts';
import { LOCAL_PACE, type PublishPace } from '../../../../src-main/engine/pipeline/6-publish/publish-pace.ts';
import type { PublicationRecord } from '../../../../src-main/engine/store/journal/journal-types.ts';
import type { PublicationJournal } from '../../../../src-main/engine/store/journal/publication-journal.ts';
import { openWorkspace, type Workspace } from '../../../../src-main/engine/store/workspace.ts';
import { temporaryFolder } from '../../../circuits/support/temporary-folder.ts';
import { makeTrapdoorKey } from '../../../contracts/support/trapdoor-key.ts';
import { startRpcProxy, type RpcProxy } from './rpc-proxy.ts';

const LAYOUT: StatementLayout = {
  inputs: [{ name: 'x', mode: 'public', count: 1, bits: 8, signed: true }],
  outputs: { count: 1, bits: 16, signed: true },
};

/** Fast looks, so that a test does not wait; generous where only a broken machine would be slow. */
export const TEST_PACE: PublishPace = {
  ...LOCAL_PACE,
  pollMilliseconds: 10,
  stuckMilliseconds: 100,
  stuckBlocks: 1,
  gapMilliseconds: 300,
  patienceMilliseconds: 60_000,
};

export interface PublishBench {
  readonly chain: LocalChain;
  /** Between the publication and the chain; passes everything on until it is told otherwise. */
  readonly proxy: RpcProxy;
  /** A workspace of this test's own. */
  readonly workspace: Workspace;
  /** A node command, e.g. `evm_mine`. */
  node(method: string, ...params: unknown[]): Promise<unknown>;
  publish(options?: {
    model?: string;
    pace?: Partial<PublishPace>;
    work?: LongWork;
    signer?: Signer;
    maximumFeePerGas?: bigint;
    /** Of another workspace than the test's own. */
    journal?: PublicationJournal;
    deployProxy?: boolean;
    /** Id of the model whose successor it becomes. */
    replaces?: string;
  }): Promise<PublishResult>;
  /** What the journal says of the model. */
  record(model?: string): Promise<PublicationRecord>;
  /** Contracts and model are there, and the account has sent exactly so many transactions. */
  expectPublished(result: PublishResult, transactions: number): Promise<void>;
}

/** A chain, a proxy and a workspace for each test of a file: not all of a chain's memory can be reset. */
export function publishBench(): PublishBench {
  const folder = temporaryFolder();
  const keyPath = join(folder, 'verifying-key.bin');
  let chain: LocalChain;
  let proxy: RpcProxy;
  let workspace: Workspace;
  let tests = 0;

  beforeAll(async () => {
    const { key } = makeTrapdoorKey({ signals: signalCount(LAYOUT), seed: 'publish' });
    await writeFile(keyPath, encodeVerifyingKey(key, LAYOUT, id('transcript')).key);
  });
  beforeEach(async () => {
    chain = await startLocalChain();
    proxy = await startRpcProxy(chain.url);
    workspace = openWorkspace(join(folder, `workspace ${tests++}`));
  });
  afterEach(async () => {
    await workspace.close();
    await proxy.close();
    await chain.stop();
  });

  const bench: PublishBench = {
    get chain() {
      return chain;
    },
    get proxy() {
      return proxy;
    },
    get workspace() {
      return workspace;
    },
    node: (method, ...params) => chain.provider.send(method, params),
    async publish({ model = 'credit', pace, work = {}, signer, ...limits } = {}) {
      const provider = await connectChain(proxy.url, { pollingInterval: 50 });
      const owner = signer ?? chain.account(0).connect(provider);
      const subject = {
        name: model,
        modelHash: id(model),
        circuitHash: id('circuit'),
        keyId: 'key',
        verifyingKeyPath: keyPath,
        uri: 'ipfs://x',
      };
      const options = { journal: workspace.journal, pace: { ...TEST_PACE, ...pace }, ...limits };
      try {
        return await publishModel(owner, subject, options, work);
      } finally {
        provider.destroy();
      }
    },
    async record(model = 'credit') {
      const [record] = await workspace.journal.list(model);
      return record!;
    },
    async expectPublished({ publication, steps }, transactions) {
      const addresses = predictAddresses();
      for (const address of [addresses.verifier, addresses.router, addresses.registry]) {
        expect(await chain.provider.getCode(address)).not.toBe('0x');
      }
      expect(publication).toMatchObject({ registry: addresses.registry, verifier: addresses.verifier });
      const topics = REGISTRY.abi.encodeFilterTopics('ModelRegistered', [BigInt(publication.modelId)]);
      const logs = await chain.provider.getLogs({ address: addresses.registry, topics, fromBlock: 0 });
      expect(logs).toHaveLength(1);
      expect(steps.map(({ state }) => state)).toEqual(steps.map(() => 'confirmed'));
      expect(await chain.provider.getTransactionCount(chain.account(0))).toBe(transactions);
    },
  };
  return bench;
}
