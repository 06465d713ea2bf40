import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HDNodeWallet, Wallet, id, toQuantity } from 'ethers';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { CallResult } from '../../src-main/api/contract.ts';
import type { Receipt } from '../../src-main/api/receipt.ts';
import { predictAddresses } from '../../src-main/engine/chain/deploy-contracts.ts';
import { type LocalChain, startLocalChain } from '../../src-main/engine/chain/start-local-chain.ts';
import { temporaryFolder } from '../circuits/support/temporary-folder.ts';
import { type Lie, type LyingNode, startLyingNode } from '../engine/chain/support/lying-node.ts';
import { prepareWorkspace } from './support/prepared-workspace.ts';
import { expectFailure, type Outcome, runProgram } from './support/run-program.ts';
import { snapshot } from './support/snapshot.ts';
import { writeTinyModel } from './support/tiny-model.ts';

type Plan = CallResult<'planPublication'>;
type Published = CallResult<'publishModel'>;

const folder = temporaryFolder();
const workspace = join(folder, 'workspace');
const PASSWORD = 'a password of many words';
const key = id('a publisher with a name');
const { address } = new Wallet(key);
const env = { PROOFPRESS_PRIVATE_KEY: key, PROOFPRESS_KEYSTORE_PASSWORD: PASSWORD };

/** One where coins are play, one that nobody knows. */
let chain: LocalChain;
let money: LocalChain;
let node: LyingNode;
const outcomes: Outcome[] = [];

async function run(args: string[], variables: Record<string, string> = env): Promise<Outcome> {
  const outcome = await runProgram([...args, '-w', workspace, '--json'], { env: variables });
  outcomes.push(outcome);
  return outcome;
}

async function succeed<Result>(args: string[], variables = env): Promise<Result> {
  const { status, stdout, stderr } = await run(args, variables);
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return JSON.parse(stdout) as Result;
}

/** Fails, and leaves workspace and chain as they were. */
async function fail(args: string[], code: string, variables: Record<string, string> = env) {
  const before = await snapshot(workspace);
  const nonce = await chain.provider.getTransactionCount(address);
  const error = expectFailure(await run(args, variables), code, 2);
  expect(await snapshot(workspace)).toEqual(before);
  expect(await chain.provider.getTransactionCount(address)).toBe(nonce);
  return error;
}

/** The latest transaction of the account, looked for from a block downwards. */
async function lastTransaction(
  { provider }: LocalChain,
  from: number,
): Promise<{ maxPriorityFeePerGas: string }> {
  for (let number = from; number > 0; number--) {
    const block = (await provider.send('eth_getBlockByNumber', [toQuantity(number), true])) as {
      transactions: { from: string; maxPriorityFeePerGas: string }[];
    };
    const found = block.transactions.find((one) => one.from.toLowerCase() === address.toLowerCase());
    if (found) return found;
  }
  throw new Error('The account sent nothing.');
}

beforeAll(async () => {
  chain = await startLocalChain();
  money = await startLocalChain({ nodeArguments: ['--chain-id', '424242', '--block-time', '1'] });
  node = await startLyingNode(chain.url);
  await writeTinyModel(folder);
  await prepareWorkspace(workspace);
});

afterEach(() => {
  node.lie = () => undefined;
});

afterAll(async () => {
  await node?.stop();
  await money?.stop();
  await chain?.stop();
});

describe('before anything is signed', () => {
  test('an empty account is told what is needed', async () => {
    const error = await fail(['publish', 'tiny', '--rpc', chain.url], 'funds-missing');
    expect(error.message).toMatch(new RegExp(`${address} is empty.*ETH are needed`));
  });

  test('a plan shows addresses and costs, also of an empty account', async () => {
    const block = await chain.provider.getBlockNumber();
    const plan = await succeed<Plan>(['publish', 'tiny', '--rpc', chain.url, '--dry-run']);
    const { verifier, router, registry } = predictAddresses();
    expect(plan.contracts).toEqual([
      { name: 'verifier', address: verifier, isThere: false },
      { name: 'router', address: router, isThere: false },
      { name: 'registry', address: registry, isThere: false },
    ]);
    expect(plan).toMatchObject({ account: address, isRegistered: false, confirmation: null });
    expect(plan.transactions.map(({ purpose }) => purpose)).toEqual([
      'deploy the verifier',
      'deploy the router',
      'deploy the registry',
      'register the model',
    ]);
    expect(plan.quote).toMatchObject({ balance: '0', isEnough: false });
    const text = await runProgram(['publish', 'tiny', '--rpc', chain.url, '--dry-run', '-w', workspace], {
      env,
    });
    expect(text.stdout).toMatch(/registry +0x1E68\w+ +will be deployed|registry +0x\w{40} +will be deployed/);
    expect(text.stdout).toMatch(/in all about 0\.\d+ ETH, at most 0\.\d+ ETH/);
    expect(text.stdout).toContain('Nothing was signed or sent.');
    expect(await chain.provider.getBlockNumber()).toBe(block);
  });

  test.each<[string, string[], Lie, string]>([
    ['a node of another chain', ['--network', 'sepolia'], () => undefined, 'chain-mismatch'],
    [
      'a chain without the precompile',
      [],
      ({ method, params }) =>
        method === 'eth_call' && (params[0] as { to?: string }).to?.endsWith('08')
          ? { result: '0x' }
          : undefined,
      'network-unsupported',
    ],
    ['a web page', [], () => ({ raw: '<html>' }), 'chain-unreachable'],
    [
      'garbage for the price of gas',
      [],
      ({ method }) => (method === 'eth_estimateGas' ? { result: 'cheap' } : undefined),
      'chain-unreachable',
    ],
    [
      'a node that hangs up when it is asked about code',
      [],
      ({ method, params }) =>
        method === 'eth_getCode' && params[0] === predictAddresses().registry.toLowerCase()
          ? 'hang-up'
          : undefined,
      'chain-unreachable',
    ],
    [
      'a node that turns into one of another chain',
      [],
      ({ method }, earlier) => (method === 'eth_chainId' && earlier > 1 ? { result: '0x1' } : undefined),
      'chain-mismatch',
    ],
  ])('%s is refused, and nothing is lost', async (_, args, lie, code) => {
    await chain.provider.send('anvil_setBalance', [address, toQuantity(10n ** 18n)]);
    const fresh = await startLyingNode(chain.url, lie);
    try {
      const error = await fail(['publish', 'tiny', '--rpc', fresh.url, ...args], code);
      expect(JSON.stringify(error)).not.toContain('secret-token');
      expect(fresh.asked.filter((method) => method.startsWith('eth_send'))).toEqual([]);
    } finally {
      await fresh.stop();
    }
  });

  test('options that contradict each other, networks and keys that are not there', async () => {
    await fail(['publish', 'tiny', '--network', 'nowhere'], 'option-invalid');
    await fail(['publish', 'tiny', '--network', 'ethereum'], 'option-invalid');
    const both = ['--keystore', 'a', '--signer', chain.url];
    await fail(['publish', 'tiny', '--rpc', chain.url, ...both], 'option-invalid');
    await fail(['publish', 'tiny', '--rpc', chain.url, '--from', address], 'option-invalid');
    await fail(['publish', 'tiny', '--rpc', chain.url, '--keystore', 'none'], 'option-invalid');
    await fail(['publish', 'tiny', '--rpc', chain.url], 'signer-invalid', {});
  });
});

describe('publishing', () => {
  test('through a slow node, with the key in the environment', async () => {
    await chain.provider.send('anvil_setBalance', [address, toQuantity(10n ** 18n)]);
    node.lie = async () => {
      await new Promise((resolve) => setTimeout(resolve, 30));
      return undefined;
    };
    const published = await succeed<Published>(['publish', 'tiny', '--rpc', node.url]);
    expect(published).toMatchObject({ owner: address, chainId: '31337', alreadyRegistered: false });
    const plan = await succeed<Plan>(['publish', 'tiny', '--rpc', chain.url, '--dry-run']);
    expect(plan).toMatchObject({ isRegistered: true, transactions: [], modelId: published.modelId });
  });

  test('with an encrypted key on the local chain, which gives it play money', async () => {
    await succeed(['keys', 'import', 'mine']);
    const published = await succeed<Published>(
      ['publish', 'tiny', '--network', 'local', '--keystore', 'mine'],
      {
        ...env,
        PROOFPRESS_PRIVATE_KEY: '',
      },
    );
    expect(published).toMatchObject({ owner: address, chainId: '31337', alreadyRegistered: false });
    const input = ['--input', join(folder, 'samples.json')];
    const { receipt } = await succeed<{ receipt: string }>(['prove', 'tiny', ...input, '--on-chain']);
    const signing = ['--network', 'local', '--keystore', 'mine'];
    const sent = await succeed<CallResult<'verifyReceipt'>>(['verify', receipt, '--send', ...signing]);
    expect(sent.chain!.gas).toBeGreaterThan(200_000);
    const wrong = { PROOFPRESS_KEYSTORE_PASSWORD: 'not that password' };
    expectFailure(await run(['publish', 'tiny', '--keystore', 'mine'], wrong), 'signer-invalid', 2);
  });

  test('with a program that holds keys', async () => {
    const third = HDNodeWallet.fromPhrase(
      'test test test test test test test test test test test junk',
      '',
      `m/44'/60'/0'/0/3`,
    ).address;
    const args = ['publish', 'tiny', '--rpc', chain.url, '--signer', chain.url, '--from', third];
    expect(await succeed<Published>(args, {} as never)).toMatchObject({ owner: third });
  });

  test('where coins are worth money only with the network’s name, and never twice', async () => {
    await money.provider.send('anvil_setBalance', [address, toQuantity(10n ** 18n)]);
    const args = ['publish', 'tiny', '--rpc', money.url];
    const plan = await succeed<Plan>([...args, '--dry-run']);
    expect(plan).toMatchObject({ confirmation: 'chain-424242', network: { isTest: false } });
    const unconfirmed = await fail(args, 'confirmation-missing');
    expect(unconfirmed.remedy).toContain('--yes-mainnet chain-424242');
    const misspelt = await fail([...args, '--yes-mainnet', 'yes'], 'confirmation-missing');
    expect(misspelt.message).toContain('"yes" is not its name');
    expect(await money.provider.getTransactionCount(address)).toBe(0);
    const published = await succeed<Published>([...args, '--yes-mainnet', 'chain-424242']);
    expect(published).toMatchObject({ chainId: '424242', alreadyRegistered: false });
    const nonce = await money.provider.getTransactionCount(address);
    expect(await succeed<Published>(args)).toMatchObject({ alreadyRegistered: true });
    expect(await money.provider.getTransactionCount(address)).toBe(nonce);
  });

  test('a proof is for the publication that is named', async () => {
    const receiptOn = async (...network: string[]) => {
      const args = ['prove', 'tiny', '--input', join(folder, 'samples.json'), '--on-chain', ...network];
      const { receipt } = await succeed<{ receipt: string }>(args);
      return receipt;
    };
    const chainOf = async (receipt: string) =>
      (JSON.parse(await readFile(receipt, 'utf8')) as Receipt).context.chainId;
    expect(await chainOf(await receiptOn('--network', 'local'))).toBe('31337');
    const onMoney = await receiptOn('--network', 'chain-424242');
    expect(await chainOf(onMoney)).toBe('424242');
    await succeed(['verify', onMoney, '--on-chain', '--rpc', money.url]);
    expect(await chainOf(await receiptOn('--network', '424242'))).toBe('424242');
    expect(await chainOf(await receiptOn())).toBe('424242');
    const proving = ['prove', 'tiny', '--input', join(folder, 'samples.json'), '--on-chain'];
    const elsewhere = await fail([...proving, '--network', 'sepolia'], 'option-invalid');
    expect(elsewhere.message).toMatch(/not published on chain 11155111 .*it is on 31337, 424242/);
    await fail([...proving, '--network', 'nowhere'], 'option-invalid');
  });

  test('where coins are worth money comes after a test network', async () => {
    const source = join(folder, 'tiny.onnx');
    await succeed(['import', source, '--name', 'untried']);
    await succeed(['quantize', 'untried', '--samples', join(folder, 'samples.json')]);
    await succeed(['compile', 'untried']);
    await succeed(['setup', 'untried']);
    const args = ['publish', 'untried', '--rpc', money.url, '--yes-mainnet', 'chain-424242'];
    const error = await fail(args, 'confirmation-missing');
    expect(error.message).toContain('never published on a test network');
    expect(await succeed<Published>([...args, '--skip-testnet'])).toMatchObject({ chainId: '424242' });
  });

  test('on a network like Linea offers what the node asks for each transaction', async () => {
    const asked: bigint[] = [];
    const linea = await startLyingNode(money.url, async ({ method, params }) => {
      if (method !== 'linea_estimateGas') return undefined;
      const gasLimit: unknown = await money.provider.send('eth_estimateGas', params);
      asked.push(10n ** 9n + BigInt(asked.length));
      return { result: { gasLimit, baseFeePerGas: '0x7', priorityFeePerGas: toQuantity(asked.at(-1)!) } };
    });
    try {
      await succeed(['networks', 'add', 'like-linea', '--rpc', linea.url, '--kind', 'linea', '--testnet']);
      const before = await money.provider.getTransactionCount(address);
      await succeed(['import', join(folder, 'tiny.onnx'), '--name', 'other']);
      await succeed(['quantize', 'other', '--samples', join(folder, 'samples.json'), '--bits', '7']);
      await succeed(['compile', 'other']);
      await succeed(['setup', 'other']);
      await succeed<Published>(['publish', 'other', '--network', 'like-linea']);
      expect(await money.provider.getTransactionCount(address)).toBe(before + 1);
      const sent = await lastTransaction(money, await money.provider.getBlockNumber());
      expect(asked).toContain(BigInt(sent.maxPriorityFeePerGas));
    } finally {
      await linea.stop();
    }
  });

  test('leaves key and password in no output and no file', async () => {
    await writeFile(join(folder, 'marker'), key);
    const files = await readdir(workspace, { recursive: true, withFileTypes: true });
    const contents = await Promise.all(
      files
        .filter((file) => file.isFile())
        .map((file) => readFile(join(file.parentPath, file.name), 'latin1')),
    );
    expect(
      contents.some((text) => text.startsWith('SQLite format 3')),
      'the database is among them',
    ).toBe(true);
    const texts = [...outcomes.flatMap(({ stdout, stderr }) => [stdout, stderr]), ...contents];
    for (const secret of [key.slice(2), PASSWORD, 'not that password']) {
      expect(texts.filter((text) => text.toLowerCase().includes(secret.toLowerCase()))).toEqual([]);
    }
  });
});
