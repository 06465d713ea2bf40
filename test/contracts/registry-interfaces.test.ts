import { ZeroAddress, zeroPadValue, type Interface, type Signer } from 'ethers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callContract } from '../../src-main/engine/chain/call-contract.ts';
import {
  REGISTRY,
  ROUTER,
  VERIFIER,
  type ContractAddresses,
} from '../../src-main/engine/chain/contract-bindings.ts';
import { deployContracts } from '../../src-main/engine/chain/deploy-contracts.ts';
import { GROTH16_PROOF_SYSTEM_ID } from '../../src-main/engine/chain/domains.ts';
import { startLocalChain, type LocalChain } from '../../src-main/engine/chain/start-local-chain.ts';
import type { StatementLayout } from '../../src-main/engine/chain/statement-layout.ts';
import { registerTrapdoorModel, type TrapdoorModel } from './support/trapdoor-model.ts';

const LAYOUT: StatementLayout = {
  inputs: [{ name: 'image', mode: 'committed', count: 784, bits: 8, signed: false }],
  outputs: { count: 10, bits: 16, signed: true },
};

let chain: LocalChain;
let owner: Signer;
let addresses: ContractAddresses;
let model: TrapdoorModel;

beforeAll(async () => {
  chain = await startLocalChain();
  owner = chain.account(0);
  ({ addresses } = await deployContracts(owner));
  model = await registerTrapdoorModel(owner, addresses, LAYOUT, 'interfaces');
});

afterAll(async () => {
  await chain?.stop();
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
    expect(await read(addresses.registry, REGISTRY.abi, 'proofSystemOf', [model.modelId])).toBe('0x0550d137');
    for (const { bytecode } of [ROUTER, REGISTRY]) {
      const data = `${bytecode}${zeroPadValue(ZeroAddress, 32).slice(2)}`;
      await expect(owner.estimateGas({ data })).rejects.toMatchObject({ code: 'CALL_EXCEPTION' });
    }
  });

  test('are deployed once', async () => {
    expect(await deployContracts(owner)).toEqual({ addresses, deployed: [] });
  });
});
