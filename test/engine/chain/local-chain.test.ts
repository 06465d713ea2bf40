import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Wallet, id } from 'ethers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkInference } from '../../../src-main/engine/chain/check-inference.ts';
import { connectChain } from '../../../src-main/engine/chain/connect-chain.ts';
import { deployContracts, predictAddresses } from '../../../src-main/engine/chain/deploy-contracts.ts';
import { registerModel } from '../../support/register-model.ts';
import { verifyInference } from '../../../src-main/engine/chain/verify-inference.ts';
import { startLocalChain, type LocalChain } from '../../../src-main/engine/chain/start-local-chain.ts';

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function untilGone(pid: number): Promise<void> {
  for (let i = 0; i < 100 && isRunning(pid); i++) await new Promise((resolve) => setTimeout(resolve, 50));
  expect(isRunning(pid)).toBe(false);
}

describe('a local chain', () => {
  test('runs beside another one, has the same funded accounts on every start, and ends when it is stopped', async () => {
    const chains = await Promise.all([startLocalChain(), startLocalChain()]);
    try {
      expect(new Set(chains.map(({ url }) => url)).size).toBe(2);
      for (const { provider, account, url } of chains) {
        expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
        expect((await provider.getNetwork()).chainId).toBe(31337n);
        expect(await account(0).getAddress()).toBe('0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266');
        expect(await provider.getBalance(account(9))).toBeGreaterThan(10n ** 18n);
      }
    } finally {
      await Promise.all(chains.map(({ stop }) => stop()));
    }
    for (const { pid } of chains) expect(isRunning(pid)).toBe(false);
    await chains[0]!.stop();
  });

  test('ends when its signal aborts, and never starts for one that has aborted', async () => {
    const controller = new AbortController();
    const chain = await startLocalChain({ signal: controller.signal });
    controller.abort();
    await untilGone(chain.pid);
    await expect(startLocalChain({ signal: controller.signal })).rejects.toMatchObject({ code: 'aborted' });

    const early = new AbortController();
    const starting = startLocalChain({ signal: early.signal });
    early.abort();
    await expect(starting).rejects.toMatchObject({ code: 'aborted' });
  });

  test.skipIf(process.platform === 'win32')('ends with the process that started it', async () => {
    const script = `
      import { startLocalChain } from ${JSON.stringify(new URL('../../../src-main/engine/chain/start-local-chain.ts', import.meta.url).href)};
      const chain = await startLocalChain();
      process.stdout.write(String(chain.pid) + '\\n');
      if (process.env.PROOFPRESS_TEST_EXIT) process.exit(0);
      setInterval(() => undefined, 1000);
    `;
    const start = async (
      environment: Record<string, string>,
    ): Promise<{ pid: number; kill: () => void; end: Promise<unknown> }> => {
      const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
        cwd: fileURLToPath(new URL('../../..', import.meta.url)),
        env: { ...process.env, ...environment },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const end = once(child, 'exit');
      const [line] = (await once(child.stdout, 'data')) as [Buffer];
      return { pid: Number(line.toString()), kill: () => child.kill('SIGTERM'), end };
    };
    const exiting = await start({ PROOFPRESS_TEST_EXIT: '1' });
    expect(await exiting.end).toEqual([0, null]);
    await untilGone(exiting.pid);

    const told = await start({});
    expect(isRunning(told.pid)).toBe(true);
    told.kill();
    expect(await told.end).toEqual([null, 'SIGTERM']);
    await untilGone(told.pid);
  });

  test.skipIf(process.platform !== 'linux')('does not get to know the keys in the environment', async () => {
    const secrets = { PROOFPRESS_PRIVATE_KEY: '0x5ec1', PROOFPRESS_KEYSTORE_PASSWORD: '0x5ec2' };
    Object.assign(process.env, secrets);
    const chain = await startLocalChain();
    try {
      const environment = await readFile(`/proc/${chain.pid}/environ`, 'utf8');
      expect(environment).toContain('PATH=');
      const command = await readFile(`/proc/${chain.pid}/cmdline`, 'utf8');
      for (const [name, secret] of Object.entries(secrets)) {
        expect(environment).not.toContain(name);
        expect(environment + command).not.toContain(secret);
      }
    } finally {
      for (const name of Object.keys(secrets)) delete process.env[name];
      await chain.stop();
    }
  });

  test('is missed with a remedy on a platform without a binary', async () => {
    const platform = Object.getOwnPropertyDescriptor(process, 'platform')!;
    Object.defineProperty(process, 'platform', { ...platform, value: 'plan9' });
    try {
      await expect(startLocalChain()).rejects.toMatchObject({
        code: 'tool-missing',
        remedy: expect.stringMatching(/npm/),
      });
    } finally {
      Object.defineProperty(process, 'platform', platform);
    }
  });
});

describe('a chain that does not play along', () => {
  let chain: LocalChain;

  beforeAll(async () => {
    chain = await startLocalChain();
  });

  afterAll(async () => {
    await chain?.stop();
  });

  const inference = {
    modelId: 1n,
    inputCommitment: id('x'),
    output: [1n],
    context: { requestId: id('r'), payee: predictAddresses().registry, deadline: 0n },
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
    inputSignals: [1n],
  };
  const options = { consumer: predictAddresses().router, offChain: false };

  test('has no contract at the address: chain-refused', async () => {
    await expect(
      checkInference(chain.provider, predictAddresses().registry, inference, options),
    ).rejects.toMatchObject({
      code: 'chain-refused',
      message: expect.stringContaining('no contract'),
    });
    await expect(
      verifyInference(chain.account(0), predictAddresses().registry, inference),
      'a transaction to an address without code succeeds',
    ).rejects.toMatchObject({ code: 'chain-refused', message: expect.stringContaining('InferenceVerified') });
    const model = { modelHash: id('m'), circuitHash: id('c'), key: new Uint8Array([1]), uri: '' };
    await expect(registerModel(chain.account(0), predictAddresses(), model)).rejects.toMatchObject({
      code: 'chain-refused',
      message: expect.stringContaining('no contract'),
    });
  });

  test('has no deployment proxy: chain-refused', async () => {
    const proxy = '0x4e59b44847b379578588920cA78FbF26c0B4956C';
    const code = await chain.provider.getCode(proxy);
    await chain.provider.send('anvil_setCode', [proxy, '0x']);
    await expect(deployContracts(chain.account(0))).rejects.toMatchObject({
      code: 'chain-refused',
      message: expect.stringContaining('proxy'),
    });
    await chain.provider.send('anvil_setCode', [proxy, code]);
  });

  test('finds no funds: chain-refused, and nothing is deployed', async () => {
    const poor = new Wallet(id('a poor account'), chain.provider);
    await expect(deployContracts(poor)).rejects.toMatchObject({
      code: 'chain-refused',
      remedy: expect.stringContaining('funds'),
    });
    expect(await chain.provider.getCode(predictAddresses().verifier)).toBe('0x');
  });

  test('deploys only what is missing and stops when it is cancelled', async () => {
    const controller = new AbortController();
    const messages: string[] = [];
    const onProgress = ({ message }: { message: string }): void => {
      messages.push(message);
      if (message.includes('router')) controller.abort();
    };
    await expect(
      deployContracts(chain.account(0), { signal: controller.signal, onProgress }),
    ).rejects.toMatchObject({ code: 'aborted' });
    expect(messages).toEqual(['Deploying the verifier', 'Deploying the router']);
    const { addresses, deployed } = await deployContracts(chain.account(1));
    expect(addresses).toEqual(predictAddresses());
    expect(deployed.map(({ name }) => name)).toEqual(['router', 'registry']);
    await expect(
      checkInference(chain.provider, addresses.registry, inference, options),
    ).rejects.toMatchObject({
      code: 'chain-refused',
      message: expect.stringContaining('ModelNotFound(1)'),
    });
  });

  test('is not there: chain-unreachable', async () => {
    const closed = createServer().listen(0, '127.0.0.1');
    await once(closed, 'listening');
    const { port } = closed.address() as { port: number };
    closed.close();
    await expect(connectChain(`http://127.0.0.1:${port}`)).rejects.toMatchObject({
      code: 'chain-unreachable',
    });
    await expect(connectChain('no address')).rejects.toMatchObject({ code: 'option-invalid' });
    await expect(connectChain('ipc:/tmp/node')).rejects.toMatchObject({ code: 'option-invalid' });

    const other = await startLocalChain();
    const provider = await connectChain(other.url);
    await other.stop();
    await expect(
      checkInference(provider, predictAddresses().registry, inference, options),
    ).rejects.toMatchObject({
      code: 'chain-unreachable',
    });
    await expect(deployContracts(Wallet.createRandom(provider))).rejects.toMatchObject({
      code: 'chain-unreachable',
    });
    provider.destroy();
  });
});
