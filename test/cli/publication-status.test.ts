import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CallResult } from '../../src-main/api/contract.ts';
import { startLocalChain, type LocalChain } from '../../src-main/engine/chain/start-local-chain.ts';
import { temporaryFolder } from '../circuits/support/temporary-folder.ts';
import { startRpcProxy, type RpcProxy } from '../engine/publish/support/rpc-proxy.ts';
import { modelBytes, tensor } from '../support/onnx-builder.ts';
import { tinyNetwork } from './support/tiny-model.ts';
import { ENVIRONMENT, makeWorkspace } from './support/kill-publish.ts';
import { fail, runProgram, succeed } from './support/run-program.ts';

const folder = temporaryFolder();
let workspace: string;
let chain: LocalChain;
let proxy: RpcProxy;

beforeAll(async () => {
  workspace = await makeWorkspace(folder);
  chain = await startLocalChain();
  proxy = await startRpcProxy(chain.url);
});

afterAll(async () => {
  await proxy?.close();
  await chain?.stop();
});

type Status = CallResult<'publicationStatus'>;

const status = async () => (await runProgram(['status', 'tiny', '-w', workspace])).stdout;

test('status says in words what was sent, what stopped it, and what is left', async () => {
  expect(await status()).toBe('tiny was never published from this workspace.\n');

  const args = ['publish', 'tiny', '--rpc', proxy.url, '-w', workspace];
  let sent = 0;
  proxy.decide = ({ method }) =>
    method === 'eth_sendRawTransaction' && sent++ === 2
      ? { error: { code: -32000, message: 'this node is closed today' } }
      : 'pass';
  const error = await fail(args, 'chain-refused', { env: ENVIRONMENT });
  expect(error.message).toContain('this node is closed today');
  const open = await status();
  expect(open).toMatch(/tiny on chain 31337: 4 of 4 steps are open/);
  expect(open).toMatch(/deploy the verifier {2}mined in block 1, [\d,]+ gas: 0x\w{64}\n/);
  expect(open).toMatch(/deploy the registry {2}written down with nonce 2, perhaps sent: 0x\w{64}\n/);
  expect(open).toMatch(/register the model {3}open\n/);
  expect(open).toMatch(/stopped: .*this node is closed today/);

  expect((await succeed(args, { env: ENVIRONMENT })).resumed).toBe(true);
  const done = await status();
  expect(done).toMatch(/tiny on chain 31337: published/);
  expect(done).not.toMatch(/stopped|to go on/);
  const { publications } = await succeed<Status>(['status', 'tiny', '-w', workspace]);
  expect(publications).toHaveLength(1);
  expect(publications[0]!.steps.map(({ state }) => state)).toEqual(Array(4).fill('confirmed'));
});

test('sources are sent where that is asked for, and what the service says fails nothing', async () => {
  const service = createServer((request, response) => {
    asked.push(request.url!);
    response.writeHead(400, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify({ customCode: 'unsupported_chain', message: 'Chain 31337 is not supported' }),
    );
  });
  const asked: string[] = [];
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
  const args = ['publish', 'tiny', '--rpc', proxy.url, '-w', workspace];
  await succeed(args, { env: ENVIRONMENT });
  expect(asked).toEqual([]);
  const result = await succeed([...args, '--verify-source', '--sourcify', url], { env: ENVIRONMENT });
  expect(result).toMatchObject({ alreadyRegistered: true });
  expect(result.sources).toHaveLength(3);
  expect(asked).toHaveLength(3);
  const { stdout, status: code } = await runProgram([...args, '--verify-source', '--sourcify', url], {
    env: ENVIRONMENT,
  });
  expect(code).toBe(0);
  expect(stdout).toContain('sources of the verifier at Sourcify: refused (Chain 31337 is not supported)');
  service.closeAllConnections();
  service.close();
});

test('no key is in the journal', async () => {
  const key = ENVIRONMENT.PROOFPRESS_PRIVATE_KEY.slice(2);
  const bytes = await readFile(join(workspace, 'proofpress.sqlite'));
  expect(bytes.includes(Buffer.from(key, 'hex'))).toBe(false);
  expect(bytes.toString('latin1').toLowerCase()).not.toContain(key);
});

test('a new version is published in the place of the old one, and both can be proven', async () => {
  const changed = tinyNetwork();
  changed.constants = changed.constants!.map((constant) =>
    constant.name === 'b2' ? tensor('b2', [3], [0.5, -0.5, 0.25]) : constant,
  );
  const model = join(folder, 'tiny-2.onnx');
  await writeFile(model, modelBytes(changed));
  const samples = join(folder, 'samples.json');
  for (const args of [
    ['import', model],
    ['quantize', 'tiny-2', '-s', samples],
    ['compile', 'tiny-2'],
    ['setup', 'tiny-2'],
  ]) {
    await succeed([...args, '-w', workspace]);
  }
  const target = ['--rpc', proxy.url, '-w', workspace];
  const old = await succeed(['publish', 'tiny', ...target], { env: ENVIRONMENT });
  const args = ['publish', 'tiny-2', '--replaces', 'tiny', ...target];
  const quoted = async () => {
    const plan = await succeed<CallResult<'planPublication'>>([...args, '--dry-run'], { env: ENVIRONMENT });
    const { gas, isEstimated } = plan.transactions.at(-1)!;
    return { purposes: plan.transactions.map(({ purpose }) => purpose), gas: Number(gas), isEstimated };
  };
  const quote = await quoted();
  expect(quote.purposes).toEqual(['register the model', 'name it as the successor']);
  proxy.decide = ({ method, params }) =>
    method === 'eth_estimateGas' && params.length > 2
      ? { error: { code: -32602, message: 'too many arguments' } }
      : 'pass';
  const figure = await quoted();
  expect([quote.isEstimated, figure.isEstimated]).toEqual([true, false]);
  proxy.decide = () => 'pass';
  const result = await succeed<CallResult<'publishModel'>>(args, { env: ENVIRONMENT });
  expect(result.replaced).toMatchObject({ name: 'tiny', modelId: old.modelId });
  expect(result.replaced!.constraints.before).toBeGreaterThan(0);
  const { publications } = await succeed<Status>(['status', 'tiny-2', '-w', workspace]);
  const { gasUsed } = publications[0]!.steps.at(-1)!;
  for (const { gas } of [quote, figure]) {
    expect(gas / gasUsed!, `${gas} quoted, ${gasUsed} used`).toBeGreaterThanOrEqual(0.99);
    expect(gas / gasUsed!).toBeLessThan(1.05);
  }
  const { stdout } = await runProgram(args, { env: ENVIRONMENT });
  expect(stdout).toContain(`successor of tiny (model id ${String(old.modelId)})`);
  for (const name of ['tiny', 'tiny-2']) {
    const proven = await succeed(['prove', name, '-i', samples, '--on-chain', '-w', workspace]);
    await succeed(['verify', String(proven.receipt), '--on-chain', ...target]);
  }
  await fail(['publish', 'tiny', '--replaces', 'nothing', ...target], 'option-invalid', { env: ENVIRONMENT });
});
