import { id, keccak256, toBeHex, type Signer } from 'ethers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sendTransaction } from '../../src-main/engine/chain/call-contract.ts';
import { REGISTRY } from '../../src-main/engine/chain/contract-bindings.ts';
import { deployContracts, type Deployment } from '../../src-main/engine/chain/deploy-contracts.ts';
import { encodeVerifyingKey } from '../../src-main/engine/chain/encode-verifying-key.ts';
import type { ProvenInference } from '../../src-main/engine/chain/inference-arguments.ts';
import { registerModel, type Registration } from '../support/register-model.ts';
import { startLocalChain, type LocalChain } from '../../src-main/engine/chain/start-local-chain.ts';
import type { StatementLayout } from '../../src-main/engine/chain/statement-layout.ts';
import { verifyInferenceBatch } from '../../src-main/engine/chain/verify-inference-batch.ts';
import { verifyInference } from '../../src-main/engine/chain/verify-inference.ts';
import { toField } from '../../src-main/engine/proofs/bn254.ts';
import { expectGas, gasOf } from './support/gas-snapshot.ts';
import { registerTrapdoorModel, type TrapdoorModel } from './support/trapdoor-model.ts';

/** The digits network: one committed image, ten logits in one packed element. */
const LAYOUT: StatementLayout = {
  inputs: [{ name: 'image', mode: 'committed', count: 784, bits: 8, signed: false }],
  outputs: { count: 10, bits: 16, signed: true },
};
/** Few of its logits are positive, and a negative int256 is full of bytes that are not zero. */
const LOGITS = [-9821n, -11207n, -4420n, -6013n, -12984n, -8830n, -15507n, 10422n, -7719n, -5096n];
const URI = 'ipfs://bafybeihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku/b70';

let chain: LocalChain;
let owner: Signer;
let consumer: Signer;
let deployment: Deployment;
let model: TrapdoorModel;

/** Nothing in it is short: request id, payee, deadline and input signal are what they are in practice. */
async function inference(index: number, output: readonly bigint[] = LOGITS): Promise<ProvenInference> {
  return model.prove({
    context: {
      requestId: keccak256(toBeHex(index, 32)),
      payee: await owner.getAddress(),
      deadline: 4_102_444_799n,
    },
    consumer: await consumer.getAddress(),
    inputSignals: [toField(BigInt(id(`input ${index}`)))],
    output,
  });
}

async function register(modelName: string, transcript: string): Promise<Registration> {
  const { key } = encodeVerifyingKey(model.trapdoorKey.key, LAYOUT, id(transcript));
  const identity = { modelHash: id(modelName), circuitHash: id('circuit') };
  return registerModel(owner, deployment.addresses, { ...identity, uri: URI, key });
}

async function send(data: string): Promise<bigint> {
  return (await sendTransaction(owner, { to: deployment.addresses.registry, data }, {})).gasUsed;
}

beforeAll(async () => {
  chain = await startLocalChain();
  owner = chain.account(0);
  consumer = chain.account(1);
  deployment = await deployContracts(owner);
  model = await registerTrapdoorModel(owner, deployment.addresses, LAYOUT, 'gas');
});

afterAll(async () => {
  await chain?.stop();
});

describe('gas, from receipts', () => {
  test('of an inference', async () => {
    const { registry } = deployment.addresses;
    const { transactionHash } = await verifyInference(consumer, registry, await inference(0));
    const gas = await gasOf(chain.provider, transactionHash);
    expectGas('verifyInference', gas.execution);
    expectGas('verifyInferenceTransaction', gas.transaction);
    expect(gas.execution).toBeLessThanOrEqual(230_000n);
    expect(gas.transaction).toBeLessThanOrEqual(259_000n);

    // Calldata costs most where no logit is positive.
    const output = LOGITS.map((logit) => (logit < 0n ? logit : -logit));
    const dearest = await verifyInference(consumer, registry, await inference(1, output));
    expect(dearest.gasUsed).toBeLessThanOrEqual(259_000n);
  });

  test('of each inference in a batch of 16, all included', async () => {
    const batch = await Promise.all(Array.from({ length: 16 }, (_, index) => inference(100 + index)));
    const { gasUsed } = await verifyInferenceBatch(consumer, deployment.addresses.registry, batch);
    const perReceipt = (gasUsed + 15n) / 16n;
    expectGas('batch16PerReceipt', perReceipt);
    expect(perReceipt).toBeLessThanOrEqual(80_000n);
  });

  test('of a registration with its key, and of a second model of that key', async () => {
    expect(URI).toHaveLength(70);
    const withKey = (await register('model', 'another transcript')).gasUsed!;
    expectGas('registerModel', withKey);
    expect(withKey).toBeLessThanOrEqual(600_000n);
    expectGas('registerModelWithStoredKey', (await register('next model', 'another transcript')).gasUsed!);
  });

  test('of what an owner may do with a model', async () => {
    const { modelId } = await register('old model', 'transcript');
    const next = (await register('new model', 'transcript')).modelId;
    const { abi } = REGISTRY;
    expectGas('setSuccessor', await send(abi.encodeFunctionData('setSuccessor', [modelId, next])));
    expectGas('deprecateModel', await send(abi.encodeFunctionData('deprecateModel', [modelId])));
  });

  test('of the deployment', () => {
    for (const { name, gasUsed } of deployment.deployed) {
      expectGas(`deploy${name[0]!.toUpperCase()}${name.slice(1)}`, gasUsed);
    }
  });
});
