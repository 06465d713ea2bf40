import { bn254 } from '@noble/curves/bn254.js';
import fc from 'fast-check';
import { hexlify, id, toBeHex } from 'ethers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callContract } from '../../../src-main/engine/chain/call-contract.ts';
import { computeContext } from '../../../src-main/engine/chain/compute-context.ts';
import { computeInputCommitment } from '../../../src-main/engine/chain/compute-input-commitment.ts';
import { computeModelId } from '../../../src-main/engine/chain/compute-model-id.ts';
import { REGISTRY, type ContractAddresses } from '../../../src-main/engine/chain/contract-bindings.ts';
import { deployContracts } from '../../../src-main/engine/chain/deploy-contracts.ts';
import { GROTH16_PROOF_SYSTEM_ID } from '../../../src-main/engine/chain/domains.ts';
import { encodeVerifyingKey } from '../../../src-main/engine/chain/encode-verifying-key.ts';
import { inferenceArguments } from '../../../src-main/engine/chain/inference-arguments.ts';
import { packValues } from '../../../src-main/engine/chain/pack-values.ts';
import { registerModel } from '../../support/register-model.ts';
import { startLocalChain, type LocalChain } from '../../../src-main/engine/chain/start-local-chain.ts';
import {
  inputSignalCount,
  signalCount,
  type PackedValues,
  type StatementLayout,
} from '../../../src-main/engine/chain/statement-layout.ts';
import type {
  AbiOf,
  MethodArguments,
  MethodName,
  MethodResults,
} from '../../../src-main/engine/chain/typed-interface.ts';
import { SCALAR_FIELD } from '../../../src-main/engine/proofs/bn254.ts';

type RegistryAbi = AbiOf<typeof REGISTRY.abi>;

const SEED = 7992;

let chain: LocalChain;
let addresses: ContractAddresses;

beforeAll(async () => {
  chain = await startLocalChain();
  ({ addresses } = await deployContracts(chain.account(0)));
});

afterAll(async () => {
  await chain?.stop();
});

/** A key of valid points for any layout; no proof exists for it, and none is needed to see how a statement is read. */
function anyKey(layout: StatementLayout): Uint8Array {
  const g1 = (scalar: number): string[] => {
    const { x, y } = bn254.G1.Point.BASE.multiply(BigInt(scalar)).toAffine();
    return [String(x), String(y), '1'];
  };
  const g2 = (scalar: number): string[][] => {
    const { x, y } = bn254.G2.Point.BASE.multiply(BigInt(scalar)).toAffine();
    return [
      [String(x.c0), String(x.c1)],
      [String(y.c0), String(y.c1)],
      ['1', '0'],
    ];
  };
  const nPublic = signalCount(layout);
  const snarkjsKey = {
    protocol: 'groth16',
    curve: 'bn128',
    nPublic,
    vk_alpha_1: g1(2),
    vk_beta_2: g2(3),
    vk_gamma_2: g2(4),
    vk_delta_2: g2(5),
    IC: Array.from({ length: nPublic + 1 }, (_, index) => g1(6 + index)),
  };
  return encodeVerifyingKey(snarkjsKey, layout, id('transcript')).key;
}

const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => hexlify(bytes));
const address = fc.uint8Array({ minLength: 20, maxLength: 20 }).map((bytes) => hexlify(bytes));
const values = (maximum: number): fc.Arbitrary<PackedValues> =>
  fc.record({
    count: fc.integer({ min: 1, max: maximum }),
    bits: fc.oneof(fc.integer({ min: 1, max: 32 }), fc.integer({ min: 33, max: 248 })),
    signed: fc.boolean(),
  });
const input = fc
  .record({ values: values(12), mode: fc.constantFrom('public' as const, 'committed' as const) })
  .map(({ values, mode }) => ({ name: 'x', mode, ...values }));
const statement = fc
  .record({ inputs: fc.array(input, { minLength: 1, maxLength: 5 }), outputs: values(40) })
  .chain((layout: StatementLayout) => {
    const { count, bits, signed } = layout.outputs;
    const limit = 1n << BigInt(bits);
    const min = signed ? -limit / 2n : 0n;
    const max = min + limit - 1n;
    const signals = inputSignalCount(layout);
    return fc.record({
      layout: fc.constant(layout),
      output: fc.array(fc.oneof(fc.constantFrom(min, max), fc.bigInt({ min, max })), {
        minLength: count,
        maxLength: count,
      }),
      inputSignals: fc.array(fc.bigInt({ min: 0n, max: SCALAR_FIELD - 1n }), {
        minLength: signals,
        maxLength: signals,
      }),
      context: fc.record({
        requestId: bytes32,
        payee: address,
        deadline: fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
      }),
      consumer: address,
      offChain: fc.boolean(),
      hashes: fc.record({ modelHash: bytes32, circuitHash: bytes32 }),
    });
  });

test('the registry reads every statement as the engine writes it', async () => {
  const owner = chain.account(0);
  await fc.assert(
    fc.asyncProperty(
      statement,
      async ({ layout, output, inputSignals, context, consumer, offChain, hashes }) => {
        const key = anyKey(layout);
        const { modelId, vkHash } = await registerModel(owner, addresses, { ...hashes, key, uri: '' });
        const ofContract = { registry: addresses.registry, owner: await owner.getAddress() };
        expect(modelId).toBe(computeModelId({ chainId: 31337n, ...ofContract, ...hashes, vkHash }));
        const call = <M extends MethodName<RegistryAbi>>(
          method: M,
          args: MethodArguments<RegistryAbi, M>,
        ): Promise<MethodResults<RegistryAbi, M>> =>
          callContract(chain.provider, addresses.registry, REGISTRY.abi, method, args);
        const commitment = { ...hashes, vkHash, proofSystemId: GROTH16_PROOF_SYSTEM_ID, uri: 'x' };
        expect((await call('modelIdOf', [ofContract.owner, commitment]))[0]).toBe(modelId);

        const place = offChain
          ? { chainId: 0n, router: toBeHex(0, 20) }
          : { chainId: 31337n, router: addresses.router };
        const ctx = computeContext({ ...context, ...place, modelId, consumer });
        expect((await call('contextOf', [modelId, context, consumer, offChain]))[0]).toBe(ctx);
        expect(ctx).toBeLessThan(1n << 253n);

        const inference = {
          modelId,
          inputCommitment: computeInputCommitment(layout, inputSignals),
          output,
          context,
          points: [1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n] as [
            bigint,
            bigint,
            bigint,
            bigint,
            bigint,
            bigint,
            bigint,
            bigint,
          ],
          inputSignals,
        };
        const [signals] = await call('publicSignals', [...inferenceArguments(inference), consumer, offChain]);
        expect([...signals]).toEqual([ctx, ...inputSignals, ...packValues(output, layout.outputs)]);
      },
    ),
    { seed: SEED, numRuns: 20 },
  );
});
