import { ZeroHash, id, keccak256, type Signer } from 'ethers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callContract } from '../../src-main/engine/chain/call-contract.ts';
import { checkInference } from '../../src-main/engine/chain/check-inference.ts';
import { OFF_CHAIN, computeContext, type ProofContext } from '../../src-main/engine/chain/compute-context.ts';
import { computeInputCommitment } from '../../src-main/engine/chain/compute-input-commitment.ts';
import { REGISTRY, VERIFIER, type ContractAddresses } from '../../src-main/engine/chain/contract-bindings.ts';
import { deployContracts } from '../../src-main/engine/chain/deploy-contracts.ts';
import {
  encodeOutput,
  encodeProof,
  encodeProofPoints,
  type ProofPoints,
} from '../../src-main/engine/chain/encode-proof.ts';
import { encodeVerifyingKey } from '../../src-main/engine/chain/encode-verifying-key.ts';
import type { ProvenInference } from '../../src-main/engine/chain/inference-arguments.ts';
import { packValues } from '../../src-main/engine/chain/pack-values.ts';
import { registerModel } from '../support/register-model.ts';
import { startLocalChain, type LocalChain } from '../../src-main/engine/chain/start-local-chain.ts';
import type { StatementLayout } from '../../src-main/engine/chain/statement-layout.ts';
import { verifyInference } from '../../src-main/engine/chain/verify-inference.ts';
import { BASE_FIELD, SCALAR_FIELD } from '../../src-main/engine/proofs/bn254.ts';
import { appRefusal } from './support/app-refusal.ts';
import { makeTestSetup, type TestCircuit, type TestSetup } from './support/groth16-setup.ts';

const LAYOUT: StatementLayout = {
  inputs: [{ name: 'image', mode: 'committed', count: 784, bits: 8, signed: false }],
  outputs: { count: 10, bits: 16, signed: true },
};
const OUTPUT = [-32768n, 32767n, 0n, -1n, 1n, 1000n, -1000n, 7n, 8n, 9n];
const COMMITMENT_SIGNAL = 0x1234567890abcdefn << 180n;
const HASHES = {
  modelHash: id('model'),
  circuitHash: id('circuit'),
  uri: 'ipfs://bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3',
};

let chain: LocalChain;
let setup: TestSetup;
let circuit: TestCircuit;
let owner: Signer;
let consumer: Signer;
let thief: Signer;
let addresses: ContractAddresses;
let modelId: bigint;
let inference: ProvenInference;

async function contextFor(changes: Partial<ProofContext> = {}): Promise<ProofContext> {
  return { requestId: id('request'), payee: await owner.getAddress(), deadline: 0n, ...changes };
}

async function prove(
  ofModel: bigint,
  context: ProofContext,
  place: { chainId: bigint; router: string } = { chainId: 31337n, router: addresses.router },
): Promise<ProvenInference> {
  const ctx = computeContext({
    ...context,
    ...place,
    modelId: ofModel,
    consumer: await consumer.getAddress(),
  });
  const proof = await circuit.prove([ctx, COMMITMENT_SIGNAL, ...packValues(OUTPUT, LAYOUT.outputs)]);
  const inputSignals = [COMMITMENT_SIGNAL];
  return {
    modelId: ofModel,
    inputCommitment: computeInputCommitment(LAYOUT, inputSignals),
    output: OUTPUT,
    context,
    points: encodeProofPoints(proof),
    inputSignals,
  };
}

async function check(changes: Partial<ProvenInference> = {}, offChain = false): Promise<void> {
  const changed = { ...inference, ...changes };
  await checkInference(chain.provider, addresses.registry, changed, {
    consumer: await consumer.getAddress(),
    offChain,
  });
}

beforeAll(async () => {
  [chain, setup] = await Promise.all([startLocalChain(), makeTestSetup()]);
  [owner, consumer, thief] = [chain.account(0), chain.account(1), chain.account(2)];
  circuit = await setup.circuit(3);
  ({ addresses } = await deployContracts(owner));
  const { key } = encodeVerifyingKey(circuit.key, LAYOUT, id('transcript'));
  ({ modelId } = await registerModel(owner, addresses, { ...HASHES, key }));
  inference = await prove(modelId, await contextFor());
});

afterAll(async () => {
  await chain?.stop();
  await setup?.dispose();
});

describe('an inference', () => {
  test('is accepted, and says so in the event', async () => {
    const { transactionHash } = await verifyInference(consumer, addresses.registry, inference);
    const receipt = await chain.provider.getTransactionReceipt(transactionHash);
    const events = receipt!.logs.map((log) => REGISTRY.abi.parseLog(log));
    expect(events).toHaveLength(1);
    expect(events[0]!.name).toBe('InferenceVerified');
    expect([...events[0]!.args]).toEqual([
      modelId,
      inference.inputCommitment,
      encodeOutput(OUTPUT),
      await consumer.getAddress(),
    ]);
  });

  test('is refused when its output, input or context differs from what was proven', async () => {
    const output = [...OUTPUT];
    output[3] = 5n;
    expect(await appRefusal(check({ output }))).toBe('InvalidProof');

    const inputSignals = [COMMITMENT_SIGNAL + 1n];
    const inputCommitment = computeInputCommitment(LAYOUT, inputSignals);
    expect(await appRefusal(check({ inputSignals, inputCommitment }))).toBe('InvalidProof');
    expect(await appRefusal(check({ inputSignals }))).toBe('InputCommitmentMismatch');
    expect(await appRefusal(check({ inputCommitment }))).toBe('InputCommitmentMismatch');

    const future = BigInt(Math.floor(Date.now() / 1000)) + 100_000_000n;
    for (const change of [
      { requestId: id('another') },
      { payee: await thief.getAddress() },
      { deadline: future },
    ] satisfies Partial<ProofContext>[]) {
      expect(
        await appRefusal(check({ context: { ...inference.context, ...change } })),
        JSON.stringify(Object.keys(change)),
      ).toBe('InvalidProof');
    }
  });

  test('is bound to the chain, the router and the model', async () => {
    for (const place of [
      { chainId: 1n, router: addresses.router },
      { chainId: 31337n, router: addresses.registry },
    ]) {
      const elsewhere = await prove(modelId, await contextFor(), place);
      expect(await appRefusal(check(elsewhere))).toBe('InvalidProof');
    }
    const { key } = encodeVerifyingKey(circuit.key, LAYOUT, id('transcript'));
    const twin = await registerModel(owner, addresses, { ...HASHES, circuitHash: id('other circuit'), key });
    expect(twin.alreadyRegistered).toBe(false);
    expect(await appRefusal(check({ modelId: twin.modelId }))).toBe('InvalidProof');
  });

  test('cannot be used by another consumer, nor copied for another payee', async () => {
    expect(await appRefusal(verifyInference(thief, addresses.registry, inference))).toBe('InvalidProof');
    const copied = { ...inference, context: { ...inference.context, payee: await thief.getAddress() } };
    expect(await appRefusal(verifyInference(thief, addresses.registry, copied))).toBe('InvalidProof');
    expect(await appRefusal(verifyInference(consumer, addresses.registry, copied))).toBe('InvalidProof');
  });

  test('counts until its deadline', async () => {
    const { timestamp } = (await chain.provider.getBlock('latest'))!;
    const late = await prove(modelId, await contextFor({ deadline: BigInt(timestamp) - 1n }));
    expect(await appRefusal(verifyInference(consumer, addresses.registry, late))).toBe('DeadlineExpired');
    expect(await appRefusal(check(late))).toBe('DeadlineExpired');
    // The view finds the deadline last: a wrong proof is a wrong proof.
    expect(await appRefusal(check({ ...late, context: { ...late.context, requestId: id('x') } }))).toBe(
      'InvalidProof',
    );

    const timely = await prove(modelId, await contextFor({ deadline: BigInt(timestamp) + 1_000_000n }));
    await check(timely);
    const beyond = await prove(modelId, await contextFor({ deadline: 1n << 64n }));
    expect(await appRefusal(check(beyond))).toBe('DeadlineOutOfRange');
  });

  test('is refused with another key of the same circuit', async () => {
    const { key } = encodeVerifyingKey(circuit.otherKey, LAYOUT, id('transcript'));
    const other = await registerModel(owner, addresses, { ...HASHES, key });
    const swapped = await prove(other.modelId, await contextFor());
    expect(await appRefusal(check(swapped))).toBe('InvalidProof');
  });

  test('has one encoding of signals, points, output and proof', async () => {
    const inputSignals = [COMMITMENT_SIGNAL + SCALAR_FIELD];
    const aliased = { inputSignals, inputCommitment: computeInputCommitment(LAYOUT, inputSignals) };
    expect(await appRefusal(check(aliased))).toBe('SignalOutOfField');

    for (let index = 0; index < 8; index++) {
      const points = [...inference.points] as ProofPoints;
      if (points[index]! + BASE_FIELD >= 1n << 256n) continue;
      points[index] = points[index]! + BASE_FIELD;
      expect(await appRefusal(check({ points })), `point word ${index}`).toBe('InvalidProof');
      points[index] = (inference.points[index]! + 1n) % BASE_FIELD;
      expect(await appRefusal(check({ points })), `point word ${index}`).toBe('InvalidProof');
    }
    expect(await appRefusal(check({ points: [0n, 0n, 0n, 0n, 0n, 0n, 0n, 0n] }))).toBe('InvalidProof');

    expect(await appRefusal(check({ output: OUTPUT.slice(1) }))).toBe('OutputCountMismatch');
    expect(await appRefusal(check({ output: [...OUTPUT, 0n] }))).toBe('OutputCountMismatch');
    expect(await appRefusal(check({ output: [] }))).toBe('OutputCountMismatch');
    expect(await appRefusal(check({ inputSignals: [] }))).toBe('InputSignalCountMismatch');
    expect(await appRefusal(check({ inputSignals: [COMMITMENT_SIGNAL, 0n] }))).toBe(
      'InputSignalCountMismatch',
    );
    for (const value of [32768n, -32769n, 1n << 16n, (1n << 255n) - 1n, -(1n << 255n)]) {
      expect(await appRefusal(check({ output: [value, ...OUTPUT.slice(1)] })), String(value)).toBe(
        'OutputValueOutOfRange',
      );
    }

    const { context, points } = inference;
    const proof = encodeProof(context, points, inference.inputSignals);
    const output = encodeOutput(OUTPUT);
    const raw = async (rawOutput: string, rawProof: string): Promise<string> =>
      appRefusal(
        callContract(chain.provider, addresses.registry, REGISTRY.abi, 'checkInference', [
          modelId,
          inference.inputCommitment,
          rawOutput,
          rawProof,
          await consumer.getAddress(),
          false,
        ]),
      );
    expect(await raw(output, proof)).toBe('accepted');
    expect(await raw(`${output}${ZeroHash.slice(2)}`, proof)).toBe('OutputMismatch');
    expect(await raw(`${output}00`, proof)).toBe('OutputMismatch');
    expect(await raw(output.slice(0, -64), proof)).toBe('OutputMismatch');
    expect(await raw('0x', proof)).toBe('OutputMismatch');
    expect(await raw(output, `${proof}${ZeroHash.slice(2)}`)).toBe('MalformedProof');
    expect(await raw(output, proof.slice(0, -2))).toBe('MalformedProof');
    expect(await raw(output, '0x')).toBe('MalformedProof');
    const dirtyPayee = `${proof.slice(0, 2 + 64)}01${proof.slice(2 + 66)}`;
    expect(await raw(output, dirtyPayee)).toBe('MalformedProof');
  });

  test('off chain is bound to chain 0 and router 0, and is worth nothing on chain', async () => {
    const offChain = await prove(modelId, await contextFor(), OFF_CHAIN);
    await check(offChain, true);
    expect(await appRefusal(check(offChain, false))).toBe('InvalidProof');
    expect(await appRefusal(check(inference, true))).toBe('InvalidProof');
    expect(await appRefusal(verifyInference(consumer, addresses.registry, offChain))).toBe('InvalidProof');
  });
});

describe('a statement with several inputs and output elements', () => {
  const layout: StatementLayout = {
    inputs: [
      { name: 'age', mode: 'public', count: 3, bits: 100, signed: true },
      { name: 'image', mode: 'committed', count: 784, bits: 8, signed: false },
    ],
    outputs: { count: 32, bits: 16, signed: false },
  };
  const inputs = [...packValues([-5n, 0n, (1n << 99n) - 1n], layout.inputs[0]!), 77n];
  const outputs = Array.from({ length: 32 }, (_, index) => BigInt(index * 2111) % 65536n);

  test('is accepted, and each signal of it is bound', async () => {
    const wide = await setup.circuit(7);
    const { key, vkHash } = encodeVerifyingKey(wide.key, layout, id('transcript'));
    expect(keccak256(key)).toBe(vkHash);
    const registered = await registerModel(owner, addresses, { ...HASHES, key });
    const context = await contextFor();
    const consumerAddress = await consumer.getAddress();
    const ctx = computeContext({
      ...context,
      chainId: 31337n,
      router: addresses.router,
      modelId: registered.modelId,
      consumer: consumerAddress,
    });
    const signals = [ctx, ...inputs, ...packValues(outputs, layout.outputs)];
    expect(signals).toHaveLength(7);
    const proven: ProvenInference = {
      modelId: registered.modelId,
      inputCommitment: computeInputCommitment(layout, inputs),
      output: outputs,
      context,
      points: encodeProofPoints(await wide.prove(signals)),
      inputSignals: inputs,
    };
    await verifyInference(consumer, addresses.registry, proven);
    for (const index of inputs.keys()) {
      const inputSignals = inputs.with(index, inputs[index]! ^ 1n);
      const inputCommitment = computeInputCommitment(layout, inputSignals);
      expect(await appRefusal(check({ ...proven, inputSignals, inputCommitment }))).toBe('InvalidProof');
    }
    for (const index of outputs.keys()) {
      expect(await appRefusal(check({ ...proven, output: outputs.with(index, outputs[index]! ^ 1n) }))).toBe(
        'InvalidProof',
      );
    }
    expect(await appRefusal(check({ ...proven, output: outputs.with(0, -1n) }))).toBe(
      'OutputValueOutOfRange',
    );

    // The verifier itself counts and bounds every signal.
    const verify = (values: bigint[]): Promise<string> =>
      appRefusal(
        callContract(chain.provider, addresses.verifier, VERIFIER.abi, 'verify', [
          vkHash,
          values,
          proven.points,
        ]),
      );
    expect(await verify(signals)).toBe('accepted');
    expect(await verify(signals.slice(1))).toBe('SignalCountMismatch');
    expect(await verify([...signals, 0n])).toBe('SignalCountMismatch');
    for (const index of signals.keys()) {
      expect(await verify(signals.with(index, signals[index]! + SCALAR_FIELD))).toBe('SignalOutOfField');
    }
  });
});
