import { AbiCoder, type Contract, ContractFactory, id, keccak256 } from 'ethers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Receipt } from '../../../src-main/api/receipt.ts';
import { GROTH16_PROOF_SYSTEM_ID } from '../../../src-main/engine/chain/domains.ts';
import { inferenceArguments } from '../../../src-main/engine/chain/inference-arguments.ts';
import { type LocalChain, startLocalChain } from '../../../src-main/engine/chain/start-local-chain.ts';
import { provenInference } from '../../../src-main/engine/pipeline/5-prove/proven-inference.ts';
import { computeCommitment } from '../../../src-main/engine/pipeline/7-serve/market/compute-commitment.ts';
import { temporaryFolder } from '../../circuits/support/temporary-folder.ts';
import { compileDoubles } from '../../contracts/support/compile-doubles.ts';
import { mined, read, refusal, send } from '../../contracts/support/contract-calls.ts';
import { type ServedApi, startServedApi } from '../support/served-api.ts';

const INPUT = { inputs: { x: [0.5, -1, 0.25, 2] }, salts: { x: '1234567890123456789' } };
const PAYEE = `0x${'7'.repeat(40)}`;
const REQUEST = id('the first question');

let chain: LocalChain;
let api: ServedApi;
let consumer: Contract;
let commitment: string;

beforeAll(async () => {
  chain = await startLocalChain();
  api = await startServedApi(temporaryFolder(), {
    prepare: async ({ client }) => {
      await client.publishModel({
        name: 'tiny',
        rpc: chain.url,
        signer: { kind: 'external', url: chain.url },
      });
    },
  });
  const model = await api.serving.models.get('tiny');
  const { registry, modelId } = model.publications[0]!;
  const { modelHash, circuitHash, vkHash } = model.hashes;
  const commitmentHash = keccak256(
    AbiCoder.defaultAbiCoder().encode(
      ['bytes32', 'bytes32', 'bytes32', 'bytes4'],
      [modelHash, circuitHash, vkHash, GROTH16_PROOF_SYSTEM_ID],
    ),
  );
  const { abi, bytecode } = (await compileDoubles('Consumers')).BountyConsumer!;
  const factory = new ContractFactory(abi, bytecode, chain.account(0));
  const deployed = await factory.deploy(registry, modelId, commitmentHash);
  consumer = (await deployed.waitForDeployment()) as Contract;
  commitment = computeCommitment(model, INPUT);
  await mined(send(chain.account(1), consumer, 'ask', REQUEST, commitment));
});
afterAll(async () => {
  await api?.close();
  await chain?.stop();
});

/** Orders the answer to a question by the model's id, as a stranger would who knows the contract alone. */
async function ordered(requestId: string): Promise<Receipt> {
  const { id: modelId } = await api.serving.models.get('tiny');
  const context = {
    chainId: '31337',
    consumer: await consumer.getAddress(),
    requestId,
    payee: PAYEE,
    deadline: '4000000000',
  };
  const response = await api.order(modelId, { ...INPUT, context }, { prefer: 'wait=60' });
  expect(response.status).toBe(200);
  return (await response.json()) as Receipt;
}

const answer = (receipt: Receipt) => {
  const [, , output, proof] = inferenceArguments(provenInference(receipt));
  return send(chain.account(2), consumer, 'answer', REQUEST, output, proof);
};

test('a contract takes the proof that was ordered for it, once, and pays whom it names', async () => {
  const receipt = await ordered(REQUEST);
  expect(receipt.context).toMatchObject({ chainId: '31337', requestId: REQUEST });
  await mined(answer(receipt));
  expect(await read(consumer, 'bounties', PAYEE)).toBe(10n ** 18n);
  const values = receipt.outputs.flatMap(({ integers }) => integers.map(BigInt));
  for (const [index, value] of values.entries())
    expect(await read(consumer, 'lastValues', index)).toBe(value);
  expect(await refusal(answer(await ordered(REQUEST)), consumer)).toBe('AlreadyConsumed');
});

test('a proof for another question is none for this one', async () => {
  expect(await refusal(answer(await ordered(id('another question'))), consumer)).toBe('RequestIdMismatch');
});

test('the card of a published model says where it is registered', async () => {
  const model = (await (await api.ask('/v1/models/tiny')).json()) as { id: string; publications: unknown[] };
  expect(model.publications).toHaveLength(1);
  expect(model.publications[0]).toMatchObject({ chainId: '31337', modelId: model.id });
});
