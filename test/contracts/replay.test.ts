import { id, type Signer } from 'ethers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AppError } from '../../src-main/api/errors.ts';
import { callContract } from '../../src-main/engine/chain/call-contract.ts';
import { OFF_CHAIN, type ProofContext } from '../../src-main/engine/chain/compute-context.ts';
import { connectChain } from '../../src-main/engine/chain/connect-chain.ts';
import { REGISTRY, type ContractAddresses } from '../../src-main/engine/chain/contract-bindings.ts';
import { deployContracts } from '../../src-main/engine/chain/deploy-contracts.ts';
import { inferenceArguments, type ProvenInference } from '../../src-main/engine/chain/inference-arguments.ts';
import { startLocalChain, type LocalChain } from '../../src-main/engine/chain/start-local-chain.ts';
import type { StatementLayout } from '../../src-main/engine/chain/statement-layout.ts';
import { verifyInference } from '../../src-main/engine/chain/verify-inference.ts';
import { registerTrapdoorModel, type TrapdoorModel } from './support/trapdoor-model.ts';

const LAYOUT: StatementLayout = {
  inputs: [{ name: 'image', mode: 'committed', count: 784, bits: 8, signed: false }],
  outputs: { count: 10, bits: 16, signed: true },
};
const INPUT_SIGNALS = [0x1234567890abcdefn << 180n];
const OUTPUT = [-32768n, 32767n, 0n, -1n, 1n, 1000n, -1000n, 7n, 8n, 9n];
const HOME = 31_337n;
const ELSEWHERE = 424_242n;

let home: LocalChain;
let other: LocalChain;
let owner: Signer;
let consumer: Signer;
let addresses: ContractAddresses;
let model: TrapdoorModel;

beforeAll(async () => {
  [home, other] = await Promise.all([startLocalChain(), startLocalChain()]);
  [owner, consumer] = [home.account(0), home.account(1)];
  ({ addresses } = await deployContracts(owner));
  model = await registerTrapdoorModel(owner, addresses, LAYOUT, 'replay');
});

afterAll(async () => {
  await home?.stop();
  await other?.stop();
});

async function prove(
  changes: Partial<ProofContext> = {},
  place?: { chainId: bigint; router: string },
): Promise<ProvenInference> {
  return model.prove({
    context: { requestId: id('request'), payee: await owner.getAddress(), deadline: 0n, ...changes },
    consumer: await consumer.getAddress(),
    inputSignals: INPUT_SIGNALS,
    output: OUTPUT,
    ...(place && { place }),
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

describe('a proof that was accepted once', () => {
  test('is refused on a chain with another id, by the same contracts at the same addresses', async () => {
    await other.provider.send('anvil_setChainId', [Number(ELSEWHERE)]);
    const provider = await connectChain(other.url, { pollingInterval: 50 });
    expect((await provider.getNetwork()).chainId).toBe(ELSEWHERE);
    const [ownerThere, consumerThere] = [0, 1].map((index) => other.account(index).connect(provider)) as [
      Signer,
      Signer,
    ];
    expect((await deployContracts(ownerThere)).addresses).toEqual(addresses);

    const inference = await prove();
    await verifyInference(consumer, addresses.registry, inference);
    // The same owner registers the same model there: its id is another one.
    const modelThere = await registerTrapdoorModel(ownerThere, addresses, LAYOUT, 'replay');
    expect(modelThere.modelId).not.toBe(model.modelId);
    expect(modelThere.vkHash).toBe(model.vkHash);
    const there = (replayed: ProvenInference): Promise<string> =>
      refusal(verifyInference(consumerThere, addresses.registry, replayed));
    expect(await there(inference)).toBe('ModelNotFound');
    expect(await there({ ...inference, modelId: modelThere.modelId })).toBe('InvalidProof');
    // Nor is it the model's id alone that tells the chains apart.
    const consumerAddress = await consumerThere.getAddress();
    const proven = (chainId: bigint): ProvenInference =>
      modelThere.prove({
        context: inference.context,
        consumer: consumerAddress,
        inputSignals: INPUT_SIGNALS,
        output: OUTPUT,
        place: { chainId, router: addresses.router },
      });
    expect(await there(proven(HOME))).toBe('InvalidProof');
    expect(await there(proven(ELSEWHERE))).toBe('accepted');
    provider.destroy();
  });

  test('is refused by every other consumer, and in the view by every other claim', async () => {
    const inference = await prove();
    expect(await refusal(verifyInference(consumer, addresses.registry, inference))).toBe('accepted');
    for (const index of [0, 2, 3]) {
      const stranger = home.account(index);
      expect(await refusal(verifyInference(stranger, addresses.registry, inference))).toBe('InvalidProof');
      const view = callContract(home.provider, addresses.registry, REGISTRY.abi, 'checkInference', [
        ...inferenceArguments(inference),
        await stranger.getAddress(),
        false,
      ]);
      expect(await refusal(view)).toBe('InvalidProof');
    }
  });

  test('is refused through another router, and on a chain when it was made for none', async () => {
    const elsewhere = await prove({}, { chainId: HOME, router: addresses.registry });
    expect(await refusal(verifyInference(consumer, addresses.registry, elsewhere))).toBe('InvalidProof');
    const offChain = await prove({}, OFF_CHAIN);
    expect(await refusal(verifyInference(consumer, addresses.registry, offChain))).toBe('InvalidProof');
  });

  test('is refused from the first second after its deadline on', async () => {
    const { timestamp } = (await home.provider.getBlock('latest'))!;
    const deadline = BigInt(timestamp) + 1000n;
    const inference = await prove({ deadline });
    const at = async (second: bigint): Promise<string> => {
      await home.provider.send('evm_setNextBlockTimestamp', [Number(second)]);
      await home.provider.send('evm_mine', []);
      const view = callContract(home.provider, addresses.registry, REGISTRY.abi, 'checkInference', [
        ...inferenceArguments(inference),
        await consumer.getAddress(),
        false,
      ]);
      return refusal(view);
    };
    expect(await at(deadline - 1n)).toBe('accepted');
    expect(await at(deadline)).toBe('accepted');
    await home.provider.send('anvil_setBlockTimestampInterval', [0]);
    expect(await refusal(verifyInference(consumer, addresses.registry, inference))).toBe('accepted');
    await home.provider.send('anvil_removeBlockTimestampInterval', []);
    expect(await at(deadline + 1n)).toBe('DeadlineExpired');
    expect(await refusal(verifyInference(consumer, addresses.registry, inference))).toBe('DeadlineExpired');
    // No other deadline can be put in its place, not even none.
    for (const later of [deadline + 1_000_000n, 0n]) {
      const extended = { ...inference, context: { ...inference.context, deadline: later } };
      expect(await refusal(verifyInference(consumer, addresses.registry, extended))).toBe('InvalidProof');
    }
  });
});
