import { AbiCoder, concat, id, type Signer } from 'ethers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { REGISTRY, type ContractAddresses } from '../../src-main/engine/chain/contract-bindings.ts';
import { deployContracts } from '../../src-main/engine/chain/deploy-contracts.ts';
import type { ProvenInference } from '../../src-main/engine/chain/inference-arguments.ts';
import { startLocalChain, type LocalChain } from '../../src-main/engine/chain/start-local-chain.ts';
import type { StatementLayout } from '../../src-main/engine/chain/statement-layout.ts';
import { verifyInferenceBatch } from '../../src-main/engine/chain/verify-inference-batch.ts';
import { verifyInference } from '../../src-main/engine/chain/verify-inference.ts';
import { appRefusal } from './support/app-refusal.ts';
import { bn254 } from '@noble/curves/bn254.js';
import { compileDoubles } from './support/compile-doubles.ts';
import { toProof } from './support/trapdoor-key.ts';
import { registerTrapdoorModel, type TrapdoorModel } from './support/trapdoor-model.ts';

const LAYOUT: StatementLayout = {
  inputs: [{ name: 'image', mode: 'committed', count: 784, bits: 8, signed: false }],
  outputs: { count: 2, bits: 16, signed: true },
};

let chain: LocalChain;
let owner: Signer;
let consumer: Signer;
let real: ContractAddresses;

beforeAll(async () => {
  chain = await startLocalChain();
  [owner, consumer] = [chain.account(0), chain.account(1)];
  real = (await deployContracts(owner)).addresses;
});

afterAll(async () => {
  await chain?.stop();
});

async function deploy(code: string, types: string[], values: unknown[]): Promise<string> {
  const data = concat([code, AbiCoder.defaultAbiCoder().encode(types, values)]);
  return (await (await owner.sendTransaction({ data })).wait())!.contractAddress!;
}

/** Router and registry over a verifier that multiplies every proof but the first by a number known to all. */
async function deployDouble(coefficient: bigint): Promise<ContractAddresses> {
  const [{ FixedCoefficient }, { AnyRouter }] = await Promise.all([
    compileDoubles('FixedCoefficient'),
    compileDoubles('AnyRouter'),
  ]);
  const verifier = await deploy(FixedCoefficient!.bytecode, ['uint256'], [coefficient]);
  const router = await deploy(AnyRouter!.bytecode, ['address'], [verifier]);
  const registry = await deploy(REGISTRY.bytecode, ['address'], [router]);
  return { ...real, verifier, router, registry };
}

/** Two inferences with outputs that nobody proved; their errors cancel where the second counts `coefficient` times. */
async function forge(model: TrapdoorModel, coefficient: bigint): Promise<[ProvenInference, ProvenInference]> {
  const payee = await owner.getAddress();
  const address = await consumer.getAddress();
  const shift = bn254.G1.Point.BASE.multiply(12_345n);
  const [first, second] = ['first', 'second'].map((name, index) => {
    const proven = model.prove({
      context: { requestId: id(name), payee, deadline: 0n },
      consumer: address,
      inputSignals: [BigInt(index) + 77n],
      output: [1n, -1n],
    });
    const [ax, ay, bx1, bx0, by1, by0, cx, cy] = proven.points;
    const a = bn254.G1.Point.fromAffine({ x: ax, y: ay });
    const b = bn254.G2.Point.fromAffine({ x: { c0: bx0, c1: bx1 }, y: { c0: by0, c1: by1 } });
    const c = bn254.G1.Point.fromAffine({ x: cx, y: cy });
    const off = index === 0 ? c.add(shift.multiply(coefficient)) : c.subtract(shift);
    return { ...proven, points: toProof(a, b, off).points };
  });
  return [first!, second!];
}

test.each([1n, 7n, (1n << 127n) + 12_345n])(
  'two wrong proofs whose errors cancel at the weights 1 and %i pass where these are known beforehand, and nowhere else',
  async (coefficient) => {
    const double = await deployDouble(coefficient);
    for (const { addresses, verdict } of [
      { addresses: double, verdict: 'accepted' },
      { addresses: real, verdict: 'InvalidProof' },
    ]) {
      const model = await registerTrapdoorModel(owner, addresses, LAYOUT, `forged ${coefficient}`);
      const forged = await forge(model, coefficient);
      expect(await appRefusal(verifyInferenceBatch(consumer, addresses.registry, forged))).toBe(verdict);
      // Each by itself is wrong everywhere, and so are both at other weights.
      for (const one of forged) {
        expect(await appRefusal(verifyInference(consumer, addresses.registry, one))).toBe('InvalidProof');
      }
      const other = await forge(model, coefficient + 1n);
      expect(await appRefusal(verifyInferenceBatch(consumer, addresses.registry, other))).toBe(
        'InvalidProof',
      );
    }
  },
);
