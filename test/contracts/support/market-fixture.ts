import {
  AbiCoder,
  Contract,
  ContractFactory,
  ZeroAddress,
  id,
  keccak256,
  toBeHex,
  type Signer,
} from 'ethers';
import { computeContext } from '../../../src-main/engine/chain/compute-context.ts';
import type { ContractAddresses } from '../../../src-main/engine/chain/contract-bindings.ts';
import { deployContracts } from '../../../src-main/engine/chain/deploy-contracts.ts';
import { GROTH16_PROOF_SYSTEM_ID } from '../../../src-main/engine/chain/domains.ts';
import { encodeOutput, encodeProof } from '../../../src-main/engine/chain/encode-proof.ts';
import { encodeVerifyingKey } from '../../../src-main/engine/chain/encode-verifying-key.ts';
import type { ProvenInference } from '../../../src-main/engine/chain/inference-arguments.ts';
import {
  MARKET_REQUEST_TYPES,
  NATIVE_TOKEN,
  computeRequestId,
  marketDomain,
  type MarketRequest,
} from '../../../src-main/engine/chain/market-request.ts';
import { packValues } from '../../../src-main/engine/chain/pack-values.ts';
import { registerModel } from '../../support/register-model.ts';
import { startLocalChain, type LocalChain } from '../../../src-main/engine/chain/start-local-chain.ts';
import type { StatementLayout } from '../../../src-main/engine/chain/statement-layout.ts';
import { compileDoubles } from './compile-doubles.ts';
import { artifact, send } from './contract-calls.ts';
import { makeTrapdoorKey, type SimulatedProof } from './trapdoor-key.ts';

export const CHAIN_ID = 31337n;
export const HOUR = 3600n;
/** One committed input, ten packed outputs: three public signals. */
const LAYOUT: StatementLayout = {
  inputs: [{ name: 'image', mode: 'committed', count: 784, bits: 8, signed: false }],
  outputs: { count: 10, bits: 16, signed: true },
};
export const OUTPUT = [-32768n, 32767n, 0n, -1n, 1n, 1000n, -1000n, 7n, 8n, 9n];
const COMMITMENT_SIGNAL = 0x1234567890abcdefn << 180n;
export const INPUT_COMMITMENT = toBeHex(COMMITMENT_SIGNAL, 32);
const HASHES = { circuitHash: id('circuit'), uri: 'ipfs://bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3' };

/** What an answer is made of; the rest of it is the same everywhere. */
export interface AnswerOptions {
  requestId: string;
  payee: string;
  consumer: string;
  modelId?: bigint;
  output?: readonly bigint[];
  deadline?: bigint;
  chainId?: bigint;
}

export interface Answer extends Pick<ProvenInference, 'context' | 'points' | 'inputSignals'> {
  output: string;
  proof: string;
  /** The same statement shown by other points. */
  rerandomised: string;
}

/** One transaction of a block that a test puts together. */
export interface BlockTransaction {
  signer: Signer;
  contract: Contract;
  method: string;
  args: readonly unknown[];
}

export interface MarketFixture {
  chain: LocalChain;
  addresses: ContractAddresses;
  /** The market, called by nobody in particular: use connect(signer). */
  market: Contract;
  marketAddress: string;
  registry: Contract;
  model: { modelId: bigint; commitmentHash: string };
  owner: Signer;
  requester: Signer;
  prover: Signer;
  thief: Signer;
  addressOf: Record<'owner' | 'requester' | 'prover' | 'thief', string>;
  deploy(file: string, name: string, args?: readonly unknown[]): Promise<Contract>;
  registerModel(name: string): Promise<{ modelId: bigint; commitmentHash: string }>;
  /** A request of `requester` for the model, for nothing, an hour from now, with a nonce of its own. */
  request(changes?: Partial<MarketRequest>): Promise<MarketRequest>;
  requestId(request: MarketRequest): string;
  sign(request: MarketRequest, signer: Signer, place?: { chainId: bigint; market: string }): Promise<string>;
  answer(options: AnswerOptions): Answer;
  /** The answer to a market's request, to be paid to `payee`. */
  answerTo(request: MarketRequest, payee: string, changes?: Partial<AnswerOptions>): Answer;
  now(): Promise<bigint>;
  /** Mines a block of this time: what comes next is at this time or a little later. */
  mineAt(timestamp: bigint): Promise<void>;
  /** Mines transactions in one block of this time, in this order; tells which of them succeeded. */
  mineTogether(timestamp: bigint, transactions: BlockTransaction[]): Promise<boolean[]>;
  /** Deploys another market on a registry. */
  deployMarket(registry: string): Promise<Contract>;
  stop(): Promise<void>;
}

/** A chain with the contracts, a model whose proofs anyone can simulate, and people. */
export async function startMarket(): Promise<MarketFixture> {
  const chain = await startLocalChain();
  const [owner, requester, prover, thief] = [0, 1, 2, 3].map((index) => chain.account(index)) as [
    Signer,
    Signer,
    Signer,
    Signer,
  ];
  const { addresses } = await deployContracts(owner, { market: true });
  const key = makeTrapdoorKey({ signals: 3, seed: 'market' });
  const { key: keyBytes, vkHash } = encodeVerifyingKey(key.key, LAYOUT, id('transcript'));
  const registry = new Contract(addresses.registry, artifact('ModelRegistry').abi, chain.provider);
  const market = new Contract(addresses.market, artifact('InferenceMarket').abi, chain.provider);
  let nonce = 0n;

  const register: MarketFixture['registerModel'] = async (name) => {
    const modelHash = id(name);
    const { modelId } = await registerModel(owner, addresses, { ...HASHES, modelHash, key: keyBytes });
    const commitmentHash = commitmentHashOf(modelHash, HASHES.circuitHash, vkHash);
    return { modelId, commitmentHash };
  };
  const model = await register('model');
  const addressOf = {
    owner: await owner.getAddress(),
    requester: await requester.getAddress(),
    prover: await prover.getAddress(),
    thief: await thief.getAddress(),
  };
  const now = async (): Promise<bigint> => BigInt((await chain.provider.getBlock('latest'))!.timestamp);
  const place = { chainId: CHAIN_ID, market: addresses.market };

  const answer: MarketFixture['answer'] = ({ output = OUTPUT, deadline = 0n, ...options }) => {
    const context = { requestId: options.requestId, payee: options.payee, deadline };
    const ctx = computeContext({
      ...context,
      chainId: options.chainId ?? CHAIN_ID,
      router: addresses.router,
      modelId: options.modelId ?? model.modelId,
      consumer: options.consumer,
    });
    const proof = key.prove([ctx, COMMITMENT_SIGNAL, ...packValues(output, LAYOUT.outputs)]);
    const inputSignals = [COMMITMENT_SIGNAL];
    const encode = ({ points }: SimulatedProof): string => encodeProof(context, points, inputSignals);
    return {
      context,
      points: proof.points,
      inputSignals,
      output: encodeOutput(output),
      proof: encode(proof),
      rerandomised: encode(key.rerandomise(proof, 123456789n, 987654321n)),
    };
  };

  return {
    chain,
    addresses,
    market,
    marketAddress: addresses.market,
    registry,
    model,
    owner,
    requester,
    prover,
    thief,
    addressOf,
    now,
    registerModel: register,
    async deploy(file, name, args = []) {
      const { abi, bytecode } = (await compileDoubles(file))[name]!;
      const contract = await new ContractFactory(abi, bytecode, owner).deploy(...args);
      return (await contract.waitForDeployment()) as Contract;
    },
    async request(changes = {}) {
      return {
        requester: addressOf.requester,
        modelId: model.modelId,
        inputCommitment: INPUT_COMMITMENT,
        inputUri: 'ipfs://bafybeihkoviema7g3gxyt6la7vd5ho32ictqbilu3wnlo3rs7ewhnp7lly',
        feeToken: NATIVE_TOKEN,
        fee: 0n,
        deadline: (await now()) + HOUR,
        callback: ZeroAddress,
        callbackGas: 0n,
        nonce: nonce++,
        submitBy: 0n,
        ...changes,
      };
    },
    requestId: (request) => computeRequestId(request, place),
    sign: (request, signer, signedPlace = place) =>
      signer.signTypedData(marketDomain(signedPlace), MARKET_REQUEST_TYPES, request),
    answer,
    answerTo: (request, payee, changes = {}) =>
      answer({
        requestId: computeRequestId(request, place),
        payee,
        consumer: addresses.market,
        modelId: request.modelId,
        ...changes,
      }),
    async mineAt(timestamp) {
      await chain.provider.send('evm_mine', [Number(timestamp)]);
    },
    async mineTogether(timestamp, transactions) {
      const { provider } = chain;
      await provider.send('evm_setAutomine', [false]);
      try {
        const sent: string[] = [];
        for (const [index, { signer, contract, method, args }] of transactions.entries()) {
          // What pays more comes first.
          const tip = BigInt(transactions.length - index) * 1_000_000_000n;
          const fees = { maxPriorityFeePerGas: tip, maxFeePerGas: 100_000_000_000n };
          const overrides = { gasLimit: 1_000_000n, ...fees };
          sent.push((await send(signer, contract, method, ...args, overrides)).hash);
        }
        await provider.send('evm_setNextBlockTimestamp', [Number(timestamp)]);
        await provider.send('evm_mine', []);
        const receipts = await Promise.all(sent.map((hash) => provider.getTransactionReceipt(hash)));
        const places = receipts.map((receipt) => [receipt!.blockNumber, receipt!.index]);
        const block = places[0]![0]!;
        if (places.some(([number, index], place) => number !== block || index !== place))
          throw new Error(`not one block in this order: ${JSON.stringify(places)}`);
        return receipts.map((receipt) => receipt!.status === 1);
      } finally {
        await provider.send('evm_setAutomine', [true]);
      }
    },
    async deployMarket(ofRegistry) {
      const { abi, bytecode } = artifact('InferenceMarket');
      const contract = await new ContractFactory(abi, bytecode, owner).deploy(ofRegistry);
      return (await contract.waitForDeployment()) as Contract;
    },
    stop: () => chain.stop(),
  };
}

function commitmentHashOf(modelHash: string, circuitHash: string, vkHash: string): string {
  const types = ['bytes32', 'bytes32', 'bytes32', 'bytes4'];
  const values = [modelHash, circuitHash, vkHash, GROTH16_PROOF_SYSTEM_ID];
  return keccak256(AbiCoder.defaultAbiCoder().encode(types, values));
}
