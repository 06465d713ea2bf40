import { readFileSync } from 'node:fs';
import { ZeroAddress, concat, getCreateAddress, keccak256, parseUnits, zeroPadValue } from 'ethers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DeploymentDescription } from '../../contracts/build/describe-deployment.ts';
import { callContract, sendTransaction } from '../../src-main/engine/chain/call-contract.ts';
import { MARKET, REGISTRY, ROUTER } from '../../src-main/engine/chain/contract-bindings.ts';
import { deployContracts, predictAddresses } from '../../src-main/engine/chain/deploy-contracts.ts';
import { deployProxy, hasProxy } from '../../src-main/engine/chain/deploy-proxy.ts';
import { GROTH16_PROOF_SYSTEM_ID } from '../../src-main/engine/chain/domains.ts';
import { DEPLOYMENT_PROXY, DEPLOYMENT_SALT } from '../../src-main/engine/chain/plan-deployment.ts';
import { startLocalChain, type LocalChain } from '../../src-main/engine/chain/start-local-chain.ts';

/** Whose signature everybody knows, since nobody can sign anything else with it. */
const PROXY_SENDER = '0x3fAB184622Dc19b6109349B94811493BF2a45362';

const checkedIn = JSON.parse(
  readFileSync(new URL('../../contracts/deployments.json', import.meta.url), 'utf8'),
) as DeploymentDescription;

let chain: LocalChain;

beforeEach(async () => {
  chain = await startLocalChain();
});

afterEach(async () => {
  await chain?.stop();
});

async function removeProxy(): Promise<void> {
  await chain.provider.send('anvil_setCode', [DEPLOYMENT_PROXY, '0x']);
  expect(await hasProxy(chain.provider)).toBe(false);
}

describe('a deployment', () => {
  test('yields the addresses and code sizes that are checked in, by creation code with these hashes', async () => {
    const { addresses, deployed } = await deployContracts(chain.account(0), { market: true });
    expect(addresses).toEqual(predictAddresses());
    const { contracts, proxy, salt } = checkedIn;
    expect([proxy, salt]).toEqual([DEPLOYMENT_PROXY, DEPLOYMENT_SALT]);
    expect(Object.values(contracts).map(({ address }) => address)).toEqual([
      addresses.verifier,
      addresses.router,
      addresses.registry,
      addresses.market,
    ]);
    for (const [index, described] of Object.values(contracts).entries()) {
      const { name, transactionHash, gasUsed } = deployed[index]!;
      expect(addresses[name]).toBe(described.address);
      const code = await chain.provider.getCode(described.address);
      expect(code.length / 2 - 1, name).toBe(described.runtimeCodeSize);
      const transaction = await chain.provider.getTransaction(transactionHash);
      expect(transaction?.to).toBe(proxy);
      expect(transaction?.data.slice(0, 66)).toBe(salt);
      expect(keccak256(`0x${transaction?.data.slice(66)}`)).toBe(described.creationCodeHash);
      process.stdout.write(`deploy ${name}: ${gasUsed} gas\n`);
    }
    const { provider } = chain;
    const [router] = await callContract(provider, addresses.registry, REGISTRY.abi, 'router', []);
    const [verifier] = await callContract(provider, addresses.router, ROUTER.abi, 'verifierOf', [
      GROTH16_PROOF_SYSTEM_ID,
    ]);
    const [registry] = await callContract(provider, addresses.market, MARKET.abi, 'registry', []);
    expect([verifier, router, registry]).toEqual([addresses.verifier, addresses.router, addresses.registry]);
  });

  test('leaves the market to those who ask for it, and finds what is there', async () => {
    const first = await deployContracts(chain.account(0));
    expect(first.deployed.map(({ name }) => name)).toEqual(['verifier', 'router', 'registry']);
    const second = await deployContracts(chain.account(1), { market: true });
    expect(second.deployed.map(({ name }) => name)).toEqual(['market']);
    expect((await deployContracts(chain.account(1), { market: true })).deployed).toEqual([]);
  });

  test('by two accounts at once ends well for both', async () => {
    const both = await Promise.all(
      [0, 1].map((index) => deployContracts(chain.account(index), { market: true })),
    );
    for (const { addresses } of both) expect(addresses).toEqual(predictAddresses());
    const names = both.flatMap(({ deployed }) => deployed.map(({ name }) => name));
    expect(names.sort()).toEqual(['market', 'registry', 'router', 'verifier']);
  });

  test.each(['verifier', 'router', 'registry', 'market'] as const)(
    'stops where other code lies at the place of the %s',
    async (name) => {
      const options = { market: true };
      const { addresses } = await deployContracts(chain.account(0), options);
      const code = await chain.provider.getCode(addresses[name]);
      const last = code.endsWith('00') ? '01' : '00';
      await chain.provider.send('anvil_setCode', [addresses[name], `${code.slice(0, -2)}${last}`]);
      await expect(deployContracts(chain.account(0), options)).rejects.toMatchObject({
        code: 'chain-refused',
        message: `What lies at ${addresses[name]} is not the code of the ${name}.`,
      });
    },
  );

  test('of a contract on an address without code is refused by its constructor', async () => {
    for (const [{ bytecode, abi }, error] of [
      [ROUTER, 'VerifierWithoutCode'],
      [REGISTRY, 'VerifierWithoutCode'],
      [MARKET, 'RegistryWithoutCode'],
    ] as const) {
      for (const address of [ZeroAddress, predictAddresses().verifier]) {
        const data = concat([bytecode, zeroPadValue(address, 32)]);
        const refusal = await chain
          .account(0)
          .estimateGas({ data })
          .then(
            () => 'deployed',
            (cause: { data: string }) => abi.parseError(cause.data),
          );
        expect(refusal).toMatchObject({ name: error, args: [address] });
      }
    }
  });
});

describe('the deployment proxy', () => {
  test('comes to its address by the transaction that was signed for all chains, once', async () => {
    expect(getCreateAddress({ from: PROXY_SENDER, nonce: 0 })).toBe(DEPLOYMENT_PROXY);
    const code = await chain.provider.getCode(DEPLOYMENT_PROXY);
    expect(await deployProxy(chain.account(0)), 'the local chain has it').toEqual([]);

    await removeProxy();
    await expect(deployContracts(chain.account(0))).rejects.toMatchObject({ code: 'chain-refused' });
    expect(await deployProxy(chain.account(0))).toHaveLength(2);
    expect(await chain.provider.getCode(DEPLOYMENT_PROXY)).toBe(code);
    expect(await chain.provider.getTransactionCount(PROXY_SENDER)).toBe(1);
    expect((await deployContracts(chain.account(0))).deployed).toHaveLength(3);
  });

  test('is paid for once where its sender has money', async () => {
    await removeProxy();
    const value = parseUnits('1', 'ether');
    await sendTransaction(chain.account(0), { to: PROXY_SENDER, data: '0x', value }, {});
    expect(await deployProxy(chain.account(0))).toHaveLength(1);
  });

  test.each([
    [
      'gas is dear',
      async () => {
        const price = `0x${parseUnits('101', 'gwei').toString(16)}`;
        await chain.provider.send('anvil_setNextBlockBaseFeePerGas', [price]);
        await chain.provider.send('evm_mine', []);
      },
      /101(\.0)? gwei/,
    ],
    [
      'its transaction was used',
      () => chain.provider.send('anvil_setNonce', [PROXY_SENDER, '0x1']),
      /used up/,
    ],
    [
      'other code lies there',
      () => chain.provider.send('anvil_setCode', [DEPLOYMENT_PROXY, '0x00']),
      /other code/,
    ],
  ])('costs nothing where it cannot come: %s', async (_name, spoil, message) => {
    await removeProxy();
    await spoil();
    await expect(deployProxy(chain.account(0))).rejects.toMatchObject({
      code: 'network-unsupported',
      message: expect.stringMatching(message),
    });
    expect(await chain.provider.getBalance(PROXY_SENDER)).toBe(0n);
  });
});
