import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { HDNodeWallet } from 'ethers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { predictAddresses } from '../../src-main/engine/chain/deploy-contracts.ts';
import { DEPLOYMENT_PROXY } from '../../src-main/engine/chain/plan-deployment.ts';
import { startLocalChain, type LocalChain } from '../../src-main/engine/chain/start-local-chain.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

let chain: LocalChain;
let key: string;

beforeAll(async () => {
  chain = await startLocalChain();
  key = (chain.account(3) as HDNodeWallet).privateKey;
});

afterAll(async () => {
  await chain?.stop();
});

interface Outcome {
  status: number;
  stdout: string;
  stderr: string;
}

function deploy(args: string[], environment: Record<string, string> = {}): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['--import', 'tsx', 'contracts/deploy.ts', ...args],
      { cwd: ROOT, env: { ...process.env, DEPLOYER_PRIVATE_KEY: undefined, ...environment } },
      (error, stdout, stderr) => resolve({ status: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
}

describe('npm run deploy:contracts', () => {
  test('tells without a key what is missing, deploys it, and finds it afterwards', async () => {
    const where = ['--rpc', chain.url];
    await chain.provider.send('anvil_setCode', [DEPLOYMENT_PROXY, '0x']);
    const block = await chain.provider.getBlockNumber();
    const dry = await deploy([...where, '--dry-run', '--json']);
    expect(dry).toMatchObject({ status: 0, stderr: '' });
    const plan = JSON.parse(dry.stdout) as {
      proxy: { isDeployed: boolean };
      contracts: { name: string; address: string; isDeployed: boolean; estimatedGas: string }[];
    };
    expect(plan.proxy.isDeployed).toBe(false);
    expect(Object.fromEntries(plan.contracts.map(({ name, address }) => [name, address]))).toEqual(
      predictAddresses(),
    );
    expect(plan.contracts.map(({ isDeployed }) => isDeployed)).toEqual([false, false, false, false]);
    expect(await chain.provider.getBlockNumber(), 'nothing was sent').toBe(block);

    const real = await deploy([...where, '--json'], { DEPLOYER_PRIVATE_KEY: key });
    expect(real.status, real.stderr).toBe(0);
    const { sent } = JSON.parse(real.stdout) as { sent: { name: string; gasUsed?: string }[] };
    expect(sent.map(({ name }) => name)).toEqual([
      'proxy',
      'proxy',
      'verifier',
      'router',
      'registry',
      'market',
    ]);
    for (const { name, estimatedGas } of plan.contracts) {
      const gasUsed = Number(sent.find((one) => one.name === name)?.gasUsed);
      process.stdout.write(`${name}: ${gasUsed} gas, estimated ${estimatedGas}\n`);
      expect(Number(estimatedGas) / gasUsed, name).toBeGreaterThan(0.98);
      expect(Number(estimatedGas) / gasUsed, name).toBeLessThan(1.05);
    }
    for (const address of Object.values(predictAddresses())) {
      expect(await chain.provider.getCode(address)).not.toBe('0x');
    }

    const again = await deploy(where, { DEPLOYER_PRIVATE_KEY: key });
    expect(again).toMatchObject({ status: 0, stderr: '' });
    expect(again.stdout.match(/: there$/gm)).toHaveLength(5);
    const { stdout } = await deploy([...where, '--dry-run']);
    expect(stdout).toContain('Nothing is missing.');
  });

  test('says what is wrong with its key, chain and options, and never repeats the key', async () => {
    const where = ['--rpc', chain.url];
    const cases = [
      [where, {}, /DEPLOYER_PRIVATE_KEY/],
      [where, { DEPLOYER_PRIVATE_KEY: key.slice(0, -1) }, /DEPLOYER_PRIVATE_KEY/],
      [where, { DEPLOYER_PRIVATE_KEY: `0x${'0'.repeat(64)}` }, /DEPLOYER_PRIVATE_KEY/],
      [['--rpc', 'http://127.0.0.1:1'], { DEPLOYER_PRIVATE_KEY: key }, /chain-unreachable/],
      [['--dry-run'], {}, /--rpc/],
      [['--private-key', key], {}, /option-invalid/],
      [[key], {}, /an argument too many/],
    ] as [string[], Record<string, string>, RegExp][];
    const outcomes = await Promise.all(cases.map(([args, environment]) => deploy(args, environment)));
    for (const [index, { status, stdout, stderr }] of outcomes.entries()) {
      expect(status).toBe(2);
      expect(stderr).toMatch(cases[index]![2]);
      expect(stdout + stderr).not.toContain(key.slice(2, -1));
    }
    const { stdout } = await deploy(['--json', ...where]);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'option-invalid' } });
    expect((await deploy(['--help'])).stdout).toContain('--dry-run');
  });
});
