import { bn254 } from '@noble/curves/bn254.js';
import { id, type Signer } from 'ethers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callContract } from '../../src-main/engine/chain/call-contract.ts';
import { checkInference } from '../../src-main/engine/chain/check-inference.ts';
import { OFF_CHAIN, type ProofContext } from '../../src-main/engine/chain/compute-context.ts';
import { computeStatementId } from '../../src-main/engine/chain/compute-statement-id.ts';
import { REGISTRY, type ContractAddresses } from '../../src-main/engine/chain/contract-bindings.ts';
import { deployContracts } from '../../src-main/engine/chain/deploy-contracts.ts';
import { encodeOutput } from '../../src-main/engine/chain/encode-proof.ts';
import { inferenceArguments, type ProvenInference } from '../../src-main/engine/chain/inference-arguments.ts';
import { startLocalChain, type LocalChain } from '../../src-main/engine/chain/start-local-chain.ts';
import type { StatementLayout } from '../../src-main/engine/chain/statement-layout.ts';
import { registerTrapdoorModel, type TrapdoorModel } from './support/trapdoor-model.ts';

const LAYOUT: StatementLayout = {
  inputs: [{ name: 'image', mode: 'committed', count: 784, bits: 8, signed: false }],
  outputs: { count: 3, bits: 16, signed: true },
};

/** What statementIdOf is asked. */
interface Statement {
  modelId: bigint;
  inputCommitment: string;
  output: readonly bigint[];
  context: ProofContext;
  consumer: string;
  offChain: boolean;
}

let chain: LocalChain;
let owner: Signer;
let addresses: ContractAddresses;
let model: TrapdoorModel;
let consumer: string;
let inference: ProvenInference;
let statement: Statement;

beforeAll(async () => {
  chain = await startLocalChain();
  owner = chain.account(0);
  consumer = await chain.account(1).getAddress();
  ({ addresses } = await deployContracts(owner));
  model = await registerTrapdoorModel(owner, addresses, LAYOUT, 'statements');
  inference = model.prove({
    context: { requestId: id('request'), payee: await owner.getAddress(), deadline: 4_102_444_799n },
    consumer,
    inputSignals: [42n],
    output: [1n, -2n, 3n],
  });
  const { modelId, inputCommitment, output, context } = inference;
  statement = { modelId, inputCommitment, output, context, consumer, offChain: false };
});

afterAll(async () => {
  await chain?.stop();
});

async function onChain(of: Statement): Promise<string> {
  const [statementId] = await callContract(
    chain.provider,
    addresses.registry,
    REGISTRY.abi,
    'statementIdOf',
    [of.modelId, of.inputCommitment, encodeOutput(of.output), of.context, of.consumer, of.offChain],
  );
  return statementId;
}

function inEngine({ modelId, consumer, context, offChain, inputCommitment, output }: Statement): string {
  const place = offChain ? OFF_CHAIN : { chainId: 31337n, router: addresses.router };
  return computeStatementId({ ...context, ...place, modelId, consumer }, inputCommitment, output);
}

describe('a statement id', () => {
  test('is the same on chain and in the engine, and another one when anything about the statement differs', async () => {
    const { context } = statement;
    const ids: string[] = [];
    for (const change of [
      {},
      { modelId: statement.modelId + 1n },
      { inputCommitment: id('another input') },
      { output: [1n, -2n, 4n] },
      { output: [1n, -2n, 3n, 0n] },
      { output: [] },
      { context: { ...context, requestId: id('another request') } },
      { context: { ...context, payee: consumer } },
      { context: { ...context, deadline: context.deadline + 1n } },
      { consumer: context.payee },
      { offChain: true },
    ] satisfies Partial<Statement>[]) {
      const changed = { ...statement, ...change };
      const [statementId, twin] = [await onChain(changed), inEngine(changed)];
      expect(statementId, JSON.stringify(Object.keys(change))).toBe(twin);
      ids.push(statementId);
    }
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('is one for all proofs of a statement: a proof that was re-randomised is accepted and says the same', async () => {
    const [ax, ay, bx1, bx0, by1, by0, cx, cy] = inference.points;
    const { points } = model.trapdoorKey.rerandomise(
      {
        a: bn254.G1.Point.fromAffine({ x: ax, y: ay }),
        b: bn254.G2.Point.fromAffine({ x: { c0: bx0, c1: bx1 }, y: { c0: by0, c1: by1 } }),
        c: bn254.G1.Point.fromAffine({ x: cx, y: cy }),
      },
      123_456_789n,
      5n,
    );
    const other = { ...inference, points };
    for (const [index, word] of points.entries()) expect(word).not.toBe(inference.points[index]);

    const said = [inference, other].map(async (proven) => {
      await checkInference(chain.provider, addresses.registry, proven, { consumer, offChain: false });
      return callContract(chain.provider, addresses.registry, REGISTRY.abi, 'publicSignals', [
        ...inferenceArguments(proven),
        consumer,
        false,
      ]);
    });
    const [first, second] = await Promise.all(said);
    expect([...second![0]]).toEqual([...first![0]]);
    const { modelId, inputCommitment, output, context } = other;
    expect(await onChain({ ...statement, modelId, inputCommitment, output, context })).toBe(
      await onChain(statement),
    );
  });
});
