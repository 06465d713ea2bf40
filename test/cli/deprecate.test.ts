import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HDNodeWallet, id, toQuantity } from 'ethers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CallResult } from '../../src-main/api/contract.ts';
import { deployContracts, predictAddresses } from '../../src-main/engine/chain/deploy-contracts.ts';
import { NATIVE_TOKEN } from '../../src-main/engine/chain/market-request.ts';
import { requestInference } from '../../src-main/engine/chain/request-inference.ts';
import { type LocalChain, startLocalChain } from '../../src-main/engine/chain/start-local-chain.ts';
import { temporaryFolder } from '../circuits/support/temporary-folder.ts';
import { type RpcProxy, startRpcProxy } from '../engine/publish/support/rpc-proxy.ts';
import { modelBytes, tensor } from '../support/onnx-builder.ts';
import { ENVIRONMENT, makeWorkspace } from './support/kill-publish.ts';
import { fail, runProgram, succeed } from './support/run-program.ts';
import { tinyNetwork } from './support/tiny-model.ts';

type Plan = CallResult<'planDeprecation'>;
type Deprecated = CallResult<'deprecateModel'>;

const OWNER = HDNodeWallet.fromPhrase('test test test test test test test test test test test junk').address;
const folder = temporaryFolder();
let workspace: string;
let chain: LocalChain;
let proxy: RpcProxy;
let modelId: string;

const run = <Result>(...args: string[]) =>
  succeed<Result>([...args, '--rpc', proxy.url, '-w', workspace], { env: ENVIRONMENT });
const status = async (name: string) => (await runProgram(['status', name, '-w', workspace])).stdout;
const nonce = () => chain.provider.getTransactionCount(OWNER);

beforeAll(async () => {
  workspace = await makeWorkspace(folder);
  chain = await startLocalChain();
  proxy = await startRpcProxy(chain.url);
  ({ modelId } = await run<{ modelId: string }>('publish', 'tiny', '--no-golden'));
});

afterAll(async () => {
  await proxy?.close();
  await chain?.stop();
});

async function ask(seconds: number): Promise<void> {
  const latest = await chain.provider.getBlock('latest');
  const requester = chain.account(5);
  await requestInference(requester, predictAddresses().market, {
    requester: await requester.getAddress(),
    modelId: BigInt(modelId),
    inputCommitment: id('an input'),
    inputUri: '',
    feeToken: NATIVE_TOKEN,
    fee: 0n,
    deadline: BigInt(latest!.timestamp + seconds),
    callback: NATIVE_TOKEN,
    callbackGas: 0n,
    nonce: BigInt(seconds),
    submitBy: 0n,
  });
}

test('a model is replaced, and deprecated once no request for it is open', async () => {
  const network = tinyNetwork();
  const constants = network.constants!.map((constant) =>
    constant.name === 'b2' ? tensor('b2', [3], [0.5, -0.5, 0.25]) : constant,
  );
  const retrained = join(folder, 'retrained.onnx');
  await writeFile(retrained, modelBytes({ ...network, constants }));
  const publish = ['publish', retrained, '--replaces', 'tiny', '--no-golden'];
  const first = await run<CallResult<'publishModel'>>(...publish);
  expect(first.replaced!.openRequests).toEqual({ count: 0, until: null });
  expect(await status('tiny')).toMatch(
    /replaced by retrained \(model id 0x\w{64}\)\n.*to end that: proofpress deprecate tiny\n/,
  );

  await deployContracts(chain.account(9), { market: true });
  await ask(3600);
  await ask(600);
  const { stdout } = await runProgram([...publish, '--rpc', proxy.url, '-w', workspace], {
    env: ENVIRONMENT,
  });
  expect(stdout).toMatch(/of tiny, 2 requests of the market are open, the last until \d{4}-/);

  // A node that takes short ranges alone.
  proxy.decide = ({ method, params }) => {
    const { fromBlock, toBlock } = (params[0] ?? {}) as { fromBlock?: string; toBlock?: string };
    const isLong = Number(toBlock) - Number(fromBlock) > 600;
    return method === 'eth_getLogs' && isLong
      ? { error: { code: -32005, message: 'query returned more than 10000 results' } }
      : 'pass';
  };
  await chain.provider.send('anvil_mine', [toQuantity(2000), toQuantity(0)]);
  const before = await nonce();
  const args = ['deprecate', 'tiny', '--rpc', proxy.url, '-w', workspace];
  const refused = await fail(args, 'confirmation-missing', { env: ENVIRONMENT });
  expect(refused.message).toContain('The market has 2 open requests for "tiny", until ');
  expect(refused.remedy).toContain('--despite-requests');
  proxy.decide = () => 'pass';
  await chain.provider.send('evm_increaseTime', [1000]);
  await chain.provider.send('evm_mine', []);
  const plan = await run<Plan>('deprecate', 'tiny', '--dry-run');
  expect(plan).toMatchObject({ modelId, isDeprecated: false, openRequests: { count: 1 } });
  expect(await nonce()).toBe(before);

  await chain.provider.send('evm_increaseTime', [3600]);
  await chain.provider.send('evm_mine', []);
  const done = await run<Deprecated>('deprecate', 'tiny');
  expect(done).toMatchObject({ modelId, alreadyDeprecated: false, resumed: false });
  expect(Number(plan.transactions[0]!.gas) / done.gas!).toBeLessThan(1.05);
  expect(Number(plan.transactions[0]!.gas) / done.gas!).toBeGreaterThan(0.98);
  expect(await status('tiny')).toMatch(/tiny on chain 31337: deprecated .*\n {2}owner/);
  expect(await status('tiny')).toContain('deprecated: the registry accepts no proof of it any more');

  expect(await run<Deprecated>('deprecate', 'tiny')).toMatchObject({ alreadyDeprecated: true });
  expect(await nonce()).toBe(before + 1);
  const again = await run<CallResult<'publishModel'>>('publish', 'tiny', '--no-golden');
  expect(again).toMatchObject({ alreadyRegistered: true, modelId });
  expect(await status('tiny')).toContain('deprecated: the registry');

  const samples = join(folder, 'samples.json');
  const { receipt } = await succeed<{ receipt: string }>([
    ...['prove', 'tiny', '-i', samples, '--on-chain', '-w', workspace],
  ]);
  const late = ['verify', receipt, '--on-chain', '--rpc', proxy.url, '-w', workspace];
  expect((await fail(late, 'chain-refused')).message).toMatch(/deprecated/i);
});

test('open requests stop nobody who wants to deprecate despite them; a run that was killed is gone on with', async () => {
  await ask2();
  const before = await nonce();
  const args = ['deprecate', 'retrained', '--despite-requests', '--rpc', proxy.url, '-w', workspace];
  const killed = await runProgram([...args, '--json'], {
    env: ENVIRONMENT,
    during: (kill) => {
      proxy.decide = ({ method }) => {
        if (method !== 'eth_sendRawTransaction') return 'pass';
        kill('SIGKILL');
        return 'break-before';
      };
      return Promise.resolve();
    },
  });
  expect(killed.status).toBe(null);
  proxy.decide = () => 'pass';
  expect(await status('retrained')).toMatch(/1 of 1 steps are open.*[^]*to go on, deprecate it again/);
  expect(await succeed<Deprecated>(args, { env: ENVIRONMENT })).toMatchObject({
    resumed: true,
    alreadyDeprecated: false,
  });
  expect(await nonce()).toBe(before + 1);
});

/** Of the version that took the other's place. */
async function ask2(): Promise<void> {
  const { publications } = await succeed<CallResult<'publicationStatus'>>([
    ...['status', 'retrained', '-w', workspace],
  ]);
  modelId = publications[0]!.modelId;
  await ask(7200);
}

test('whoever does not own a model, a model that was not published, and a network with money', async () => {
  const args = ['deprecate', 'tiny', '--rpc', proxy.url, '-w', workspace];
  const stranger = { PROOFPRESS_PRIVATE_KEY: id('a stranger') };
  expect((await fail(args, 'option-invalid', { env: stranger })).message).toContain('was not published');
  await fail(['deprecate', 'nothing', '-w', workspace], 'option-invalid');
  await fail(['deprecate', 'tiny', '-w', workspace], 'option-invalid');

  const money = await startLocalChain({ nodeArguments: ['--chain-id', '424242', '--block-time', '1'] });
  try {
    const there = ['--rpc', money.url, '-w', workspace];
    const confirmed = [...there, '--yes-mainnet', 'chain-424242'];
    await succeed(['publish', 'tiny', '--no-golden', ...confirmed], { env: ENVIRONMENT });
    const nonceThere = await money.provider.getTransactionCount(OWNER);
    const unconfirmed = await fail(['deprecate', 'tiny', ...there], 'confirmation-missing', {
      env: ENVIRONMENT,
    });
    expect(unconfirmed.remedy).toContain('--yes-mainnet chain-424242');
    expect(await money.provider.getTransactionCount(OWNER)).toBe(nonceThere);
    const done = await succeed<Deprecated>(['deprecate', 'tiny', ...confirmed], { env: ENVIRONMENT });
    expect(done).toMatchObject({ chainId: '424242', alreadyDeprecated: false });
  } finally {
    await money.stop();
  }
});
