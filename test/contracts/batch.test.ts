import { concat, id, toBeHex, type Signer } from 'ethers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callContract, sendTransaction } from '../../src-main/engine/chain/call-contract.ts';
import type { ProofContext } from '../../src-main/engine/chain/compute-context.ts';
import { REGISTRY, type ContractAddresses } from '../../src-main/engine/chain/contract-bindings.ts';
import { deployContracts } from '../../src-main/engine/chain/deploy-contracts.ts';
import { encodeOutput, type ProofPoints } from '../../src-main/engine/chain/encode-proof.ts';
import type { ProvenInference } from '../../src-main/engine/chain/inference-arguments.ts';
import { startLocalChain, type LocalChain } from '../../src-main/engine/chain/start-local-chain.ts';
import type { StatementLayout } from '../../src-main/engine/chain/statement-layout.ts';
import { verifyInferenceBatch } from '../../src-main/engine/chain/verify-inference-batch.ts';
import { SCALAR_FIELD } from '../../src-main/engine/proofs/bn254.ts';
import { appRefusal } from './support/app-refusal.ts';
import { registerTrapdoorModel, type TrapdoorModel } from './support/trapdoor-model.ts';

const LAYOUT: StatementLayout = {
  inputs: [{ name: 'image', mode: 'committed', count: 784, bits: 8, signed: false }],
  outputs: { count: 10, bits: 16, signed: true },
};
/** Two inputs and several elements of outputs. */
const WIDE: StatementLayout = {
  inputs: [
    { name: 'age', mode: 'public', count: 3, bits: 100, signed: true },
    { name: 'image', mode: 'committed', count: 784, bits: 8, signed: false },
  ],
  outputs: { count: 32, bits: 16, signed: false },
};
const OUTPUT = [-32768n, 32767n, 0n, -1n, 1n, 1000n, -1000n, 7n, 8n, 9n];

let chain: LocalChain;
let owner: Signer;
let consumer: Signer;
let addresses: ContractAddresses;
let model: TrapdoorModel;
let batch: ProvenInference[];

beforeAll(async () => {
  chain = await startLocalChain();
  [owner, consumer] = [chain.account(0), chain.account(1)];
  ({ addresses } = await deployContracts(owner));
  model = await registerTrapdoorModel(owner, addresses, LAYOUT, 'batch');
  batch = await Promise.all(Array.from({ length: 16 }, (_, index) => prove(index)));
});

afterAll(async () => {
  await chain?.stop();
});

interface Wish {
  of?: TrapdoorModel;
  by?: Signer;
  context?: Partial<ProofContext>;
}

/** Inference `index`: every one has another request, input and output. */
async function prove(index: number, { of = model, by = consumer, context = {} }: Wish = {}) {
  return of.prove({
    context: { requestId: id(`request ${index}`), payee: await owner.getAddress(), deadline: 0n, ...context },
    consumer: await by.getAddress(),
    inputSignals: [BigInt(id(`input ${index}`)) >> 4n],
    output: OUTPUT.with(2, BigInt(index)),
  });
}

const send = (inferences: readonly ProvenInference[], by: Signer = consumer): Promise<unknown> =>
  verifyInferenceBatch(by, addresses.registry, inferences);

/** What is said of a batch of three with `changed` in the middle. */
const verdict = (changed: Partial<ProvenInference>): Promise<string> =>
  appRefusal(send([batch[0]!, { ...batch[1]!, ...changed }, batch[2]!]));

describe('a batch', () => {
  test.each([1, 2, 16])('of %i is accepted, with an event for each', async (count) => {
    const inferences = batch.slice(0, count);
    const { transactionHash } = await verifyInferenceBatch(consumer, addresses.registry, inferences);
    const receipt = await chain.provider.getTransactionReceipt(transactionHash);
    const events = receipt!.logs.map((log) => REGISTRY.abi.parseLog(log)!);
    expect(events.map(({ name, args }) => [name, ...args.toArray()])).toEqual(
      await Promise.all(
        inferences.map(async ({ modelId, inputCommitment, output }) => [
          'InferenceVerified',
          modelId,
          inputCommitment,
          encodeOutput(output),
          await consumer.getAddress(),
        ]),
      ),
    );
  });

  test('may hold an inference twice, as a single one may be verified twice', async () => {
    await send([batch[0]!, batch[1]!, batch[0]!]);
    await send(batch.slice(0, 2));
  });

  test('is rejected with one wrong proof, wherever it stands', async () => {
    for (const index of [0, 7, 15]) {
      const wrong = { ...batch[index]!, points: batch[(index + 1) % 16]!.points };
      expect(await appRefusal(send(batch.with(index, wrong))), `at ${index}`).toBe('InvalidProof');
    }
    for (let word = 0; word < 8; word++) {
      const points = batch[1]!.points.with(word, batch[1]!.points[word]! ^ 1n) as ProofPoints;
      expect(await verdict({ points }), `word ${word}`).toBe('InvalidProof');
    }
  });

  test('is rejected with one wrong output, input, context or signal', async () => {
    const [, { output, context, inputSignals, inputCommitment }] = batch as [unknown, ProvenInference];
    expect(await verdict({ output: output.with(0, 5n) })).toBe('InvalidProof');
    expect(await verdict({ output: output.with(9, 32768n) })).toBe('OutputValueOutOfRange');
    expect(await verdict({ output: output.slice(1) })).toBe('OutputCountMismatch');
    expect(await verdict({ output: [...output, 0n] })).toBe('OutputCountMismatch');
    expect(await verdict({ inputSignals: [...inputSignals, 0n] })).toBe('InputSignalCountMismatch');
    expect(await verdict({ inputCommitment: batch[0]!.inputCommitment })).toBe('InputCommitmentMismatch');
    for (const change of [
      { requestId: id('another') },
      { payee: await consumer.getAddress() },
      { deadline: 4_102_444_799n },
    ]) {
      expect(await verdict({ context: { ...context, ...change } })).toBe('InvalidProof');
    }
    const aliased = BigInt(inputCommitment) + SCALAR_FIELD;
    expect(await verdict({ inputSignals: [aliased], inputCommitment: toBeHex(aliased, 32) })).toBe(
      'SignalOutOfField',
    );
  });

  test('is rejected with an inference of another consumer or another model', async () => {
    expect(await verdict(await prove(1, { by: chain.account(2) }))).toBe('InvalidProof');
    expect(await appRefusal(send(batch.slice(0, 3), chain.account(2)))).toBe('InvalidProof');

    // A batch names one model, so that an inference of another can only pose as one of this.
    const twin = await registerTrapdoorModel(owner, addresses, LAYOUT, 'twin');
    const foreign = await prove(1, { of: twin });
    await expect(send([batch[0]!, foreign])).rejects.toMatchObject({ code: 'option-invalid' });
    expect(await verdict({ ...foreign, modelId: model.modelId })).toBe('InvalidProof');
  });

  test('is rejected with one deadline that has passed or is beyond all time', async () => {
    const { timestamp } = (await chain.provider.getBlock('latest'))!;
    const until = (deadline: bigint) => prove(1, { context: { deadline } });
    expect(await verdict(await until(BigInt(timestamp) - 1n))).toBe('DeadlineExpired');
    expect(await verdict(await until(1n << 64n))).toBe('DeadlineOutOfRange');
    expect(await verdict(await until(BigInt(timestamp) + 1_000_000n))).toBe('accepted');
  });

  test('is refused when it is empty, and by a model that is unknown or deprecated', async () => {
    await expect(send([])).rejects.toMatchObject({ code: 'option-invalid' });
    const empty = callContract(chain.provider, addresses.registry, REGISTRY.abi, 'verifyInferenceBatch', [
      model.modelId,
      [],
    ]);
    expect(await appRefusal(empty)).toBe('EmptyBatch');
    expect(await appRefusal(send([{ ...batch[0]!, modelId: 1n }]))).toBe('ModelNotFound');

    const old = await registerTrapdoorModel(owner, addresses, LAYOUT, 'old');
    const inferences = await Promise.all([0, 1].map((index) => prove(index, { of: old })));
    await send(inferences);
    const data = REGISTRY.abi.encodeFunctionData('deprecateModel', [old.modelId]);
    await sendTransaction(owner, { to: addresses.registry, data }, {});
    expect(await appRefusal(send(inferences))).toBe('VerificationRefused_ModelDeprecated');
  });

  test('of statements with several inputs and output elements binds each signal of each', async () => {
    const wide = await registerTrapdoorModel(owner, addresses, WIDE, 'wide');
    const proven = await Promise.all(
      [1n, 2n, 3n].map(async (index) =>
        wide.prove({
          context: { requestId: id('request'), payee: await owner.getAddress(), deadline: 0n },
          consumer: await consumer.getAddress(),
          inputSignals: [index, index << 100n, index << 200n],
          output: Array.from({ length: 32 }, (_, at) => (BigInt(at) * 2111n * index) % 65536n),
        }),
      ),
    );
    await send(proven);
    const [first, second, third] = proven as [ProvenInference, ProvenInference, ProvenInference];
    for (const index of second.output.keys()) {
      const output = second.output.with(index, second.output[index]! ^ 1n);
      expect(await appRefusal(send([first, { ...second, output }, third]))).toBe('InvalidProof');
    }
    expect(await appRefusal(send([first, { ...second, inputSignals: third.inputSignals }, third]))).toBe(
      'InputCommitmentMismatch',
    );
  });
});

describe('the calldata of a batch', () => {
  const WORD = 64;

  /** What is said of the calldata of a batch of two with `change` done to it: 0x and hexadecimal words, no selector. */
  async function verdictOf(change: (words: string[]) => string[]): Promise<string> {
    const inferences = batch
      .slice(0, 2)
      .map(({ inputCommitment, context, points, inputSignals, output }) => ({
        inputCommitment,
        context,
        points,
        inputSignals,
        output,
      }));
    const data = REGISTRY.abi.encodeFunctionData('verifyInferenceBatch', [model.modelId, inferences]);
    const words = data.slice(10).match(new RegExp(`.{${WORD}}`, 'g')) ?? [];
    const changed = concat([data.slice(0, 10), ...change(words).map((word) => `0x${word}`)]);
    return appRefusal(sendTransaction(consumer, { to: addresses.registry, data: changed }, {}));
  }
  const word = (value: bigint): string => toBeHex(value, 32).slice(2);

  test('is read as it was written', async () => {
    expect(await verdictOf((words) => words)).toBe('accepted');
  });

  test('may not end within an array, nor point beyond its end', async () => {
    expect(await verdictOf((words) => words.slice(0, -1))).toBe('MalformedProof');
    // model id, offset of the batch, its length, two offsets, then the first inference: 12 words and two offsets
    const [inputs, outputs] = [5 + 12, 5 + 13];
    for (const [at, value] of [
      [inputs, 1n << 40n],
      [outputs, 1n << 40n],
      [inputs, (1n << 256n) - 32n],
      [3, 1n << 200n],
    ] as const) {
      expect(await verdictOf((words) => words.with(at, word(value))), `word ${at}`).not.toBe('accepted');
    }
    // Lengths whose product with 32 wraps around
    const lengths = await Promise.all(
      [5 + 14, 5 + 16].map((at) =>
        verdictOf((words) => words.with(at, word((1n << 251n) | BigInt(`0x${words[at]!}`)))),
      ),
    );
    expect(lengths).toEqual(['InputSignalCountMismatch', 'OutputCountMismatch']);
  });

  test('names a payee that is an address', async () => {
    expect(await verdictOf((words) => words.with(5 + 2, `01${words[5 + 2]!.slice(2)}`))).toBe(
      'MalformedProof',
    );
  });
});
