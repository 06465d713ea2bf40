import type { HDNodeWallet } from 'ethers';
import {
  ContractFunctionRevertedError,
  BaseError,
  createPublicClient,
  createWalletClient,
  encodeAbiParameters,
  hashTypedData,
  http,
  keccak256,
  parseEther,
  stringToBytes,
  zeroAddress,
  type Hex,
} from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { foundry } from 'viem/chains';
import { afterAll, beforeAll, describe, expect, expectTypeOf, test } from 'vitest';
import {
  addresses,
  contractErrorsAbi,
  deployment,
  groth16ProofSystemId,
  inferenceMarketAbi,
  inferenceRequestTypes,
  marketDomain,
  modelRegistryAbi,
  nativeToken,
  requestState,
  verifierRouterAbi,
} from '../../sdk/src/index.ts';
import { deployContracts, predictAddresses } from '../../src-main/engine/chain/deploy-contracts.ts';
import { startLocalChain, type LocalChain } from '../../src-main/engine/chain/start-local-chain.ts';
import { registerTrapdoorModel, type TrapdoorModel } from './support/trapdoor-model.ts';

const OUTPUT = [-3n, 2n, 1n];
const REGISTRY = { address: addresses.registry, abi: modelRegistryAbi } as const;
const MARKET = { address: addresses.market, abi: inferenceMarketAbi } as const;

let chain: LocalChain;
let model: TrapdoorModel;

beforeAll(async () => {
  chain = await startLocalChain();
  const owner = chain.account(0);
  const deployed = await deployContracts(owner, { market: true });
  model = await registerTrapdoorModel(
    owner,
    deployed.addresses,
    {
      inputs: [{ name: 'x', mode: 'committed', count: 4, bits: 8, signed: false }],
      outputs: { count: OUTPUT.length, bits: 16, signed: true },
    },
    'sdk',
  );
});

afterAll(async () => {
  await chain?.stop();
});

const publicClient = () => createPublicClient({ chain: foundry, transport: http(chain.url) });
const account = (index: number) =>
  privateKeyToAccount((chain.account(index) as HDNodeWallet).privateKey as Hex);

/** The custom error that a call of viem ended with. */
async function errorOf(call: Promise<unknown>): Promise<unknown> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof BaseError)) throw error;
    const reverted = error.walk((cause) => cause instanceof ContractFunctionRevertedError);
    if (reverted instanceof ContractFunctionRevertedError) return reverted.data?.errorName;
    throw error;
  }
  return 'accepted';
}

describe('a dApp with viem and the sdk', () => {
  test('knows the addresses of this version', () => {
    expect(addresses).toEqual(predictAddresses());
    expect(deployment.contracts.ModelRegistry.address).toBe(addresses.registry);
    expectTypeOf(addresses.registry).toExtend<Hex>();
  });

  test('reads router and model with the types of the contracts', async () => {
    const client = publicClient();
    expect(await client.readContract({ ...REGISTRY, functionName: 'router' })).toBe(addresses.router);
    const verifier = await client.readContract({
      address: addresses.router,
      abi: verifierRouterAbi,
      functionName: 'verifierOf',
      args: [groth16ProofSystemId],
    });
    expect(verifier).toBe(addresses.verifier);
    const [commitment, deprecated, owner] = await client.readContract({
      ...REGISTRY,
      functionName: 'getModel',
      args: [model.modelId],
    });
    expectTypeOf(commitment.vkHash).toEqualTypeOf<Hex>();
    expectTypeOf(deprecated).toEqualTypeOf<boolean>();
    expect([commitment.vkHash, deprecated, owner]).toEqual([model.vkHash, false, account(0).address]);
    expect(keccak256(stringToBytes('groth16-bn254-v1')).slice(0, 10)).toBe(groth16ProofSystemId);

    const unknown = client.readContract({ ...REGISTRY, functionName: 'getModel', args: [1n] });
    expect(await errorOf(unknown)).toBe('ModelNotFound');
    // @ts-expect-error the id is a bigint
    const wrong = () => client.readContract({ ...REGISTRY, functionName: 'getModel', args: ['1'] });
    expect(wrong).toBeTypeOf('function');
  });

  test('encodes and sends an inference by itself, and names the error of a false one', async () => {
    const consumer = account(1);
    const context = { requestId: keccak256('0x01'), payee: account(2).address, deadline: 0n };
    const inputSignals = [7n];
    const { points, inputCommitment } = model.prove({
      context,
      consumer: consumer.address,
      inputSignals,
      output: OUTPUT,
    });
    const encodeOutput = (values: readonly bigint[]): Hex =>
      encodeAbiParameters([{ type: 'int256[]' }], [values]);
    const proof = encodeAbiParameters(
      [
        {
          type: 'tuple',
          components: [
            { name: 'requestId', type: 'bytes32' },
            { name: 'payee', type: 'address' },
            { name: 'deadline', type: 'uint256' },
          ],
        },
        { type: 'uint256[8]' },
        { type: 'uint256[]' },
      ],
      [context, points, inputSignals],
    );
    const client = publicClient();
    const wallet = createWalletClient({ account: consumer, chain: foundry, transport: http(chain.url) });
    const verify = {
      ...REGISTRY,
      abi: [...modelRegistryAbi, ...contractErrorsAbi],
      functionName: 'verifyInference',
      account: consumer,
    } as const;
    const commitment = inputCommitment as Hex;
    const args = [model.modelId, commitment, encodeOutput(OUTPUT), proof] as const;
    const { request } = await client.simulateContract({ ...verify, args });
    const receipt = await client.waitForTransactionReceipt({
      hash: await wallet.writeContract(request),
      pollingInterval: 50,
    });
    expect(receipt.status).toBe('success');
    const events = await client.getContractEvents({
      ...REGISTRY,
      eventName: 'InferenceVerified',
      args: { modelId: model.modelId },
      strict: true,
    });
    expect(events.map(({ args: { caller, output } }) => [caller, output])).toEqual([
      [consumer.address, encodeOutput(OUTPUT)],
    ]);
    const falseArgs = [model.modelId, commitment, encodeOutput([-3n, 2n, 2n]), proof] as const;
    expect(await errorOf(client.simulateContract({ ...verify, args: falseArgs }))).toBe('InvalidProof');
    const outsider = client.simulateContract({ ...verify, args, account: account(3) });
    expect(await errorOf(outsider)).toBe('InvalidProof');
  });

  test('signs a request of the market that somebody else submits', async () => {
    const requester = account(4);
    const client = publicClient();
    const wallet = createWalletClient({ account: account(5), chain: foundry, transport: http(chain.url) });
    const wait = (hash: Hex) => client.waitForTransactionReceipt({ hash, pollingInterval: 50 });
    const fee = parseEther('1');
    const paying = { ...MARKET, functionName: 'deposit', value: fee } as const;
    await wait(await wallet.writeContract({ ...paying, args: [nativeToken, fee, requester.address] }));

    const { timestamp } = await client.getBlock();
    const message = {
      requester: requester.address,
      modelId: model.modelId,
      inputCommitment: keccak256('0x02'),
      inputUri: 'ipfs://input',
      feeToken: nativeToken,
      fee,
      deadline: timestamp + 3600n,
      callback: zeroAddress,
      callbackGas: 0,
      nonce: 1n << 255n,
      submitBy: 0n,
    } as const;
    const typedData = {
      domain: marketDomain(foundry.id),
      types: inferenceRequestTypes,
      primaryType: 'InferenceRequest',
      message,
    } as const;
    const signature = await requester.signTypedData(typedData);
    const requestId = hashTypedData(typedData);
    const query = { ...MARKET, functionName: 'stateOf', args: [requestId] } as const;
    expect(await client.readContract(query)).toBe(requestState.none);
    await wait(
      await wallet.writeContract({ ...MARKET, functionName: 'requestFor', args: [message, signature] }),
    );
    expect(await client.readContract({ ...MARKET, functionName: 'requestIdOf', args: [message] })).toBe(
      requestId,
    );
    expect(await client.readContract(query)).toBe(requestState.open);

    await chain.provider.send('evm_setNextBlockTimestamp', [Number(timestamp) + 3601]);
    await wait(await wallet.writeContract({ ...MARKET, functionName: 'refund', args: [message] }));
    expect(await client.readContract(query)).toBe(requestState.refunded);
  });
});
