import * as chains from 'viem/chains';
import { describe, expect, test } from 'vitest';
import { customNetwork } from '../../../src-main/engine/chain/networks/custom-network.ts';
import { findNetwork, networkOfChain } from '../../../src-main/engine/chain/networks/find-network.ts';
import { PRESETS } from '../../../src-main/engine/chain/networks/presets.ts';

describe('the networks that are known by name', () => {
  test('have names and chain ids of their own, and every network with money has a test network', () => {
    expect(new Set(PRESETS.map(({ name }) => name)).size).toBe(PRESETS.length);
    expect(new Set(PRESETS.map(({ chainId }) => chainId)).size).toBe(PRESETS.length);
    for (const network of PRESETS) {
      expect(network.name).toMatch(/^[a-z][a-z0-9-]*$/);
      if (network.testOf !== undefined) {
        expect(network.isTest).toBe(true);
        expect(findNetwork(network.testOf, PRESETS)).toMatchObject({ isTest: false, kind: network.kind });
      } else if (!network.isTest) {
        expect(PRESETS.some(({ testOf }) => testOf === network.name)).toBe(true);
      }
      for (const url of [network.rpc, network.explorer]) {
        if (url !== undefined) expect(new URL(url).protocol).toBe('https:');
        expect(url?.endsWith('/')).not.toBe(true);
      }
    }
  });

  test.each(
    PRESETS.filter(({ kind }) => kind !== 'local').map((network) => [network.name, network] as const),
  )('%s is what viem calls it', (_, { chainId, currency, isTest, explorer }) => {
    const theirs = Object.values(chains).filter(
      (chain) => typeof chain === 'object' && 'id' in chain && BigInt(chain.id) === chainId,
    ) as chains.Chain[];
    expect(theirs.length).toBeGreaterThan(0);
    const [chain] = theirs;
    expect(chain!.nativeCurrency).toMatchObject({ symbol: currency, decimals: 18 });
    expect(chain!.testnet ?? false).toBe(isTest);
    const explorers = theirs.flatMap((one) =>
      Object.values(one.blockExplorers ?? {}).map(({ url }) => url.replace(/\/$/, '')),
    );
    expect(explorers).toContain(explorer);
  });
});

describe('a network', () => {
  test('is found by its name, and an unknown name lists those that there are', () => {
    expect(findNetwork(' Base-Sepolia ', PRESETS).chainId).toBe(84532n);
    expect(() => findNetwork('holesky', PRESETS)).toThrow('no network "holesky"');
  });

  test('that nobody knows counts as one with money', () => {
    expect(networkOfChain(11155111n, PRESETS)).toMatchObject({ name: 'sepolia', isTest: true });
    expect(networkOfChain(424242n, PRESETS)).toMatchObject({ name: 'chain-424242', isTest: false });
  });

  test('of a preset’s name keeps everything of the preset but its node', () => {
    const settings = { chainId: '1', kind: 'local', isTest: true, currency: 'X' } as const;
    expect(
      customNetwork({ ...settings, name: 'ethereum', rpc: 'https://node.example' }, PRESETS),
    ).toMatchObject({ chainId: 1n, isTest: false, kind: 'l1', currency: 'ETH', rpc: 'https://node.example' });
    expect(customNetwork({ ...settings, name: 'mine', rpc: 'http://127.0.0.1:1' }, PRESETS)).toMatchObject({
      title: 'mine',
      isTest: true,
      currency: 'X',
    });
  });
});
