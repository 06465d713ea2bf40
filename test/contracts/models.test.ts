import { ZeroHash, id, type Signer } from 'ethers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callContract, sendTransaction } from '../../src-main/engine/chain/call-contract.ts';
import { checkInference } from '../../src-main/engine/chain/check-inference.ts';
import { computeContext } from '../../src-main/engine/chain/compute-context.ts';
import { computeInputCommitment } from '../../src-main/engine/chain/compute-input-commitment.ts';
import { REGISTRY, type ContractAddresses } from '../../src-main/engine/chain/contract-bindings.ts';
import { deployContracts } from '../../src-main/engine/chain/deploy-contracts.ts';
import { GROTH16_PROOF_SYSTEM_ID } from '../../src-main/engine/chain/domains.ts';
import {
  encodeVerifyingKey,
  type EncodedVerifyingKey,
} from '../../src-main/engine/chain/encode-verifying-key.ts';
import type { ProvenInference } from '../../src-main/engine/chain/inference-arguments.ts';
import { packValues } from '../../src-main/engine/chain/pack-values.ts';
import { registerModel } from '../support/register-model.ts';
import { setSuccessor } from '../../src-main/engine/chain/set-successor.ts';
import { startLocalChain, type LocalChain } from '../../src-main/engine/chain/start-local-chain.ts';
import type { StatementLayout } from '../../src-main/engine/chain/statement-layout.ts';
import type {
  AbiOf,
  MethodArguments,
  MethodName,
  MethodResults,
} from '../../src-main/engine/chain/typed-interface.ts';
import { verifyInference } from '../../src-main/engine/chain/verify-inference.ts';
import { appRefusal } from './support/app-refusal.ts';
import { makeTrapdoorKey } from './support/trapdoor-key.ts';

type RegistryAbi = AbiOf<typeof REGISTRY.abi>;

const LAYOUT: StatementLayout = {
  inputs: [{ name: 'image', mode: 'committed', count: 784, bits: 8, signed: false }],
  outputs: { count: 10, bits: 16, signed: true },
};
const OUTPUT = [-32768n, 32767n, 0n, -1n, 1n, 1000n, -1000n, 7n, 8n, 9n];
const INPUT_SIGNALS = [0x1234567890abcdefn << 180n];
const HASHES = {
  modelHash: id('model'),
  circuitHash: id('circuit'),
  uri: 'ipfs://bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3',
};

let chain: LocalChain;
let owner: Signer;
let consumer: Signer;
let thief: Signer;
let addresses: ContractAddresses;
let modelId: bigint;
let inference: ProvenInference;

const trapdoorKey = makeTrapdoorKey({ signals: 3, seed: 'models' });

function encodeKey(transcript: string): EncodedVerifyingKey {
  return encodeVerifyingKey(trapdoorKey.key, LAYOUT, id(transcript));
}

async function prove(ofModel: bigint): Promise<ProvenInference> {
  const context = { requestId: id('request'), payee: await owner.getAddress(), deadline: 0n };
  const ctx = computeContext({
    ...context,
    chainId: 31337n,
    router: addresses.router,
    modelId: ofModel,
    consumer: await consumer.getAddress(),
  });
  return {
    modelId: ofModel,
    inputCommitment: computeInputCommitment(LAYOUT, INPUT_SIGNALS),
    output: OUTPUT,
    context,
    points: trapdoorKey.prove([ctx, ...INPUT_SIGNALS, ...packValues(OUTPUT, LAYOUT.outputs)]).points,
    inputSignals: INPUT_SIGNALS,
  };
}

async function check(changes: Partial<ProvenInference> = {}): Promise<void> {
  const options = { consumer: await consumer.getAddress(), offChain: false };
  await checkInference(chain.provider, addresses.registry, { ...inference, ...changes }, options);
}

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

beforeAll(async () => {
  chain = await startLocalChain();
  [owner, consumer, thief] = [chain.account(0), chain.account(1), chain.account(2)];
  ({ addresses } = await deployContracts(owner));
  ({ modelId } = await registerModel(owner, addresses, { ...HASHES, key: encodeKey('transcript').key }));
  inference = await prove(modelId);
});

afterAll(async () => {
  await chain?.stop();
});

describe('a model', () => {
  test('is registered once by an owner', async () => {
    const { key, vkHash } = encodeKey('transcript');
    const again = await registerModel(owner, addresses, { ...HASHES, key });
    expect(again).toEqual({ modelId, vkHash, alreadyRegistered: true });
    const commitment = { ...HASHES, vkHash, proofSystemId: GROTH16_PROOF_SYSTEM_ID };
    expect(await appRefusal(send(owner, 'registerModel', [commitment]))).toBe('ModelAlreadyRegistered');
    const others = await registerModel(thief, addresses, { ...HASHES, key });
    expect(others.modelId).not.toBe(modelId);
    expect(others.alreadyRegistered).toBe(false);
  });

  test('needs a stored key, the hash of that key and a known proof system', async () => {
    const { key, vkHash } = encodeKey('another transcript');
    const commitment = { ...HASHES, vkHash, proofSystemId: GROTH16_PROOF_SYSTEM_ID };
    expect(await appRefusal(send(owner, 'registerModel', [commitment]))).toBe('UnknownKey');
    expect(
      await appRefusal(send(owner, 'registerModelWithKey', [{ ...commitment, vkHash: ZeroHash }, key])),
    ).toBe('VkHashMismatch');
    expect(
      await appRefusal(send(owner, 'registerModel', [{ ...commitment, proofSystemId: '0x6210cc33' }])),
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
    expect(await appRefusal(send(thief, 'updateModel', [modelId, changed]))).toBe('NotModelOwner');
    for (const name of ['modelHash', 'circuitHash', 'vkHash']) {
      expect(await appRefusal(send(owner, 'updateModel', [modelId, { ...changed, [name]: id('x') }]))).toBe(
        'OnlyUriMayChange',
      );
    }
    expect(
      await appRefusal(send(owner, 'updateModel', [modelId, { ...changed, proofSystemId: '0x00000000' }])),
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
    expect(await appRefusal(check({ modelId: 1n }))).toBe('ModelNotFound');
    expect(
      await appRefusal(verifyInference(consumer, addresses.registry, { ...inference, modelId: 1n })),
    ).toBe('ModelNotFound');
    for (const method of ['getModel', 'proofSystemOf'] as const)
      expect(await appRefusal(view(method, [1n]))).toBe('ModelNotFound');
    expect(await appRefusal(send(owner, 'deprecateModel', [1n]))).toBe('ModelNotFound');
  });

  test('is deprecated by its owner, for good', async () => {
    const { key } = encodeKey('transcript');
    const old = await registerModel(owner, addresses, { ...HASHES, modelHash: id('old'), key });
    const proven = await prove(old.modelId);
    await verifyInference(consumer, addresses.registry, proven);
    expect(await appRefusal(send(thief, 'deprecateModel', [old.modelId]))).toBe('NotModelOwner');
    await send(owner, 'deprecateModel', [old.modelId]);
    expect(await appRefusal(send(owner, 'deprecateModel', [old.modelId]))).toBe('ModelIsDeprecated');
    expect(await appRefusal(verifyInference(consumer, addresses.registry, proven))).toBe(
      'VerificationRefused_ModelDeprecated',
    );
    expect(await appRefusal(check(proven))).toBe('VerificationRefused_ModelDeprecated');
    expect(await appRefusal(check({ ...proven, output: [1n, ...OUTPUT.slice(1)] }))).toBe('InvalidProof');
    expect(await view('getModel', [old.modelId])).toMatchObject({ 1: true });
    await check();
  });
});

describe('a successor', () => {
  const register = async (name: string, by: Signer = owner): Promise<bigint> =>
    (await registerModel(by, addresses, { ...HASHES, modelHash: id(name), key: encodeKey('transcript').key }))
      .modelId;
  const name = (oldModelId: bigint, newModelId: bigint, by: Signer = owner): Promise<string> =>
    appRefusal(setSuccessor(by, addresses.registry, { oldModelId, newModelId }));
  const successorOf = async (ofModel: bigint): Promise<bigint> => (await view('successorOf', [ofModel]))[0];

  test('is named once, by the owner of both', async () => {
    const [first, second, third] = [await register('one'), await register('two'), await register('three')];
    const foreign = await register('one', thief);
    expect(await successorOf(first)).toBe(0n);
    for (const by of [thief, consumer]) {
      expect(await name(first, second, by)).toBe('NotModelOwner');
      expect(await name(first, foreign, by)).toBe('NotModelOwner');
    }
    expect(await name(first, foreign)).toBe('NotModelOwner');
    expect(await name(foreign, first)).toBe('NotModelOwner');
    expect(await name(first, second)).toBe('accepted');
    expect(await successorOf(first)).toBe(second);
    for (const another of [second, third]) {
      expect(await name(first, another)).toBe('SuccessorAlreadySet');
    }
    expect(await successorOf(first)).toBe(second);
    expect(await successorOf(second)).toBe(0n);
  });

  test('is a model that is registered, another one, and the last of its line', async () => {
    const [first, second, third] = [await register('a'), await register('b'), await register('c')];
    expect(await name(first, 1n)).toBe('ModelNotFound');
    expect(await name(1n, first)).toBe('ModelNotFound');
    expect(await appRefusal(view('successorOf', [1n]))).toBe('ModelNotFound');
    expect(await name(first, first)).toBe('SuccessorNotLast');
    expect(await name(first, second)).toBe('accepted');
    expect(await name(second, first)).toBe('SuccessorNotLast');
    expect(await name(third, first)).toBe('SuccessorNotLast');
    expect(await name(second, third)).toBe('accepted');
    expect(await name(third, first)).toBe('SuccessorNotLast');
  });

  test('changes nothing about what is verified', async () => {
    const newModelId = await register('new');
    expect(await name(modelId, newModelId)).toBe('accepted');
    await check();
    await verifyInference(consumer, addresses.registry, inference);
    expect(await appRefusal(check({ modelId: newModelId }))).toBe('InvalidProof');
  });
});
