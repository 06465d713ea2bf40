import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Wallet, ZeroAddress, type JsonRpcProvider, type Signer } from 'ethers';
import { afterAll, afterEach, beforeAll } from 'vitest';
import type { Client } from '../../../../src-main/api/client.ts';
import type { Engine } from '../../../../src-main/engine/engine.ts';
import { callContract } from '../../../../src-main/engine/chain/call-contract.ts';
import { connectChain } from '../../../../src-main/engine/chain/connect-chain.ts';
import { MARKET } from '../../../../src-main/engine/chain/contract-bindings.ts';
import { deployContracts, predictAddresses } from '../../../../src-main/engine/chain/deploy-contracts.ts';
import {
  computeRequestId,
  type MarketRequest,
  NATIVE_TOKEN,
} from '../../../../src-main/engine/chain/market-request.ts';
import { networkOfChain } from '../../../../src-main/engine/chain/networks/find-network.ts';
import { PRESETS } from '../../../../src-main/engine/chain/networks/presets.ts';
import { startLocalChain, type LocalChain } from '../../../../src-main/engine/chain/start-local-chain.ts';
import { forkWorker } from '../../../../src-main/engine/jobs/fork-worker.ts';
import { drawSalt } from '../../../../src-main/engine/pipeline/5-prove/draw-salt.ts';
import { computeCommitment } from '../../../../src-main/engine/pipeline/7-serve/market/compute-commitment.ts';
import { LOCAL_MARKET_PACE } from '../../../../src-main/engine/pipeline/7-serve/market/market-pace.ts';
import type { MarketWatcher } from '../../../../src-main/engine/pipeline/7-serve/market/market-watcher.ts';
import {
  type MarketSettings,
  openMarket,
} from '../../../../src-main/engine/pipeline/7-serve/market/open-market.ts';
import { createEmbeddedQueue } from '../../../../src-main/engine/pipeline/7-serve/queue/embedded/create-embedded-queue.ts';
import type { InferenceQueue } from '../../../../src-main/engine/pipeline/7-serve/queue/inference-queue.ts';
import {
  loadServedModel,
  type ServedModel,
} from '../../../../src-main/engine/pipeline/7-serve/served-model.ts';
import type { KeptInput } from '../../../../src-main/engine/store/market/market-inputs.ts';
import type { MarketBooks } from '../../../../src-main/engine/store/market/market-store.ts';
import { openWorkspace, type Workspace } from '../../../../src-main/engine/store/workspace.ts';
import { temporaryFolder } from '../../../circuits/support/temporary-folder.ts';
import { startRpcProxy, type RpcProxy } from '../../../engine/publish/support/rpc-proxy.ts';
import { Random } from '../../../support/random.ts';
import { keptLog } from '../../support/quiet-log.ts';
import { makeServedWorkspace } from '../../support/served-workspace.ts';

export const COIN = 10n ** 18n;
export const FEE = COIN / 100n;
const FUNDS = 1_000n * COIN;

export const TEST_MARKET_PACE = {
  ...LOCAL_MARKET_PACE,
  pollMilliseconds: 30,
  stuckMilliseconds: 300,
  stuckBlocks: 1,
};

/** A request with everything that it takes to answer it, and to make it again after a reorganization. */
export interface MadeRequest {
  requestId: string;
  request: MarketRequest;
  input: KeptInput;
  /** The transaction that made it, signed. */
  raw: string;
}

export interface MarketBench {
  readonly chain: LocalChain;
  /** Between the watcher and the chain. */
  readonly proxy: RpcProxy;
  readonly workspace: Workspace;
  readonly queue: InferenceQueue;
  readonly model: ServedModel;
  readonly market: string;
  /** Whoever answers, with coins for gas. */
  readonly prover: Wallet;
  readonly requester: Wallet;
  readonly log: ReturnType<typeof keptLog>;
  readonly random: Random;
  node(method: string, ...params: unknown[]): Promise<unknown>;
  /** Opens and starts a watcher; it is stopped after the test, if not before. */
  watch(changes?: Partial<MarketSettings>): Promise<MarketWatcher>;
  /** Makes a request for a random input. */
  request(
    changes?: Partial<MarketRequest>,
    options?: { isSent?: boolean; model?: ServedModel },
  ): Promise<MadeRequest>;
  /** Publishes another model of the workspace, the input of which is public. */
  publishOpen(): Promise<ServedModel>;
  books(): Promise<MarketBooks>;
  stateOf(made: MadeRequest): Promise<string>;
  /** What an account has in the market, in coins. */
  balanceOf(account: string): Promise<bigint>;
  /** Waits until it is so. */
  until(isSo: () => boolean | Promise<boolean>, seconds?: number): Promise<void>;
  /** Waits until the books say so of a request. */
  untilState(made: MadeRequest, ...states: string[]): Promise<void>;
  now(): Promise<bigint>;
}

/**
 * A chain with a market, and a published model with a queue that proves it: once a test file.
 * @param options.isPaused the queue of this process proves nothing: another process does
 */
export function marketBench({
  seed = Number(process.env.TEST_SEED ?? Date.now() % 1e9),
  isPaused = false,
}: { seed?: number; isPaused?: boolean } = {}): MarketBench {
  const folder = temporaryFolder();
  const random = new Random(seed);
  const watchers = new Set<MarketWatcher>();
  const providers: JsonRpcProvider[] = [];
  const parts = {} as {
    chain: LocalChain;
    proxy: RpcProxy;
    workspace: Workspace;
    queue: InferenceQueue;
    model: ServedModel;
    prover: Wallet;
    requester: Wallet;
    engine: Engine;
    client: Client;
  };
  const log = keptLog();
  const { market } = predictAddresses();
  let nonce = 0;
  let marketNonce = 0n;

  beforeAll(async () => {
    process.stdout.write(`TEST_SEED=${seed}\n`);
    parts.chain = await startLocalChain();
    const { chain } = parts;
    parts.proxy = await startRpcProxy(chain.url);
    const { client, engine, root } = await makeServedWorkspace(folder, join(folder, 'served'));
    parts.engine = engine;
    parts.client = client;
    await publish(client, 'tiny', chain.url);
    await deployContracts(chain.account(0), { market: true });
    parts.workspace = openWorkspace(root);
    parts.model = await loadServedModel(parts.workspace, 'tiny');
    parts.prover = Wallet.createRandom() as unknown as Wallet;
    parts.requester = (Wallet.createRandom() as unknown as Wallet).connect(chain.provider);
    for (const { address } of [parts.prover, parts.requester]) await fund(chain.account(0), address);
    parts.queue = await createEmbeddedQueue({
      workspace: parts.workspace,
      spawnWorker: () => forkWorker(),
      log,
    });
    if (!isPaused) parts.queue.start();
  });
  afterEach(async () => {
    for (const watcher of watchers) await watcher.stop();
    watchers.clear();
    for (const provider of providers.splice(0)) provider.destroy();
    if (parts.proxy) parts.proxy.decide = () => 'pass';
  });
  afterAll(async () => {
    await parts.queue?.close();
    await parts.engine?.close();
    await parts.workspace?.close();
    await parts.proxy?.close();
    await parts.chain?.stop();
  });

  async function until(isSo: () => boolean | Promise<boolean>, seconds = 60): Promise<void> {
    for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(20)) if (await isSo()) return;
    throw new Error(`What was waited for did not happen.\n${logText(log)}`);
  }

  const bench: MarketBench = {
    get chain() {
      return parts.chain;
    },
    get proxy() {
      return parts.proxy;
    },
    get workspace() {
      return parts.workspace;
    },
    get queue() {
      return parts.queue;
    },
    get model() {
      return parts.model;
    },
    get prover() {
      return parts.prover;
    },
    get requester() {
      return parts.requester;
    },
    market,
    log,
    random,
    until,
    node: (method, ...params) => parts.chain.provider.send(method, params),
    async watch(changes = {}) {
      const provider = await connectChain(parts.proxy.url, { pollingInterval: 50 });
      providers.push(provider);
      const watcher = await openMarket(
        {
          network: networkOfChain(31337n, PRESETS),
          provider,
          signer: parts.prover.connect(provider),
          models: [parts.model],
          queue: parts.queue,
          store: parts.workspace.market,
          policy: { prices: new Map([['*', new Map([[NATIVE_TOKEN, FEE / 2n]])]]) },
          firstBlock: 0,
          fetchInputs: false,
          pace: TEST_MARKET_PACE,
          log,
          ...changes,
        },
        {},
      );
      watchers.add(watcher);
      watcher.start();
      return watcher;
    },
    async request(changes = {}, { isSent = true, model = parts.model } = {}) {
      const { requester, chain } = parts;
      const input: KeptInput = {
        inputs: { x: random.normals(4) },
        salts: model.layout.inputs[0]!.mode === 'committed' ? { x: drawSalt().toString() } : {},
      };
      const request: MarketRequest = {
        requester: requester.address,
        modelId: BigInt(model.id),
        inputCommitment: computeCommitment(model, input),
        inputUri: '',
        feeToken: NATIVE_TOKEN,
        fee: FEE,
        deadline: (await bench.now()) + 3600n,
        callback: ZeroAddress,
        callbackGas: 0n,
        nonce: marketNonce++,
        submitBy: 0n,
        ...changes,
      };
      const raw = await requester.signTransaction({
        chainId: 31337n,
        to: market,
        data: MARKET.abi.encodeFunctionData('request', [request]),
        value: request.feeToken === NATIVE_TOKEN ? request.fee : 0n,
        nonce: nonce++,
        gasLimit: 300_000n,
        maxFeePerGas: 100_000_000_000n,
        maxPriorityFeePerGas: 2_000_000_000n,
        type: 2,
      });
      if (isSent) await chain.provider.broadcastTransaction(raw);
      return { requestId: computeRequestId(request, { chainId: 31337n, market }), request, input, raw };
    },
    async publishOpen() {
      await publish(parts.client, 'open', parts.chain.url);
      return loadServedModel(parts.workspace, 'open');
    },
    async books() {
      const genesis = (await parts.chain.provider.getBlock(0))!.hash!;
      return parts.workspace.market.open({ chainId: '31337', genesis, market }, parts.prover.address);
    },
    async stateOf({ requestId }) {
      const [state] = await callContract(parts.chain.provider, market, MARKET.abi, 'stateOf', [requestId]);
      return ['none', 'open', 'fulfilled', 'refunded'][Number(state)]!;
    },
    async balanceOf(account) {
      const values = [account, NATIVE_TOKEN] as const;
      const [balance] = await callContract(parts.chain.provider, market, MARKET.abi, 'balanceOf', values);
      return balance;
    },
    async untilState({ requestId }, ...states) {
      const books = await bench.books();
      await until(() => states.includes(books.requests.find(requestId)?.state ?? ''));
    },
    async now() {
      return BigInt((await parts.chain.provider.getBlock('latest'))!.timestamp);
    },
  };
  return bench;
}

async function publish(client: Client, name: string, url: string): Promise<void> {
  await client.publishModel({ name, rpc: url, signer: { kind: 'external', url } }, {});
}

async function fund(from: Signer, to: string): Promise<void> {
  await (await from.sendTransaction({ to, value: FUNDS })).wait();
}

function logText({ lines }: ReturnType<typeof keptLog>): string {
  return lines
    .slice(-20)
    .map(({ level, fields, message }) => `${level} ${JSON.stringify(fields)} ${message}`)
    .join('\n');
}
