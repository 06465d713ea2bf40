import { id, keccak256, toBeHex, type Signer } from 'ethers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deployContracts, type Deployment } from '../../src-main/engine/chain/deploy-contracts.ts';
import { encodeVerifyingKey } from '../../src-main/engine/chain/encode-verifying-key.ts';
import { layoutGas } from '../../src-main/engine/chain/fees/layout-gas.ts';
import { startLocalChain, type LocalChain } from '../../src-main/engine/chain/start-local-chain.ts';
import {
  inputSignalCount,
  signalCount,
  type StatementLayout,
} from '../../src-main/engine/chain/statement-layout.ts';
import { verifyInference } from '../../src-main/engine/chain/verify-inference.ts';
import { registerModel } from '../support/register-model.ts';
import { gasOf } from './support/gas-snapshot.ts';
import { makeTrapdoorKey } from './support/trapdoor-key.ts';
import { registerTrapdoorModel } from './support/trapdoor-model.ts';

const committed = { mode: 'committed', count: 784, bits: 8, signed: false } as const;
const open = (count: number) => ({ mode: 'public', count, bits: 8, signed: true }) as const;
const outputs = (count: number) => ({ count, bits: 16, signed: true });

const LAYOUTS: [string, StatementLayout][] = [
  ['one committed input, ten outputs', { inputs: [{ name: 'a', ...committed }], outputs: outputs(10) }],
  ['one output', { inputs: [{ name: 'a', ...committed }], outputs: outputs(1) }],
  ['a thousand outputs', { inputs: [{ name: 'a', ...committed }], outputs: outputs(1000) }],
  ['784 values in the clear', { inputs: [{ name: 'a', ...open(784) }], outputs: outputs(10) }],
  [
    'three inputs, one in the clear',
    {
      inputs: [
        { name: 'a', ...committed },
        { name: 'b', ...open(40) },
        { name: 'c', ...committed },
      ],
      outputs: outputs(40),
    },
  ],
];

let chain: LocalChain;
let owner: Signer;
let deployment: Deployment;

beforeAll(async () => {
  chain = await startLocalChain();
  owner = chain.account(0);
  deployment = await deployContracts(owner);
});
afterAll(async () => {
  await chain?.stop();
});

const deviation = (estimate: number, gas: bigint | undefined) => Math.abs(estimate / Number(gas) - 1);

describe('gas by the layout of a statement alone is right to a fiftieth', () => {
  test.each(LAYOUTS)('%s', async (name, layout) => {
    const estimate = layoutGas(layout);
    const { addresses } = deployment;
    const model = await registerTrapdoorModel(owner, addresses, layout, name);
    const inference = model.prove({
      context: { requestId: keccak256(toBeHex(1, 32)), payee: await owner.getAddress(), deadline: 0n },
      consumer: await owner.getAddress(),
      inputSignals: Array.from(
        { length: inputSignalCount(layout) },
        (_, index) => BigInt(id(`${index}`)) >> 8n,
      ),
      output: Array.from(
        { length: layout.outputs.count },
        (_, index) => BigInt(index % 100) * (index % 2 ? 1n : -1n),
      ),
    });
    const { transactionHash } = await verifyInference(owner, addresses.registry, inference);
    const { execution } = await gasOf(chain.provider, transactionHash);

    const { key } = encodeVerifyingKey(
      makeTrapdoorKey({ signals: signalCount(layout), seed: name }).key,
      layout,
      id('another transcript'),
    );
    const identity = { modelHash: id(name), circuitHash: id('circuit') };
    const uri = 'ipfs://bafybeihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku/b70';
    const { gasUsed } = await registerModel(owner, addresses, { ...identity, uri, key });
    expect(deviation(estimate.verify, execution)).toBeLessThan(0.02);
    expect(deviation(estimate.register, gasUsed)).toBeLessThan(0.02);
  });
});
