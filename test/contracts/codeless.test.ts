import {
  AbiCoder,
  ZeroAddress,
  concat,
  getCreate2Address,
  hexlify,
  id,
  keccak256,
  toBeHex,
  type Interface,
} from 'ethers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callContract, sendTransaction } from '../../src-main/engine/chain/call-contract.ts';
import {
  REGISTRY,
  ROUTER,
  VERIFIER,
  type ContractAddresses,
} from '../../src-main/engine/chain/contract-bindings.ts';
import { deployContracts } from '../../src-main/engine/chain/deploy-contracts.ts';
import { encodeVerifyingKey } from '../../src-main/engine/chain/encode-verifying-key.ts';
import { startLocalChain, type LocalChain } from '../../src-main/engine/chain/start-local-chain.ts';
import { compileDoubles } from './support/compile-doubles.ts';
import { contractErrorOf } from './support/contract-error.ts';
import { makeTrapdoorKey } from './support/trapdoor-key.ts';

/** Nobody's address, and the pairing's precompile, which has no code either. */
const CODELESS = [ZeroAddress, '0x00000000000000000000000000000000DeaDBeef', toBeHex(8, 20)];

let chain: LocalChain;
let addresses: ContractAddresses;

beforeAll(async () => {
  chain = await startLocalChain();
  ({ addresses } = await deployContracts(chain.account(0)));
});

afterAll(async () => {
  await chain?.stop();
});

/** What its constructor says to these arguments: its error, or `deployed`. */
async function construct(contract: { abi: Interface; bytecode: string }, argument: string): Promise<string> {
  const data = concat([contract.bytecode, AbiCoder.defaultAbiCoder().encode(['address'], [argument])]);
  try {
    await chain.provider.call({ data });
    return 'deployed';
  } catch (error) {
    const { name, args } = contractErrorOf(error, contract.abi, ROUTER.abi);
    return `${name}(${args.join(', ')})`;
  }
}

describe('an address without code, to which every call succeeds', () => {
  test('is no verifier to a router', async () => {
    for (const address of CODELESS) {
      expect(await construct(ROUTER, address)).toBe(`VerifierWithoutCode(${address})`);
    }
    expect(await construct(ROUTER, addresses.verifier)).toBe('deployed');
  });

  test('is neither router nor verifier to a registry', async () => {
    for (const address of CODELESS) {
      expect(await construct(REGISTRY, address)).toBe(`VerifierWithoutCode(${address})`);
    }
    const { AnyRouter } = await compileDoubles('AnyRouter');
    const deployRouter = async (verifier: string): Promise<string> => {
      const argument = AbiCoder.defaultAbiCoder().encode(['address'], [verifier]);
      const sent = await chain.account(0).sendTransaction({ data: concat([AnyRouter!.bytecode, argument]) });
      return (await sent.wait())!.contractAddress!;
    };
    for (const address of CODELESS) {
      expect(await construct(REGISTRY, await deployRouter(address))).toBe(`VerifierWithoutCode(${address})`);
    }
    expect(await construct(REGISTRY, await deployRouter(addresses.verifier))).toBe('deployed');
  });
});

describe('a stored key', () => {
  const LAYOUT = {
    inputs: [{ name: 'x', mode: 'committed' as const, count: 4, bits: 8, signed: false }],
    outputs: { count: 10, bits: 16, signed: true },
  };

  /** Where the verifier has a key of this hash. */
  const pointerOf = (hash: string): string => {
    // PUSH4 keyUnderway() ...: the creation code of StoredKey.sol, the same for every key
    const creationCode = '0x63b395d2a85f525f5f6004601c335afa3d5f5f3e3d5ff3';
    return getCreate2Address(addresses.verifier, hash, keccak256(creationCode));
  };

  test('cannot be run as code, though it begins as it likes', async () => {
    const trapdoorKey = makeTrapdoorKey({ signals: 3, seed: 'code' });
    // PUSH0, SELFDESTRUCT and a revert at places that a publisher chooses freely: the transcript hash.
    const { key, vkHash } = encodeVerifyingKey(trapdoorKey.key, LAYOUT, toBeHex('0x5fff5f5ffd', 32));
    const data = VERIFIER.abi.encodeFunctionData('storeKey', [hexlify(key)]);
    await sendTransaction(chain.account(0), { to: addresses.verifier, data }, {});
    const [pointer] = await callContract(chain.provider, addresses.verifier, VERIFIER.abi, 'keyPointer', [
      vkHash,
    ]);
    const to = String(pointer);
    for (const input of ['0x', id('any'), VERIFIER.abi.getFunction('storeKey')!.selector]) {
      expect(await chain.provider.call({ to, data: input })).toBe('0x');
      const receipt = await sendTransaction(chain.account(0), { to, data: input }, {});
      expect(receipt.logs).toEqual([]);
    }
    expect(await chain.provider.getCode(to)).toBe(concat(['0x00', key]));
  });

  test('counts only under the hash of its bytes, whatever lies where a key of that hash would lie', async () => {
    // An address has 160 bits: 2^80 attempts might find two keys for one.
    const [known, other] = ['known', 'other'].map((seed) => makeTrapdoorKey({ signals: 3, seed }));
    const { vkHash } = encodeVerifyingKey(known!.key, LAYOUT, id('transcript'));
    const stored = encodeVerifyingKey(other!.key, LAYOUT, id('transcript'));
    const store = VERIFIER.abi.encodeFunctionData('storeKey', [hexlify(stored.key)]);
    await sendTransaction(chain.account(0), { to: addresses.verifier, data: store }, {});
    expect(await chain.provider.getCode(pointerOf(stored.vkHash))).toBe(concat(['0x00', stored.key]));
    await chain.provider.send('anvil_setCode', [pointerOf(vkHash), concat(['0x00', stored.key])]);

    const signals = [1n, 2n, 3n];
    const { points } = other!.prove(signals);
    const verdict = (hash: string): Promise<string> =>
      chain.provider
        .call({
          to: addresses.verifier,
          data: VERIFIER.abi.encodeFunctionData('verify', [hash, signals, points]),
        })
        .catch((error: unknown) => contractErrorOf(error, VERIFIER.abi).name);
    expect(await verdict(stored.vkHash)).toBe('0x');
    expect(await verdict(vkHash)).toBe('UnknownKey');
  });

  test('is stored whole or not at all, whatever the gas', async () => {
    const trapdoorKey = makeTrapdoorKey({ signals: 3, seed: 'gas' });
    const outcomes = new Set<number>();
    for (let gasLimit = 60_000n; gasLimit < 500_000n; gasLimit += 11_000n) {
      const { key, vkHash } = encodeVerifyingKey(trapdoorKey.key, LAYOUT, toBeHex(gasLimit, 32));
      const data = VERIFIER.abi.encodeFunctionData('storeKey', [hexlify(key)]);
      const sent = await chain.account(0).sendTransaction({ to: addresses.verifier, data, gasLimit });
      await sent.wait().catch(() => undefined);
      const { status } = (await chain.provider.getTransactionReceipt(sent.hash))!;
      const code = await chain.provider.getCode(pointerOf(vkHash));
      expect(code, `${gasLimit} gas`).toBe(status === 1 ? concat(['0x00', key]) : '0x');
      outcomes.add(status!);
    }
    expect(outcomes).toEqual(new Set([0, 1]));
  });
});
