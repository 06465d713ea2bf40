import { bn254 } from '@noble/curves/bn254.js';
import {
  ZeroAddress,
  ZeroHash,
  getBytes,
  id,
  keccak256,
  zeroPadValue,
  type Interface,
  type Signer,
} from 'ethers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AppError } from '../../src-main/api/errors.ts';
import { callContract, sendTransaction } from '../../src-main/engine/chain/call-contract.ts';
import { checkInference } from '../../src-main/engine/chain/check-inference.ts';
import { OFF_CHAIN, computeContext, type ProofContext } from '../../src-main/engine/chain/compute-context.ts';
import { computeInputCommitment } from '../../src-main/engine/chain/compute-input-commitment.ts';
import {
  REGISTRY,
  ROUTER,
  VERIFIER,
  type ContractAddresses,
} from '../../src-main/engine/chain/contract-bindings.ts';
import { deployContracts } from '../../src-main/engine/chain/deploy-contracts.ts';
import { GROTH16_PROOF_SYSTEM_ID } from '../../src-main/engine/chain/domains.ts';
import {
  encodeOutput,
  encodeProof,
  encodeProofPoints,
  type ProofPoints,
} from '../../src-main/engine/chain/encode-proof.ts';
import { encodeVerifyingKey } from '../../src-main/engine/chain/encode-verifying-key.ts';
import { inferenceArguments, type ProvenInference } from '../../src-main/engine/chain/inference-arguments.ts';
import { packValues } from '../../src-main/engine/chain/pack-values.ts';
import { registerModel } from '../../src-main/engine/chain/register-model.ts';
import { startLocalChain, type LocalChain } from '../../src-main/engine/chain/start-local-chain.ts';
import type { StatementLayout } from '../../src-main/engine/chain/statement-layout.ts';
import type {
  AbiOf,
  MethodArguments,
  MethodName,
  MethodResults,
} from '../../src-main/engine/chain/typed-interface.ts';
import { verifyInference } from '../../src-main/engine/chain/verify-inference.ts';
import { BASE_FIELD, SCALAR_FIELD } from '../../src-main/engine/proofs/bn254.ts';
import { makeTestSetup, type TestCircuit, type TestSetup } from './support/groth16-setup.ts';

type RegistryAbi = AbiOf<typeof REGISTRY.abi>;

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
let registrationGas: bigint | undefined;
let inference: ProvenInference;
let gas: bigint;

/** Gas of the call itself: what the receipt says less the base and the calldata (EIP-2028). */
function executionGas(gasUsed: bigint, data: string): bigint {
  return getBytes(data).reduce((rest, byte) => rest - (byte === 0 ? 4n : 16n), gasUsed - 21_000n);
}

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

/** The contract's error that a call ends with. */
async function refusal(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof AppError)
      return /(\w+)\(|\((\w+)\)/.exec(error.message)?.slice(1).find(Boolean) ?? error.message;
    throw error;
  }
  return 'accepted';
}

beforeAll(async () => {
  [chain, setup] = await Promise.all([startLocalChain(), makeTestSetup()]);
  [owner, consumer, thief] = [chain.account(0), chain.account(1), chain.account(2)];
  circuit = await setup.circuit(3);
  const deployment = await deployContracts(owner);
  addresses = deployment.addresses;
  const { key } = encodeVerifyingKey(circuit.key, LAYOUT, id('transcript'));
  const registration = await registerModel(owner, addresses, { ...HASHES, key });
  ({ modelId, gasUsed: registrationGas } = registration);
  inference = await prove(modelId, await contextFor());
  const verified = await verifyInference(consumer, addresses.registry, inference);
  const receipt = await chain.provider.getTransactionReceipt(verified.transactionHash);
  const { data } = (await chain.provider.getTransaction(verified.transactionHash))!;
  gas = executionGas(verified.gasUsed, data);
  process.stdout.write(
    [
      ...deployment.deployed.map(({ name, gasUsed }) => `deploy ${name}: ${gasUsed} gas`),
      `register with key (${key.length} bytes): ${registrationGas} gas`,
      `verifyInference: ${receipt?.gasUsed} gas, ${gas} without base and calldata`,
      '',
    ].join('\n'),
  );
});

afterAll(async () => {
  await chain?.stop();
  await setup?.dispose();
});

describe('an inference', () => {
  test('is accepted within its gas, and says so in the event', async () => {
    expect(gas).toBeLessThanOrEqual(230_000n);
    expect(registrationGas).toBeLessThanOrEqual(600_000n);
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
    expect(await refusal(check({ output }))).toBe('InvalidProof');

    const inputSignals = [COMMITMENT_SIGNAL + 1n];
    const inputCommitment = computeInputCommitment(LAYOUT, inputSignals);
    expect(await refusal(check({ inputSignals, inputCommitment }))).toBe('InvalidProof');
    expect(await refusal(check({ inputSignals }))).toBe('InputCommitmentMismatch');
    expect(await refusal(check({ inputCommitment }))).toBe('InputCommitmentMismatch');

    const future = BigInt(Math.floor(Date.now() / 1000)) + 100_000_000n;
    for (const change of [
      { requestId: id('another') },
      { payee: await thief.getAddress() },
      { deadline: future },
    ] satisfies Partial<ProofContext>[]) {
      expect(
        await refusal(check({ context: { ...inference.context, ...change } })),
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
      expect(await refusal(check(elsewhere))).toBe('InvalidProof');
    }
    const { key } = encodeVerifyingKey(circuit.key, LAYOUT, id('transcript'));
    const twin = await registerModel(owner, addresses, { ...HASHES, circuitHash: id('other circuit'), key });
    expect(twin.alreadyRegistered).toBe(false);
    expect(await refusal(check({ modelId: twin.modelId }))).toBe('InvalidProof');
  });

  test('cannot be used by another consumer, nor copied for another payee', async () => {
    expect(await refusal(verifyInference(thief, addresses.registry, inference))).toBe('InvalidProof');
    const copied = { ...inference, context: { ...inference.context, payee: await thief.getAddress() } };
    expect(await refusal(verifyInference(thief, addresses.registry, copied))).toBe('InvalidProof');
    expect(await refusal(verifyInference(consumer, addresses.registry, copied))).toBe('InvalidProof');
  });

  test('counts until its deadline', async () => {
    const { timestamp } = (await chain.provider.getBlock('latest'))!;
    const late = await prove(modelId, await contextFor({ deadline: BigInt(timestamp) - 1n }));
    expect(await refusal(verifyInference(consumer, addresses.registry, late))).toBe('DeadlineExpired');
    expect(await refusal(check(late))).toBe('DeadlineExpired');
    // The view finds the deadline last: a wrong proof is a wrong proof.
    expect(await refusal(check({ ...late, context: { ...late.context, requestId: id('x') } }))).toBe(
      'InvalidProof',
    );

    const timely = await prove(modelId, await contextFor({ deadline: BigInt(timestamp) + 1_000_000n }));
    await check(timely);
    const beyond = await prove(modelId, await contextFor({ deadline: 1n << 64n }));
    expect(await refusal(check(beyond))).toBe('DeadlineOutOfRange');
  });

  test('is refused with another key of the same circuit', async () => {
    const { key } = encodeVerifyingKey(circuit.otherKey, LAYOUT, id('transcript'));
    const other = await registerModel(owner, addresses, { ...HASHES, key });
    const swapped = await prove(other.modelId, await contextFor());
    expect(await refusal(check(swapped))).toBe('InvalidProof');
  });

  test('has one encoding of signals, points, output and proof', async () => {
    const inputSignals = [COMMITMENT_SIGNAL + SCALAR_FIELD];
    const aliased = { inputSignals, inputCommitment: computeInputCommitment(LAYOUT, inputSignals) };
    expect(await refusal(check(aliased))).toBe('SignalOutOfField');

    for (let index = 0; index < 8; index++) {
      const points = [...inference.points] as ProofPoints;
      if (points[index]! + BASE_FIELD >= 1n << 256n) continue;
      points[index] = points[index]! + BASE_FIELD;
      expect(await refusal(check({ points })), `point word ${index}`).toBe('InvalidProof');
      points[index] = (inference.points[index]! + 1n) % BASE_FIELD;
      expect(await refusal(check({ points })), `point word ${index}`).toBe('InvalidProof');
    }
    expect(await refusal(check({ points: [0n, 0n, 0n, 0n, 0n, 0n, 0n, 0n] }))).toBe('InvalidProof');

    expect(await refusal(check({ output: OUTPUT.slice(1) }))).toBe('OutputCountMismatch');
    expect(await refusal(check({ output: [...OUTPUT, 0n] }))).toBe('OutputCountMismatch');
    expect(await refusal(check({ output: [] }))).toBe('OutputCountMismatch');
    expect(await refusal(check({ inputSignals: [] }))).toBe('InputSignalCountMismatch');
    expect(await refusal(check({ inputSignals: [COMMITMENT_SIGNAL, 0n] }))).toBe('InputSignalCountMismatch');
    for (const value of [32768n, -32769n, 1n << 16n, (1n << 255n) - 1n, -(1n << 255n)]) {
      expect(await refusal(check({ output: [value, ...OUTPUT.slice(1)] })), String(value)).toBe(
        'OutputValueOutOfRange',
      );
    }

    const { context, points } = inference;
    const proof = encodeProof(context, points, inference.inputSignals);
    const output = encodeOutput(OUTPUT);
    const raw = async (rawOutput: string, rawProof: string): Promise<string> =>
      refusal(
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
    expect(await refusal(check(offChain, false))).toBe('InvalidProof');
    expect(await refusal(check(inference, true))).toBe('InvalidProof');
    expect(await refusal(verifyInference(consumer, addresses.registry, offChain))).toBe('InvalidProof');
  });

  test('is the same statement when its proof is re-randomised: only the statement may serve as an id', async () => {
    const [ax, ay, bx1, bx0, by1, by0, cx, cy] = inference.points;
    const scalar = 123456789n;
    const a = bn254.G1.Point.fromAffine({ x: ax, y: ay }).multiply(scalar).toAffine();
    const b = bn254.G2.Point.fromAffine({ x: { c0: bx0, c1: bx1 }, y: { c0: by0, c1: by1 } })
      .multiply(bn254.fields.Fr.inv(scalar))
      .toAffine();
    const points: ProofPoints = [a.x, a.y, b.x.c1, b.x.c0, b.y.c1, b.y.c0, cx, cy];
    const [first, second] = await Promise.all(
      [inference, { ...inference, points }].map(async (proven) => {
        const data = REGISTRY.abi.encodeFunctionData('publicSignals', [
          ...inferenceArguments(proven),
          await consumer.getAddress(),
          false,
        ]);
        await check(proven);
        return chain.provider.call({ to: addresses.registry, data });
      }),
    );
    expect(second).toBe(first);
  });
});

describe('a model', () => {
  const send = <M extends MethodName<RegistryAbi>>(
    signer: Signer,
    method: M,
    args: MethodArguments<RegistryAbi, M>,
  ): Promise<unknown> =>
    sendTransaction(
      signer,
      { to: addresses.registry, data: REGISTRY.abi.encodeFunctionData(method, args) },
      {},
    );
  const view = <M extends MethodName<RegistryAbi>>(
    method: M,
    args: MethodArguments<RegistryAbi, M>,
  ): Promise<MethodResults<RegistryAbi, M>> =>
    callContract(chain.provider, addresses.registry, REGISTRY.abi, method, args);

  test('is registered once by an owner', async () => {
    const { key, vkHash } = encodeVerifyingKey(circuit.key, LAYOUT, id('transcript'));
    const again = await registerModel(owner, addresses, { ...HASHES, key });
    expect(again).toEqual({ modelId, vkHash, alreadyRegistered: true });
    const commitment = { ...HASHES, vkHash, proofSystemId: GROTH16_PROOF_SYSTEM_ID };
    expect(await refusal(send(owner, 'registerModel', [commitment]))).toBe('ModelAlreadyRegistered');
    const others = await registerModel(thief, addresses, { ...HASHES, key });
    expect(others.modelId).not.toBe(modelId);
    expect(others.alreadyRegistered).toBe(false);
  });

  test('needs a stored key, the hash of that key and a known proof system', async () => {
    const { key, vkHash } = encodeVerifyingKey(circuit.key, LAYOUT, id('another transcript'));
    const commitment = { ...HASHES, vkHash, proofSystemId: GROTH16_PROOF_SYSTEM_ID };
    expect(await refusal(send(owner, 'registerModel', [commitment]))).toBe('UnknownKey');
    expect(
      await refusal(send(owner, 'registerModelWithKey', [{ ...commitment, vkHash: ZeroHash }, key])),
    ).toBe('VkHashMismatch');
    expect(
      await refusal(send(owner, 'registerModel', [{ ...commitment, proofSystemId: '0x6210cc33' }])),
    ).toBe('UnsupportedProofSystem');
  });

  test('changes its uri at its owner’s word and nothing else', async () => {
    const [{ vkHash }] = await view('getModel', [modelId]);
    const changed = {
      ...HASHES,
      vkHash,
      proofSystemId: GROTH16_PROOF_SYSTEM_ID,
      uri: 'https://example.org/bundle.json',
    };
    expect(await refusal(send(thief, 'updateModel', [modelId, changed]))).toBe('NotModelOwner');
    for (const name of ['modelHash', 'circuitHash', 'vkHash']) {
      expect(await refusal(send(owner, 'updateModel', [modelId, { ...changed, [name]: id('x') }]))).toBe(
        'OnlyUriMayChange',
      );
    }
    expect(
      await refusal(send(owner, 'updateModel', [modelId, { ...changed, proofSystemId: '0x00000000' }])),
    ).toBe('OnlyUriMayChange');
    await send(owner, 'updateModel', [modelId, changed]);
    const [updated, deprecated, holder] = await view('getModel', [modelId]);
    const { modelHash, circuitHash, proofSystemId, uri } = updated;
    expect({ modelHash, circuitHash, vkHash: updated.vkHash, proofSystemId, uri }).toEqual(changed);
    expect(deprecated).toBe(false);
    expect(holder).toBe(await owner.getAddress());
    await check();
  });

  test('is refused when nobody registered it', async () => {
    expect(await refusal(check({ modelId: 1n }))).toBe('ModelNotFound');
    expect(await refusal(verifyInference(consumer, addresses.registry, { ...inference, modelId: 1n }))).toBe(
      'ModelNotFound',
    );
    for (const method of ['getModel', 'proofSystemOf'] as const)
      expect(await refusal(view(method, [1n]))).toBe('ModelNotFound');
    expect(await refusal(send(owner, 'deprecateModel', [1n]))).toBe('ModelNotFound');
  });

  test('is deprecated by its owner, for good', async () => {
    const { key } = encodeVerifyingKey(circuit.key, LAYOUT, id('transcript'));
    const old = await registerModel(owner, addresses, { ...HASHES, modelHash: id('old'), key });
    const proven = await prove(old.modelId, await contextFor());
    await verifyInference(consumer, addresses.registry, proven);
    expect(await refusal(send(thief, 'deprecateModel', [old.modelId]))).toBe('NotModelOwner');
    await send(owner, 'deprecateModel', [old.modelId]);
    expect(await refusal(send(owner, 'deprecateModel', [old.modelId]))).toBe('ModelIsDeprecated');
    expect(await refusal(verifyInference(consumer, addresses.registry, proven))).toBe(
      'VerificationRefused_ModelDeprecated',
    );
    expect(await refusal(check(proven))).toBe('VerificationRefused_ModelDeprecated');
    expect(await refusal(check({ ...proven, output: [1n, ...OUTPUT.slice(1)] }))).toBe('InvalidProof');
    expect(await view('getModel', [old.modelId])).toMatchObject({ 1: true });
    await check();
  });
});

describe('the contracts', () => {
  test('report the interfaces of ERC-165 and ERC-7992', async () => {
    for (const [interfaceId, expected] of [
      ['0x01ffc9a7', true],
      ['0xd28519b1', true],
      ['0x5df65472', true],
      ['0x80b171ef', true],
      ['0xffffffff', false],
    ] as const) {
      const [supported] = await callContract(
        chain.provider,
        addresses.registry,
        REGISTRY.abi,
        'supportsInterface',
        [interfaceId],
      );
      expect(supported, String(interfaceId)).toBe(expected);
    }
  });

  test('name each other and refuse to be built on an address without code', async () => {
    const read = async (
      address: string,
      abi: Interface,
      method: string,
      args: unknown[] = [],
    ): Promise<unknown> => (await callContract(chain.provider, address, abi, method, args))[0];
    expect(await read(addresses.registry, REGISTRY.abi, 'registry')).toBe(addresses.registry);
    expect(await read(addresses.registry, REGISTRY.abi, 'router')).toBe(addresses.router);
    expect(await read(addresses.router, ROUTER.abi, 'verifierOf', [GROTH16_PROOF_SYSTEM_ID])).toBe(
      addresses.verifier,
    );
    expect(await read(addresses.verifier, VERIFIER.abi, 'proofSystemId')).toBe('0x0550d137');
    expect(await read(addresses.registry, REGISTRY.abi, 'proofSystemOf', [modelId])).toBe('0x0550d137');
    for (const { bytecode } of [ROUTER, REGISTRY]) {
      const data = `${bytecode}${zeroPadValue(ZeroAddress, 32).slice(2)}`;
      await expect(owner.estimateGas({ data })).rejects.toMatchObject({ code: 'CALL_EXCEPTION' });
    }
  });

  test('are deployed once', async () => {
    expect(await deployContracts(owner)).toEqual({ addresses, deployed: [] });
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
      expect(await refusal(check({ ...proven, inputSignals, inputCommitment }))).toBe('InvalidProof');
    }
    for (const index of outputs.keys()) {
      expect(await refusal(check({ ...proven, output: outputs.with(index, outputs[index]! ^ 1n) }))).toBe(
        'InvalidProof',
      );
    }
    expect(await refusal(check({ ...proven, output: outputs.with(0, -1n) }))).toBe('OutputValueOutOfRange');

    // The verifier itself counts and bounds every signal.
    const verify = (values: bigint[]): Promise<string> =>
      refusal(
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
