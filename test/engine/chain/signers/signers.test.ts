import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Wallet, hexlify, id, randomBytes, toQuantity, type HDNodeWallet, type Signer } from 'ethers';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { AppError, type ErrorCode } from '../../../../src-main/api/errors.ts';
import type { SignerSource } from '../../../../src-main/api/signer-source.ts';
import { connectChain } from '../../../../src-main/engine/chain/connect-chain.ts';
import type { WalletProvider } from '../../../../src-main/engine/chain/signers/browser-signer.ts';
import { KeystoreFolder } from '../../../../src-main/engine/chain/signers/keystore-folder.ts';
import { encryptKeystore, openKeystore } from '../../../../src-main/engine/chain/signers/keystore.ts';
import { openSigner } from '../../../../src-main/engine/chain/signers/open-signer.ts';
import { type LocalChain, startLocalChain } from '../../../../src-main/engine/chain/start-local-chain.ts';
import type { Host } from '../../../../src-main/engine/host.ts';
import { type Lie, type LyingNode, startLyingNode } from '../support/lying-node.ts';

const PASSWORD = 'correct horse battery';
const key = hexlify(randomBytes(32));
const wallet = new Wallet(key);
const target = new Wallet(id('target')).address;

let chain: LocalChain;
let node: LyingNode;
let folder: string;
let keystores: KeystoreFolder;
let json: string;

beforeAll(async () => {
  chain = await startLocalChain();
  node = await startLyingNode(chain.url);
  folder = await mkdtemp(join(tmpdir(), 'proofpress-keys-'));
  keystores = new KeystoreFolder(join(folder, 'keystores'));
  json = await encryptKeystore(wallet, PASSWORD);
  await keystores.add('mine', json);
  await chain.provider.send('anvil_setBalance', [wallet.address, toQuantity(10n ** 20n)]);
});

afterEach(() => {
  node.lie = () => undefined;
});

afterAll(async () => {
  await node?.stop();
  await chain?.stop();
  await rm(folder, { recursive: true });
});

function hostWith(secrets: Partial<Host['secrets']> = {}, inBrowser?: WalletProvider): Host {
  return {
    paths: { workspace: folder },
    secrets: { signingKey: () => Promise.resolve(undefined), ...secrets },
    wallet: inBrowser,
    spawnWorker: () => {
      throw new Error('No key needs a worker.');
    },
  };
}

const open = (source: SignerSource, host = hostWith(), signal?: AbortSignal) =>
  openSigner(source, host, keystores, chain.provider, { signal });

async function refusal(work: Promise<unknown>, ...codes: ErrorCode[]): Promise<AppError> {
  const error = await work.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  expect(error).toBeInstanceOf(AppError);
  expect(codes).toContain((error as AppError).code);
  const text = `${JSON.stringify(error)}${(error as AppError).stack}${String((error as AppError).cause)}`;
  for (const secret of [key.slice(2), PASSWORD, 'wrong password']) expect(text).not.toContain(secret);
  return error as AppError;
}

/** Sends a coin to somebody, through the port that every signer stands behind. */
async function pay(signer: Signer): Promise<string> {
  const before = await chain.provider.getBalance(target);
  const sent = await signer.sendTransaction({ to: target, value: 1n });
  const receipt = await sent.wait();
  expect(await chain.provider.getBalance(target)).toBe(before + 1n);
  return receipt!.from;
}

describe('a key in the environment', () => {
  test('signs, with and without 0x', async () => {
    for (const text of [key, key.slice(2), ` ${key}\n`]) {
      const host = hostWith({ signingKey: () => Promise.resolve(text) });
      expect(await pay(await open({ kind: 'environment' }, host))).toBe(wallet.address);
    }
  });

  test.each([
    undefined,
    '',
    'key',
    `${key}00`,
    key.slice(0, -1),
    `0x${'0'.repeat(64)}`,
    `0x${'f'.repeat(64)}`,
  ])('that is none is not quoted: %#', async (text) => {
    const host = hostWith({ signingKey: () => Promise.resolve(text) });
    const error = await refusal(open({ kind: 'environment' }, host), 'signer-invalid');
    if (text) expect(JSON.stringify(error)).not.toContain(text === 'key' ? '"key"' : text);
  });
});

describe('an encrypted key', () => {
  test('signs with its password, by name and by path', async () => {
    const asked: unknown[] = [];
    const host = hostWith({
      password: (request) => {
        asked.push(request);
        return Promise.resolve(PASSWORD);
      },
    });
    expect(await pay(await open({ kind: 'keystore', keystore: 'mine' }, host))).toBe(wallet.address);
    const path = join(folder, 'elsewhere.json');
    await writeFile(path, json.replace('"crypto"', '"Crypto"').replace('"Crypto"', '"Crypto"'));
    expect(await (await open({ kind: 'keystore', keystore: path }, host)).getAddress()).toBe(wallet.address);
    expect(asked).toEqual(Array(2).fill({ address: wallet.address, isNew: false, keystore: json }));
  });

  test('stays closed without password and with a wrong one', async () => {
    const source: SignerSource = { kind: 'keystore', keystore: 'mine' };
    expect((await refusal(open(source), 'signer-invalid')).message).toContain('no password');
    const host = hostWith({ password: () => Promise.resolve('wrong password') });
    expect((await refusal(open(source, host), 'signer-invalid')).message).toContain('cannot be opened');
  });

  test('stays closed when the work is cancelled', async () => {
    const controller = new AbortController();
    controller.abort();
    await refusal(openKeystore(json, PASSWORD, { signal: controller.signal }), 'aborted');
  });

  const damages: [string, (text: string) => string][] = [
    ['no JSON', (text) => text.slice(0, 100)],
    ['no keystore', () => '{}'],
    ['a private key', () => key],
    ['another version', (text) => text.replace('"version":3', '"version":1')],
    ['no cipher', (text) => text.replace('"ciphertext"', '"text"')],
    ['a changed cipher', (text) => text.replace(/"ciphertext":"../, '"ciphertext":"zz')],
    ['a changed check', (text) => text.replace(/"mac":"..../, '"mac":"abcd')],
    [
      'another address',
      (text) => text.replace(wallet.address.slice(2).toLowerCase(), target.slice(2).toLowerCase()),
    ],
    ['terabytes of memory', (text) => text.replace('"n":131072', '"n":1073741824')],
    ['hours of work', (text) => text.replace('"p":1', '"p":100000')],
  ];
  test.each(damages)('that is damaged (%s) is refused without a word of what it holds', async (_, damage) => {
    const path = join(folder, 'damaged.json');
    expect(damage(json)).not.toBe(json);
    await writeFile(path, damage(json));
    const host = hostWith({ password: () => Promise.resolve(PASSWORD) });
    await refusal(open({ kind: 'keystore', keystore: path }, host), 'signer-invalid');
  });

  test('that is not there, or much too long, is said so', async () => {
    expect((await refusal(open({ kind: 'keystore', keystore: 'other' }), 'option-invalid')).remedy).toContain(
      'mine',
    );
    await refusal(open({ kind: 'keystore', keystore: join(folder, 'none.json') }), 'file-unreadable');
    const path = join(folder, 'long.json');
    await writeFile(path, ' '.repeat(100_000));
    await refusal(open({ kind: 'keystore', keystore: path }), 'signer-invalid');
  });

  test('is kept for its owner alone, never in another one’s place, and goes only by its address', async () => {
    const path = await keystores.add('second', json);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, 'keystores'))).mode & 0o777).toBe(0o700);
    await refusal(keystores.add('second', json), 'option-invalid');
    await refusal(keystores.add('../second', json), 'option-invalid');
    expect((await readdir(join(folder, 'keystores'))).sort()).toEqual(['mine.json', 'second.json']);
    expect(await keystores.list()).toMatchObject([
      { name: 'mine', address: wallet.address },
      { name: 'second' },
    ]);
    await refusal(keystores.remove('second', target), 'confirmation-missing');
    await keystores.remove('second', wallet.address.toLowerCase());
    expect((await keystores.list()).map(({ name }) => name)).toEqual(['mine']);
    expect(await readFile(join(folder, 'keystores', 'mine.json'), 'utf8')).not.toContain(key.slice(2));
  });

  test('needs a password worth the name', async () => {
    await refusal(encryptKeystore(wallet, undefined), 'signer-invalid');
    await refusal(encryptKeystore(wallet, 'seven c'), 'signer-invalid');
  });
});

describe('an external signer', () => {
  const first = () => (chain.account(0) as HDNodeWallet).address;

  test('with accounts of its own signs and sends: anvil', async () => {
    const source: SignerSource = { kind: 'external', url: chain.url };
    expect(await pay(await open(source))).toBe(first());
    const third = (chain.account(3) as HDNodeWallet).address;
    expect(await pay(await open({ ...source, address: third.toLowerCase() }))).toBe(third);
  });

  test('without the account, without any, of another chain, or not there is said so', async () => {
    const source: SignerSource = { kind: 'external', url: node.url };
    expect((await refusal(open({ ...source, address: target }), 'signer-invalid')).remedy).toContain(first());
    node.lie = ({ method }) => (method === 'eth_accounts' ? { result: [] } : undefined);
    await refusal(open(source), 'signer-invalid');
    node.lie = ({ method }) => (method === 'eth_chainId' ? { result: '0x1' } : undefined);
    await refusal(open(source), 'chain-mismatch');
    node.lie = () => ({ raw: '<html>' });
    await refusal(open(source), 'chain-unreachable');
    await refusal(open({ kind: 'external', url: 'clef' }), 'option-invalid');
  });

  test('is asked once for a signature, whatever it answers', async () => {
    for (const answer of ['hang-up', { raw: 'busy', status: 503 }, { result: '0x12' }] as const) {
      node.lie = ({ method }) => (method === 'eth_sendTransaction' ? answer : undefined);
      const signer = await open({ kind: 'external', url: node.url });
      node.asked.length = 0;
      await refusal(signer.sendTransaction({ to: target, value: 1n }), 'chain-unreachable');
      expect(node.asked.filter((method) => method === 'eth_sendTransaction')).toHaveLength(1);
    }
    node.lie = ({ method }) =>
      method === 'eth_sendTransaction'
        ? { error: { code: -32000, message: 'insufficient funds' } }
        : undefined;
    const signer = await open({ kind: 'external', url: node.url });
    await expect(signer.sendTransaction({ to: target, value: 1n })).rejects.toMatchObject({
      code: 'INSUFFICIENT_FUNDS',
    });
  });

  test('like clef signs without sending, and what it signed is compared', async () => {
    const clef =
      (change: Record<string, unknown> = {}): Lie =>
      async ({ method, params }) => {
        if (method === 'account_list') return { result: [wallet.address.toLowerCase()] };
        if (method !== 'account_signTransaction')
          return { error: { code: -32601, message: 'no such method' } };
        const { to, data, value, gas, maxFeePerGas, maxPriorityFeePerGas, chainId, nonce } =
          params[0] as Record<string, string>;
        const fees = { type: 2, gasLimit: gas, maxFeePerGas, maxPriorityFeePerGas };
        const raw = await wallet.signTransaction({
          ...{ to, data, value, chainId: BigInt(chainId!), nonce: Number(nonce) },
          ...fees,
          ...change,
        });
        return { result: { raw, tx: {} } };
      };
    node.lie = clef();
    const signer = await open({ kind: 'external', url: node.url });
    expect(await pay(signer)).toBe(wallet.address);
    node.lie = clef({ value: 2n });
    await refusal(signer.sendTransaction({ to: target, value: 1n }), 'signer-invalid');
  });
});

type Reply = () => unknown;
type Answers = Record<string, Reply>;

describe('a wallet in a browser', () => {
  /** EIP-1193 over anvil, with a user who may decline. */
  function inBrowser(answers: Answers = {}): WalletProvider & { asked: string[] } {
    const asked: string[] = [];
    return {
      asked,
      async request({ method, params = [] }) {
        asked.push(method);
        if (answers[method]) return answers[method]();
        const real = method === 'eth_requestAccounts' ? 'eth_accounts' : method;
        return (await chain.provider.send(real, [...params])) as unknown;
      },
    };
  }
  function rpcError(code: number): Reply {
    return () => {
      throw Object.assign(new Error('of the wallet'), { code });
    };
  }
  const source: SignerSource = { kind: 'browser' };
  const elsewhere: Answers = { eth_chainId: () => '0x1' };

  test('signs and sends', async () => {
    const browser = inBrowser();
    const signer = await open(source, hostWith({}, browser));
    expect(await pay(signer)).toBe((chain.account(0) as HDNodeWallet).address);
    expect(browser.asked.filter((method) => method === 'eth_sendTransaction')).toHaveLength(1);
    expect(browser.asked).not.toContain('wallet_switchEthereumChain');
  });

  test('is asked to go to the chain, and nothing is signed on another', async () => {
    let current: string = '0x1';
    const browser = inBrowser({
      eth_chainId: () => current,
      wallet_switchEthereumChain: (): void => {
        current = '0x7a69';
      },
    });
    const signer = await open(source, hostWith({}, browser));
    expect(browser.asked).toContain('wallet_switchEthereumChain');
    current = '0x1';
    await refusal(signer.sendTransaction({ to: target, value: 1n }), 'chain-mismatch');
    expect(browser.asked).not.toContain('eth_sendTransaction');
  });

  const refusals: [string, Answers, ErrorCode][] = [
    ['the user declines to connect', { eth_requestAccounts: rpcError(4001) }, 'aborted'],
    ['there is no account', { eth_requestAccounts: () => [] }, 'signer-invalid'],
    ['accounts are none', { eth_requestAccounts: () => ({ 0: 'x' }) }, 'signer-invalid'],
    ['it stays on another chain', { ...elsewhere, wallet_switchEthereumChain: () => null }, 'chain-mismatch'],
    [
      'it does not know the chain',
      { ...elsewhere, wallet_switchEthereumChain: rpcError(4902) },
      'chain-mismatch',
    ],
  ];
  test.each(refusals)('%s', async (_, answers, code) => {
    await refusal(open(source, hostWith({}, inBrowser(answers))), code);
  });

  test('the user declines to sign', async () => {
    const signer = await open(source, hostWith({}, inBrowser({ eth_sendTransaction: rpcError(4001) })));
    await refusal(signer.sendTransaction({ to: target, value: 1n }), 'aborted');
  });

  test('there is none', async () => {
    await refusal(open(source), 'signer-invalid');
  });
});

test('a node that goes away while an account signs is told as such', async () => {
  const provider = await connectChain(node.url);
  const signer = await openSigner(
    { kind: 'environment' },
    hostWith({ signingKey: () => Promise.resolve(key) }),
    keystores,
    provider,
    {},
  );
  node.lie = () => 'hang-up';
  await refusal(signer.sendTransaction({ to: target, value: 1n }), 'chain-unreachable');
  provider.destroy();
});
