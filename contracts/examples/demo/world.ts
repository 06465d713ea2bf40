import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Contract } from 'ethers';
import { ContractFactory, HDNodeWallet, ZeroAddress, type Signer } from 'ethers';
import { type Client, createClient } from '../../../src-main/api/client.ts';
import { startLocalChain, type LocalChain } from '../../../src-main/engine/chain/start-local-chain.ts';
import { createEngine, type Engine } from '../../../src-main/engine/engine.ts';
import { forkWorker } from '../../../src-main/engine/jobs/fork-worker.ts';
import { inferenceArguments, readReceipt } from '../../../sdk/src/index.ts';
import { proofPoints } from '../../../sdk/src/chain/inference-arguments.ts';
import { compileExamples, type CompiledExample } from './compile-examples.ts';
import { MODEL_NAMES, publishExample, type ModelName, type PublishedModel } from './models.ts';

/** For whom and what an answer is proven. */
export interface Question {
  requestId: string;
  /** The contract that will act on it. */
  consumer: string;
  payee?: string;
  /** Salts of committed inputs, by name. */
  salts?: Readonly<Record<string, bigint>>;
}

/** A proven answer, as contracts take it. */
export interface Answer {
  values: bigint[];
  inputCommitment: string;
  /** abi.encode(int256[]) */
  output: string;
  /** abi.encode(Context, uint256[8], uint256[]) */
  proof: string;
  points: bigint[];
}

/** A local chain on which the example models are published, and a prover for them. */
export interface World {
  chain: LocalChain;
  models: Record<ModelName, PublishedModel>;
  /** Deploys a contract of contracts/examples. */
  deploy(signer: Signer, name: string, args?: readonly unknown[]): Promise<Contract>;
  /** Proves what a model answers; inputs by name. */
  prove(
    model: ModelName,
    inputs: Readonly<Record<string, readonly number[]>>,
    question: Question,
  ): Promise<Answer>;
  /** The time of the latest block, in seconds. */
  now(): Promise<number>;
  /** Lets time pass. */
  wait(seconds: number): Promise<void>;
  stop(): Promise<void>;
}

/** What publishing leaves behind. */
interface PreparedChain {
  models: Record<string, { modelId: string; commitmentHash: string; registry: string }>;
  chainState: string;
}

/** The first account of every local chain. */
const PUBLISHER = HDNodeWallet.fromPhrase(
  'test test test test test test test test test test test junk',
  '',
  "m/44'/60'/0'/0/0",
);

/** @param privateKey what it signs with; nothing where absent */
const openEngine = (folder: string, privateKey?: string): Engine =>
  createEngine({
    paths: { workspace: join(folder, 'workspace') },
    secrets: { signingKey: () => Promise.resolve(privateKey) },
    spawnWorker: () => forkWorker(),
  });

const chainFile = (folder: string): string => join(folder, 'chain.json');
const contractsFile = (folder: string): string => join(folder, 'contracts.json');

/**
 * Makes and publishes the example models on a chain of their own, compiles the contracts and writes both down: any number
 * of worlds can be opened from the folder then. Models that the folder has already are not made again.
 * @param onModel told of every model that is published
 */
export async function prepareWorld(
  folder: string,
  onModel: (name: ModelName, constraints: number, gas: number | null) => void = () => {},
): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(contractsFile(folder), JSON.stringify(await compileExamples()));
  if (existsSync(chainFile(folder))) return;
  const chain = await startLocalChain();
  const engine = openEngine(folder, PUBLISHER.privateKey);
  try {
    const client = createClient(engine);
    const models: PreparedChain['models'] = {};
    for (const name of MODEL_NAMES) {
      const { modelId, commitmentHash, registry, constraints, gas } = await publishExample(
        client,
        name,
        chain.url,
      );
      models[name] = { modelId: String(modelId), commitmentHash, registry };
      onModel(name, constraints, gas);
    }
    const chainState = (await chain.provider.send('anvil_dumpState', [])) as string;
    const prepared: PreparedChain = { models, chainState };
    await writeFile(chainFile(folder), JSON.stringify(prepared));
  } finally {
    await engine.close();
    await chain.stop();
  }
}

/** Opens a world that prepareWorld made: a chain of its own with all models on it. */
export async function openWorld(folder: string): Promise<World> {
  const prepared = JSON.parse(await readFile(chainFile(folder), 'utf8')) as PreparedChain;
  const contracts = JSON.parse(await readFile(contractsFile(folder), 'utf8')) as Record<
    string,
    CompiledExample
  >;
  const chain = await startLocalChain();
  await chain.provider.send('anvil_loadState', [prepared.chainState]);
  const engine = openEngine(folder);
  const prover = new Prover(createClient(engine), folder);
  return {
    chain,
    models: Object.fromEntries(
      Object.entries(prepared.models).map(([name, model]) => [
        name,
        { ...model, modelId: BigInt(model.modelId) },
      ]),
    ) as World['models'],
    async deploy(signer, name, args = []) {
      const { abi, bytecode } = contracts[name]!;
      const contract = await new ContractFactory(abi, bytecode, signer).deploy(...args);
      return (await contract.waitForDeployment()) as Contract;
    },
    prove: (model, inputs, question) => prover.prove(model, inputs, question),
    now: async () => (await chain.provider.getBlock('latest'))!.timestamp,
    async wait(seconds) {
      await chain.provider.send('evm_increaseTime', [seconds]);
      await chain.provider.send('evm_mine', []);
    },
    async stop() {
      await engine.close();
      await chain.stop();
    },
  };
}

/** Proves by the app, through files as a publisher would. */
class Prover {
  #count = 0;

  constructor(
    readonly client: Client,
    readonly folder: string,
  ) {}

  async prove(
    model: ModelName,
    inputs: Readonly<Record<string, readonly number[]>>,
    { requestId, consumer, payee = ZeroAddress, salts }: Question,
  ): Promise<Answer> {
    const file = (what: string): string => join(this.folder, `${what}-${process.pid}-${this.#count}.json`);
    this.#count++;
    const paths = { samples: file('input'), output: file('receipt'), salts: file('salts') };
    const tensors = Object.entries(inputs).map(([name, values]) => [
      name,
      { shape: [1, values.length], data: [values] },
    ]);
    await writeFile(
      paths.samples,
      JSON.stringify({ format: 'proofpress-samples-1', inputs: Object.fromEntries(tensors) }),
    );
    const texts = Object.entries(salts ?? {}).map(([name, salt]) => [name, String(salt)]);
    if (salts) await writeFile(paths.salts, JSON.stringify({ salts: Object.fromEntries(texts) }));
    await this.client.proveInference({
      ...{ name: model, samples: paths.samples, output: paths.output, onChain: true },
      context: { requestId, consumer, payee },
      ...(salts && { salts: paths.salts }),
    });
    const receipt = readReceipt(await readFile(paths.output, 'utf8'));
    await Promise.all(Object.values(paths).map((path) => rm(path, { force: true })));
    const [, inputCommitment, output, proof] = inferenceArguments(receipt);
    return {
      values: receipt.outputs.flatMap(({ integers }) => integers.map(BigInt)),
      ...{ inputCommitment, output, proof, points: proofPoints(receipt.proof) },
    };
  }
}
