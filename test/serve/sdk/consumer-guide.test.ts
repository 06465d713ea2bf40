import { execFile, spawnSync } from 'node:child_process';
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { type Contract, ContractFactory } from 'ethers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addresses, computeCommitmentHash, openService, verifyReceipt } from '../../../sdk/src/index.ts';
import { type LocalChain, startLocalChain } from '../../../src-main/engine/chain/start-local-chain.ts';
import { temporaryFolder } from '../../circuits/support/temporary-folder.ts';
import { ROOT } from '../../cli/support/run-program.ts';
import { compileDoubles } from '../../contracts/support/compile-doubles.ts';
import { type ServedApi, startServedApi } from '../support/served-api.ts';

const run = promisify(execFile);
const EXAMPLE = join(ROOT, 'examples/credit');
const hasRequests = spawnSync('python3', ['-c', 'import requests']).status === 0;
const hasCurl = spawnSync('curl', ['--version']).status === 0;
if (!hasRequests) process.stdout.write('no python3-requests: apt-get install python3-requests\n');
if (!hasCurl) process.stdout.write('no curl: apt-get install curl\n');

const folder = temporaryFolder();
/** Where the programs of the guide run. */
const project = join(folder, 'project');
let chain: LocalChain;
let api: ServedApi;
let modelId: string;
let environment: Record<string, string>;
let blocks: (language: string) => string[];

beforeAll(async () => {
  const guide = await readFile(join(ROOT, 'docs/guide-consumers.md'), 'utf8');
  blocks = (language) =>
    [...guide.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, 'gm'))].map(([, text]) => text!);
  chain = await startLocalChain();
  api = await startServedApi(folder, {
    async prepare({ client }) {
      const [name, samples] = ['credit', join(EXAMPLE, 'calibration.json')];
      await client.importModel({ path: join(EXAMPLE, 'credit.onnx'), name });
      await client.quantizeModel({ name, samples });
      await client.compileModel({ name, modes: { features: 'committed' } });
      await client.setupModel({ name });
      await client.publishModel({ name, rpc: chain.url, signer: { kind: 'external', url: chain.url } });
    },
  });
  modelId = (await openService(api.url).model('credit')).id;
  environment = { URL: api.url, KEY: api.key, MODEL_ID: modelId, RPC: chain.url };
  await makeProject();
});
afterAll(async () => {
  await api?.close();
  await chain?.stop();
});

/** With the sdk as it is packed, and what it and the programs need. */
async function makeProject(): Promise<void> {
  const modules = join(project, 'node_modules');
  const sdk = join(modules, '@proofpress/sdk');
  await mkdir(sdk, { recursive: true });
  await run(process.execPath, [join(ROOT, 'sdk/build.mjs'), join(sdk, 'dist')]);
  await cp(join(ROOT, 'sdk/package.json'), join(sdk, 'package.json'));
  for (const name of ['@noble', 'ethers', '@types'])
    await symlink(join(ROOT, 'node_modules', name), join(modules, name));
  await writeFile(join(project, 'package.json'), '{"type":"module"}');
}

async function runInProject(
  program: string,
  args: string[],
  more: Record<string, string> = {},
): Promise<string> {
  const env = { ...process.env, ...environment, ...more };
  const { stdout } = await run(program, args, { cwd: project, env });
  return stdout;
}

async function runTypeScript(
  name: string,
  source: string,
  more: Record<string, string> = {},
): Promise<string> {
  await writeFile(join(project, name), source);
  const tsx = join(ROOT, 'node_modules/tsx/dist/cli.mjs');
  return runInProject(process.execPath, [tsx, name], more);
}

async function expectReceipt(): Promise<void> {
  const text = await readFile(join(project, 'receipt.json'), 'utf8');
  expect(verifyReceipt(text, { modelId })).toMatchObject({ valid: true, expired: false });
}

describe('the guide for consumers', () => {
  test.skipIf(!hasCurl)('curl', async () => {
    const [script = ''] = blocks('sh');
    const output = await runInProject('sh', ['-euc', script]);
    expect(JSON.parse(output)).toMatchObject({ valid: true, served: true, modelId });
    await expectReceipt();
  });

  test.skipIf(!hasRequests)('Python', async () => {
    const [script = ''] = blocks('python');
    await writeFile(join(project, 'ask.py'), script);
    expect(await runInProject('python3', ['ask.py'])).toMatch(/^logits -?\d+\.\d+ -?\d+\.\d+\n$/);
    await expectReceipt();
    // Sent again, it is the same inference.
    const first = await readFile(join(project, 'receipt.json'), 'utf8');
    await runInProject('python3', ['ask.py']);
    expect(await readFile(join(project, 'receipt.json'), 'utf8')).toBe(first);
  });

  test('TypeScript', async () => {
    const [program = ''] = blocks('ts');
    expect(await runTypeScript('ask.ts', program)).toMatch(
      /^logits -?\d+\.\d+ -?\d+\.\d+\nphase 1: local; .*grade: local\n$/,
    );
  });

  test('TypeScript stops where the model is another one', async () => {
    const [program = ''] = blocks('ts');
    const other = `0x${'1'.repeat(64)}`;
    await expect(runTypeScript('ask.ts', program, { MODEL_ID: other })).rejects.toThrow(
      /The receipt is made for another model/,
    );
  });

  test('a contract, and the program that asks it and brings the answer', async () => {
    const [source = ''] = blocks('solidity');
    await writeFile(join(project, 'LoanDesk.sol'), source);
    const { abi, bytecode } = (await compileDoubles('LoanDesk', pathToFileURL(`${project}/`))).LoanDesk!;
    const model = await openService(api.url).model('credit');
    const owner = chain.account(0);
    const factory = new ContractFactory(abi, bytecode, owner);
    const deployed = await factory.deploy(addresses.registry, modelId, computeCommitmentHash(model));
    const desk = (await deployed.waitForDeployment()) as Contract;
    const [, program = ''] = blocks('ts');
    const output = await runTypeScript('loan.ts', program, { DESK: await desk.getAddress() });
    expect(output).toBe('approved: true\n');
    expect(await desk.getFunction('isApproved')(await owner.getAddress())).toBe(true);
  });

  test('its programs have no type errors', async () => {
    const programs = blocks('ts');
    expect(programs).toHaveLength(2);
    const names = programs.map((_, index) => `program-${index}.ts`);
    for (const [index, text] of programs.entries()) await writeFile(join(project, names[index]!), text);
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
    const options = ['--noEmit', '--module', 'nodenext', '--target', 'es2022', '--strict', '--skipLibCheck'];
    await runInProject(process.execPath, [tsc, ...options, '--types', 'node', ...names]);
  });
});
