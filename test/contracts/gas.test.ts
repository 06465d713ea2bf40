import { id, keccak256, toBeHex, type Signer } from 'ethers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sendTransaction } from '../../src-main/engine/chain/call-contract.ts';
import { REGISTRY, type ContractAddresses } from '../../src-main/engine/chain/contract-bindings.ts';
import { deployContracts, type Deployment } from '../../src-main/engine/chain/deploy-contracts.ts';
import { encodeVerifyingKey } from '../../src-main/engine/chain/encode-verifying-key.ts';
import type { ProvenInference } from '../../src-main/engine/chain/inference-arguments.ts';
import { registerModel } from '../../src-main/engine/chain/register-model.ts';
import { startLocalChain, type LocalChain } from '../../src-main/engine/chain/start-local-chain.ts';
import type { StatementLayout } from '../../src-main/engine/chain/statement-layout.ts';
import { verifyInferenceBatch } from '../../src-main/engine/chain/verify-inference-batch.ts';
import { verifyInference } from '../../src-main/engine/chain/verify-inference.ts';
import { toField } from '../../src-main/engine/proofs/bn254.ts';
import { expectGas, gasOf } from './support/gas-snapshot.ts';
import { simulateInference } from './support/simulate-inference.ts';
import { makeTrapdoorKey } from './support/trapdoor-key.ts';

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
let addresses: ContractAddresses;
let modelId: bigint;
let registrationGas: bigint;
let key: Uint8Array;

const trapdoorKey = makeTrapdoorKey({ signals: 3, seed: 'gas' });

function inference(index: number, output: readonly bigint[] = LOGITS): Promise<ProvenInference> {
  return consumer.getAddress().then((address) =>
    simulateInference(
      trapdoorKey,
      LAYOUT,
      {
        chainId: 31337n,
        router: addresses.router,
        modelId,
        requestId: keccak256(toBeHex(index, 32)),
        consumer: address,
        payee: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8',
        deadline: 4_102_444_799n,
      },
      { inputSignals: [toField(BigInt(id(`input ${index}`)))], output },
    ),
  );
}

async function send(method: string, args: unknown[]): Promise<bigint> {
  const data = REGISTRY.abi.encodeFunctionData(method, args);
  return (await sendTransaction(owner, { to: addresses.registry, data }, {})).gasUsed;
}

beforeAll(async () => {
  chain = await startLocalChain();
  owner = chain.account(0);
  consumer = chain.account(1);
  deployment = await deployContracts(owner);
  addresses = deployment.addresses;
  key = encodeVerifyingKey(trapdoorKey.key, LAYOUT, id('transcript')).key;
  const registration = await registerModel(owner, addresses, {
    modelHash: id('model'),
    circuitHash: id('circuit'),
    uri: URI,
    key,
  });
  modelId = registration.modelId;
  registrationGas = registration.gasUsed!;
});

afterAll(async () => {
  await chain?.stop();
});

describe('gas, from receipts', () => {
  test('of an inference', async () => {
    const { transactionHash } = await verifyInference(consumer, addresses.registry, await inference(0));
    const gas = await gasOf(chain.provider, transactionHash);
    expect(gas.execution).toBeLessThanOrEqual(230_000n);
    expect(gas.transaction).toBeLessThanOrEqual(259_000n);
    expectGas('verifyInference', gas.execution);
    expectGas('verifyInferenceTransaction', gas.transaction);
    console.log(gas);
  });

  test('of an inference with no zero in its output', async () => {
    const output = LOGITS.map((logit) => (logit < 0n ? logit : -logit));
    const { gasUsed } = await verifyInference(consumer, addresses.registry, await inference(1, output));
    expect(gasUsed).toBeLessThanOrEqual(259_000n);
    console.log(gasUsed);
  });

  test('of a batch of 16', async () => {
    const batch = await Promise.all(Array.from({ length: 16 }, (_, index) => inference(100 + index)));
    const { gasUsed } = await verifyInferenceBatch(consumer, addresses.registry, batch);
    expect(gasUsed).toBeLessThanOrEqual(16n * 80_000n);
    expectGas('batch16PerReceipt', (gasUsed + 15n) / 16n);
    console.log(gasUsed / 16n);
  });

  test('of a registration with its key', () => {
    expect(URI).toHaveLength(70);
    expect(registrationGas).toBeLessThanOrEqual(600_000n);
    expectGas('registerModel', registrationGas);
    console.log(registrationGas);
  });

  test('of what an owner may do with a model', async () => {
    const next = await registerModel(owner, addresses, {
      modelHash: id('next model'),
      circuitHash: id('circuit'),
      uri: URI,
      key,
    });
    expectGas('registerModelWithStoredKey', next.gasUsed!);
    expectGas('setSuccessor', await send('setSuccessor', [modelId, next.modelId]));
    expectGas('deprecateModel', await send('deprecateModel', [modelId]));
  });

  test('of the deployment', () => {
    for (const { name, gasUsed } of deployment.deployed) {
      expectGas(`deploy${name[0]!.toUpperCase()}${name.slice(1)}`, gasUsed);
    }
  });
});
