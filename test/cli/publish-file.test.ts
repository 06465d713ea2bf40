import { cp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CallResult } from '../../src-main/api/contract.ts';
import { REGISTRY } from '../../src-main/engine/chain/contract-bindings.ts';
import { type LocalChain, startLocalChain } from '../../src-main/engine/chain/start-local-chain.ts';
import { temporaryFolder } from '../circuits/support/temporary-folder.ts';
import { type RpcProxy, startRpcProxy } from '../engine/publish/support/rpc-proxy.ts';
import { modelBytes, tensor } from '../support/onnx-builder.ts';
import { ENVIRONMENT } from './support/kill-publish.ts';
import { fail, runProgram, succeed } from './support/run-program.ts';
import { tinyNetwork, writeTinyModel } from './support/tiny-model.ts';

type Published = CallResult<'publishModel'> & {
  prepared?: CallResult<'prepareModel'>;
  golden: CallResult<'proveGolden'> | null;
};

const folder = temporaryFolder();
const workspace = join(folder, 'workspace');
const PASSWORD = { PROOFPRESS_KEYSTORE_PASSWORD: 'a password of many words' };
const LOCAL = ['--network', 'local', '-w', workspace];
let model: string;
let samples: string;
let retrained: string;

const publish = (...args: string[]) => succeed<Published>(['publish', ...args, ...LOCAL], { env: PASSWORD });
const refused = (...args: string[]) => fail(['publish', ...args, ...LOCAL], 'option-invalid');
const isReused = ({ prepared }: Published) => prepared!.steps.map(({ reused }) => reused);

beforeAll(async () => {
  ({ model, samples } = await writeTinyModel(folder));
  const network = tinyNetwork();
  const constants = network.constants!.map((constant) =>
    constant.name === 'b2' ? tensor('b2', [3], [0.5, -0.5, 0.25]) : constant,
  );
  retrained = join(folder, 'retrained.onnx');
  await writeFile(retrained, modelBytes({ ...network, constants }));
  await succeed(['keys', 'new', 'publisher', '-w', workspace], { env: PASSWORD });
});

test('one command goes from an ONNX file and a keystore to a proof that the registry accepts', async () => {
  const first = await publish(model, '--samples', samples, '--keystore', 'publisher');
  expect(first.prepared!.steps.map(({ step }) => step)).toEqual(['import', 'quantize', 'compile', 'setup']);
  expect(isReused(first)).toEqual([false, false, false, false]);
  expect(first.golden).toMatchObject({ chainId: '31337', modelId: first.modelId, reused: false });

  const { chain } = await succeed<CallResult<'verifyReceipt'>>(
    ['verify', first.golden!.receipt, '--send', ...LOCAL, '--keystore', 'publisher'],
    { env: PASSWORD },
  );
  expect(first.golden!.verifyGas! / chain!.gas!).toBeGreaterThan(0.95);
  expect(first.golden!.verifyGas! / chain!.gas!).toBeLessThan(1.1);

  const again = await publish(model, '--keystore', 'publisher');
  expect(again).toMatchObject({ alreadyRegistered: true, modelId: first.modelId });
  expect(isReused(again)).toEqual([true, true, true, true]);
  expect(again.golden).toMatchObject({ reused: true, receipt: first.golden!.receipt });
});

test('a golden proof that is damaged, or of another model, is made again', async () => {
  const { golden } = await publish('tiny');
  expect(golden!.reused, 'another owner is another model').toBe(false);
  await writeFile(golden!.receipt, '{}');
  expect((await publish('tiny')).golden).toMatchObject({ reused: false });
  await rm(golden!.receipt);
  expect((await publish('tiny', '--no-golden')).golden).toBeNull();
});

test('a retrained network takes the place of the published one, with its samples and settings', async () => {
  await succeed(['quantize', 'tiny', '-s', samples, '--bits', '9', '-w', workspace]);
  await succeed(['compile', 'tiny', '--input', 'x=committed', '-w', workspace]);
  await succeed(['setup', 'tiny', '-w', workspace]);
  const old = await publish('tiny');

  const next = await publish(retrained, '--replaces', 'tiny');
  expect(next.prepared!.like).toMatchObject({ name: 'tiny', samples, settings: { activationBits: 9 } });
  expect(next.replaced).toMatchObject({
    name: 'tiny',
    modelId: old.modelId,
    keyGrade: { before: 'local', after: 'local' },
    verifyGas: { before: old.golden!.verifyGas },
  });
  const { stdout } = await runProgram(['publish', retrained, '--replaces', 'tiny', ...LOCAL]);
  expect(stdout).toMatch(/^ {2}import: done before\n {2}quantize: done before$/m);
  expect(stdout).toContain(`It is the successor of tiny (model id ${old.modelId})`);
  expect(stdout).toMatch(/constraints: \d+ before, \d+ now/);
  expect(stdout).toMatch(/gas of a verification: [\d,]+ before, [\d,]+ now/);
  expect(stdout).toMatch(/its key is a new one .*: a ceremony for the old key says nothing about it/);
  for (const name of ['tiny', 'retrained']) {
    const proven = await succeed(['prove', name, '-i', samples, '--on-chain', '-w', workspace]);
    const receipt = String(proven.receipt);
    expect(await succeed(['verify', receipt, '--on-chain', '-w', workspace])).toMatchObject({ valid: true });
  }
});

test('what does not fit is refused, and nothing is imported', async () => {
  const copy = join(folder, 'copies', 'tiny.onnx');
  await cp(retrained, copy);
  const other = await refused(copy, '--samples', samples);
  expect(other.message).toContain('The model "tiny" is published');
  expect(other.remedy).toContain('--name tiny-2 --replaces tiny');
  expect((await refused(copy, '--replaces', 'tiny')).remedy).toContain('--name tiny-2');
  expect((await refused('tiny', '--samples', samples)).message).toContain('--samples goes with an ONNX file');
  await refused(copy, '--name', 'other', '--replaces', 'nothing');
  expect((await refused(copy, '--name', 'unsampled')).message).toContain('No samples are named');
  await fail(['publish', join(folder, 'none.onnx'), ...LOCAL], 'file-unreadable');
});

test('where the chain does not take the proof, the publication stands, and the next run goes on with the proof', async () => {
  const chain: LocalChain = await startLocalChain();
  const proxy: RpcProxy = await startRpcProxy(chain.url);
  afterAll(async () => {
    await proxy.close();
    await chain.stop();
  });
  const check = REGISTRY.abi.getFunction('checkInference')!.selector;
  proxy.decide = ({ method, params }) =>
    method === 'eth_call' && (params[0] as { data: string }).data.startsWith(check)
      ? { error: { code: 3, message: 'execution reverted' } }
      : 'pass';
  const args = ['publish', 'tiny', '--rpc', proxy.url, '-w', workspace];
  const error = await fail(args, 'chain-refused', { env: ENVIRONMENT });
  expect(error.message).toMatch(/^The model is published\. What failed is the proof/);
  proxy.decide = () => 'pass';
  const result = await succeed<Published>(args, { env: ENVIRONMENT });
  expect(result).toMatchObject({ alreadyRegistered: true, golden: { reused: true } });
});
