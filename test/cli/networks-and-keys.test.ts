import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Wallet } from 'ethers';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { CallResult } from '../../src-main/api/contract.ts';
import { type LocalChain, startLocalChain } from '../../src-main/engine/chain/start-local-chain.ts';
import { temporaryFolder } from '../circuits/support/temporary-folder.ts';
import { type LyingNode, startLyingNode } from '../engine/chain/support/lying-node.ts';
import { fail, type Outcome, runProgram, succeed } from './support/run-program.ts';

const folder = temporaryFolder();
const workspace = join(folder, 'workspace');
const PASSWORD = 'a password of many words';
const PRIVATE_KEY = `0x${'5a'.repeat(31)}17`;
const passwordFile = join(folder, 'password');
const keyFile = join(folder, 'key');

let chain: LocalChain;
let node: LyingNode;

beforeAll(async () => {
  chain = await startLocalChain({ nodeArguments: ['--chain-id', '424242'] });
  node = await startLyingNode(chain.url);
  await writeFile(passwordFile, `${PASSWORD}\n`);
  await writeFile(keyFile, `${PRIVATE_KEY}\r\n`);
});

afterEach(() => {
  node.lie = () => undefined;
});

afterAll(async () => {
  await node?.stop();
  await chain?.stop();
});

const cli = (...args: string[]) => [...args, '-w', workspace];

describe('networks', () => {
  test('are listed with what they cost and where their nodes are', async () => {
    const { networks } = await succeed<CallResult<'listNetworks'>>(cli('networks', 'list'));
    expect(networks.find(({ name }) => name === 'base-sepolia')).toMatchObject({
      chainId: '84532',
      isTest: true,
      testOf: 'base',
      node: 'sepolia.base.org',
      isOwn: false,
    });
    expect(networks.find(({ name }) => name === 'ethereum')).toMatchObject({ isTest: false, node: null });
    const { stdout } = await runProgram(cli('networks', 'list'));
    expect(stdout).toMatch(/sepolia +Sepolia +11155111 +test +name one with --rpc/);
  });

  test('of one’s own are probed, kept with their node, and forgotten', async () => {
    const added = await succeed<CallResult<'addNetwork'>>(
      cli('networks', 'add', 'mine', '--rpc', node.url, '--testnet', '--currency', 'PLAY'),
    );
    expect(added).toMatchObject({ name: 'mine', chainId: '424242', supported: true });
    const { networks } = await succeed<CallResult<'listNetworks'>>(cli('networks', 'list'));
    expect(networks.at(-1)).toMatchObject({ name: 'mine', isTest: true, currency: 'PLAY', isOwn: true });
    expect(JSON.stringify(networks), 'the key in the address').not.toContain('secret-token');
    const probed = await succeed<CallResult<'probeNetwork'>>(cli('networks', 'probe', 'mine'));
    expect(probed.checks).toHaveLength(8);
    await succeed(cli('networks', 'remove', 'mine'));
    await fail(cli('networks', 'remove', 'mine'), 'option-invalid');
    await fail(cli('networks', 'probe', 'mine'), 'option-invalid');
  });

  test('without the precompile, with another chain id, without a node, and liars are refused', async () => {
    node.lie = ({ method, params }) =>
      method === 'eth_call' && (params[0] as { to?: string }).to?.endsWith('08')
        ? { result: '0x' }
        : undefined;
    const unsupported = await fail(cli('networks', 'add', 'mine', '--rpc', node.url), 'network-unsupported');
    expect(unsupported.message).toContain('pairing');
    const { stdout } = await runProgram(cli('networks', 'probe', '--rpc', node.url));
    expect(stdout).toMatch(/is not supported[^]*NO +checks a pairing of four pairs +precompile 8: nothing/);
    node.lie = () => undefined;
    await fail(cli('networks', 'add', 'sepolia', '--rpc', node.url), 'chain-mismatch');
    await fail(cli('networks', 'probe', 'ethereum'), 'option-invalid');
    await fail(cli('networks', 'add', 'local', '--rpc', node.url), 'option-invalid');
    await fail(cli('networks', 'add', 'UPPER', '--rpc', node.url), 'option-invalid');
    node.lie = () => ({ raw: '<html>' });
    const page = await fail(cli('networks', 'probe', '--rpc', node.url), 'chain-unreachable');
    expect(JSON.stringify(page)).not.toContain('secret-token');
    expect(
      (await succeed<CallResult<'listNetworks'>>(cli('networks', 'list'))).networks.at(-1)!.name,
    ).not.toBe('mine');
  });
});

describe('keys', () => {
  const outcomes: Outcome[] = [];
  async function run(args: string[], env: Record<string, string> = {}): Promise<Outcome> {
    const outcome = await runProgram(cli(...args), { env });
    outcomes.push(outcome);
    return outcome;
  }

  test('are made and imported, listed with their accounts, and removed by their address', async () => {
    const made = await run(['keys', 'new', 'fresh', '--password-file', passwordFile, '--json']);
    expect(made.status, made.stderr).toBe(0);
    const fresh = JSON.parse(made.stdout) as { address: string; path: string };
    expect((await stat(fresh.path)).mode & 0o777).toBe(0o600);
    const opened = await Wallet.fromEncryptedJson(await readFile(fresh.path, 'utf8'), PASSWORD);
    expect(opened.address).toBe(fresh.address);

    const env = { PROOFPRESS_KEYSTORE_PASSWORD: PASSWORD };
    await run(['keys', 'import', 'file', '--key-file', keyFile], env);
    await run(['keys', 'import', 'variable'], { ...env, PROOFPRESS_PRIVATE_KEY: PRIVATE_KEY });
    const { keys } = JSON.parse((await run(['keys', 'list', '--json'])).stdout) as CallResult<'listKeys'>;
    const { address } = new Wallet(PRIVATE_KEY);
    expect(keys.map((key) => [key.name, key.address])).toEqual([
      ['file', address],
      ['fresh', fresh.address],
      ['variable', address],
    ]);
    expect((await run(['keys', 'remove', 'fresh', '--yes', address])).stderr).toContain(
      'confirmation-missing',
    );
    expect((await run(['keys', 'remove', 'fresh', '--yes', fresh.address])).status).toBe(0);
  });

  test('are not made without a password, under a name that is taken, or from what is no key', async () => {
    const env = { PROOFPRESS_KEYSTORE_PASSWORD: PASSWORD };
    for (const [args, variables, code] of [
      [['keys', 'new', 'other'], {}, 'signer-invalid'],
      [['keys', 'new', 'other'], { PROOFPRESS_KEYSTORE_PASSWORD: 'short' }, 'signer-invalid'],
      [['keys', 'new', 'file'], env, 'option-invalid'],
      [['keys', 'new', '../file'], env, 'option-invalid'],
      [['keys', 'import', 'other'], env, 'signer-invalid'],
      [['keys', 'import', 'other'], { ...env, PROOFPRESS_PRIVATE_KEY: `${PRIVATE_KEY}1` }, 'signer-invalid'],
      [['keys', 'import', 'other', '--key-file', passwordFile], env, 'signer-invalid'],
      [['keys', 'import', 'other', '--key-file', join(folder, 'none')], env, 'file-unreadable'],
    ] as [string[], Record<string, string>, string][]) {
      const { status, stdout, stderr } = await run([...args, '--json'], variables);
      expect(status, stderr).toBe(2);
      expect(JSON.parse(stdout)).toMatchObject({ error: { code } });
    }
    expect((await readdir(join(workspace, 'keystores'))).sort()).toEqual(['file.json', 'variable.json']);
  });

  test('and passwords are in no output and no file of the workspace', async () => {
    expect(outcomes.length).toBeGreaterThan(10);
    const files = await readdir(workspace, { recursive: true, withFileTypes: true });
    const contents = await Promise.all(
      files
        .filter((file) => file.isFile())
        .map((file) => readFile(join(file.parentPath, file.name), 'latin1')),
    );
    const texts = [...outcomes.flatMap(({ stdout, stderr }) => [stdout, stderr]), ...contents];
    for (const text of texts) {
      for (const secret of [PRIVATE_KEY.slice(2), PASSWORD]) {
        expect(text.toLowerCase().includes(secret.toLowerCase())).toBe(false);
      }
    }
  });
});
