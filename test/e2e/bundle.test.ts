import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Contract, ContractFactory, HDNodeWallet, id } from 'ethers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, createClient } from '../../src-main/api/client.ts';
import type { Receipt } from '../../src-main/api/receipt.ts';
import {
  BUNDLE_FILES,
  type BundleManifest,
  modelCardSchema,
} from '../../src-main/engine/bundle/bundle-format.ts';
import { bundledWeights } from '../../src-main/engine/bundle/bundled-weights.ts';
import { openBundle } from '../../src-main/engine/bundle/read-bundle.ts';
import { encodeOutput, encodeProof, encodeProofPoints } from '../../src-main/engine/chain/encode-proof.ts';
import { computeInputCommitment } from '../../src-main/engine/chain/compute-input-commitment.ts';
import { type LocalChain, startLocalChain } from '../../src-main/engine/chain/start-local-chain.ts';
import { createEngine, type Engine } from '../../src-main/engine/engine.ts';
import { forkWorker } from '../../src-main/engine/jobs/fork-worker.ts';
import { parseContext } from '../../src-main/engine/pipeline/5-prove/prove-inference.ts';
import { temporaryFolder } from '../circuits/support/temporary-folder.ts';
import { ROOT } from '../cli/support/run-program.ts';
import { compileDoubles } from '../contracts/support/compile-doubles.ts';
import { tinyNetwork } from '../cli/support/tiny-model.ts';
import { appErrorOf } from '../engine/groth16/app-error.ts';
import { modelBytes, tensor, type TensorInit } from '../support/onnx-builder.ts';
import { Random } from '../support/random.ts';

const EXAMPLE = join(ROOT, 'examples/credit');
const SAMPLES = join(EXAMPLE, 'samples.json');
const PHRASE = 'test test test test test test test test test test test junk';

/** The first bytes of the contract's error NotAsked(bytes32). */
const NOT_ASKED = id('NotAsked(bytes32)').slice(0, 10);

const folder = temporaryFolder();
const bundle = join(folder, 'credit bundle');
let chain: LocalChain;
let engine: Engine;
let client: Client;

beforeAll(async () => {
  chain = await startLocalChain();
  engine = createEngine({
    spawnWorker: () => forkWorker(),
    paths: { workspace: join(folder, 'workspace') },
    secrets: { signingKey: () => Promise.resolve(HDNodeWallet.fromPhrase(PHRASE).privateKey) },
  });
  client = createClient(engine);
  const name = 'credit';
  await client.importModel({ path: join(EXAMPLE, 'credit.onnx'), name });
  await client.quantizeModel({ name, samples: join(EXAMPLE, 'calibration.json'), evaluate: SAMPLES });
  await client.compileModel({ name });
  await client.setupModel({ name });
  await client.publishModel({ name, rpc: chain.url });
  const labels = join(folder, 'labels.txt');
  await writeFile(labels, 'repaid\ndefaulted\n');
  await client.bundleModel({ name, output: bundle, labels, description: 'Will a loan be repaid?' });
});

afterAll(async () => {
  await engine?.close();
  await chain?.stop();
});

async function run(command: string, args: readonly string[], cwd: string) {
  const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const outcome = { status: null as number | null, output: '', errors: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (outcome.output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (outcome.errors += text));
  [outcome.status] = (await once(child, 'close')) as [number | null];
  return outcome;
}

const readText = (name: string, at = bundle) => readFile(join(at, name), 'utf8');
const readJson = async <Value>(name: string) => JSON.parse(await readText(name)) as Value;

test('every file is named with its hash; the card says what the model takes and gives', async () => {
  const { manifest, faults } = await openBundle(bundle, folder, {});
  expect(faults).toEqual([]);
  const found = await readdir(bundle, { recursive: true, withFileTypes: true });
  expect(found.filter((entry) => entry.isFile())).toHaveLength(Object.keys(manifest.files).length + 1);
  const card = modelCardSchema.parse(await readJson('card.json'));
  expect(card).toMatchObject({
    name: 'credit',
    inputs: [{ name: 'features', mode: 'public', bits: 8, shape: [1, 10] }],
    labels: ['repaid', 'defaulted'],
    key: { grade: 'local' },
  });
  const text = await readText('card.md');
  for (const part of ['Will a loan be repaid?', 'repaid', manifest.model.vkHash, 'phase 1: local'])
    expect(text).toContain(part);
  expect(manifest.powersOfTau).toMatchObject({ provenance: 'local', url: null });
  expect(manifest.powersOfTau.bytes).toBeGreaterThan(100_000);
  const addresses = await readJson<Record<string, { registry: string }>>('addresses.json');
  expect(addresses['31337']).toMatchObject({ registry: manifest.publications[0]!.registry });
});

test('the proof in it holds, alone and for the registry', async () => {
  const path = join(bundle, BUNDLE_FILES.goldenReceipt);
  expect(await client.verifyReceipt({ path })).toMatchObject({ valid: true });
  expect(await client.verifyReceipt({ path, chain: 'check', rpc: chain.url })).toMatchObject({ valid: true });
});

test('no sample of the publisher gets out unasked, and one does where it is asked for', async () => {
  const { inputs } = await readJson<{ inputs: { features: { data: number[][] } } }>(BUNDLE_FILES.goldenInput);
  const own = JSON.parse(await readFile(SAMPLES, 'utf8')) as { inputs: { features: { data: number[][] } } };
  expect(own.inputs.features.data).not.toContainEqual(inputs.features.data[0]);
  const output = join(folder, 'asked');
  await client.bundleModel({ name: 'credit', output, golden: { path: SAMPLES, index: 3 } });
  const asked = JSON.parse(await readText(BUNDLE_FILES.goldenInput, output)) as typeof own;
  expect(asked.inputs.features.data).toEqual([own.inputs.features.data[3]]);
  const error = await appErrorOf(
    client.bundleModel({
      name: 'credit',
      output: join(folder, 'far'),
      golden: { path: SAMPLES, index: 1e6 },
    }),
    'option-invalid',
  );
  expect(error.remedy).toContain('Choose one');
});

test('the TypeScript snippet asks the chain, and finds a changed answer', async () => {
  // Where an app that uses the model would have installed ethers.
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules')).catch(() => undefined);
  const script = join(bundle, 'snippets/verify.mts');
  const args = ['--import', pathToFileURL(join(ROOT, 'node_modules/tsx/dist/loader.mjs')).href, script];
  const good = await run(process.execPath, [...args, chain.url], folder);
  expect(good.errors).toBe('');
  expect(good.output).toMatch(/^The proof holds\.\nlogits: /);
  const receipt = await readJson<Receipt>(BUNDLE_FILES.goldenReceipt);
  receipt.outputs[0]!.integers[0] = String(BigInt(receipt.outputs[0]!.integers[0]!) - 1n);
  const changed = join(folder, 'changed.json');
  await writeFile(changed, JSON.stringify(receipt));
  const bad = await run(process.execPath, [...args, chain.url, changed], folder);
  expect(bad.status).not.toBe(0);
  expect(bad.errors).toContain('InvalidProof');
});

test('the curl snippet does', async ({ skip }) => {
  if ((await run('sh', ['-c', 'command -v curl'], folder)).status !== 0) skip('there is no curl here');
  const { output } = await run('sh', [join(bundle, 'snippets/check.sh'), chain.url], folder);
  expect(JSON.parse(output)).toMatchObject({ result: '0x' });
});

test('the Solidity snippet compiles, asks, and takes a proven answer once', async () => {
  const { Consumer } = await compileDoubles('Consumer', pathToFileURL(join(bundle, 'snippets/')));
  const signer = chain.account(1);
  const contract = await new ContractFactory(Consumer!.abi, Consumer!.bytecode, signer).deploy();
  await contract.waitForDeployment();
  const consumer = new Contract(await contract.getAddress(), Consumer!.abi, signer);
  const prove = async (requestId: string) => {
    const { receipt } = await client.proveInference({
      ...{ name: 'credit', samples: SAMPLES, onChain: true },
      context: { requestId, consumer: await consumer.getAddress() },
    });
    return JSON.parse(await readFile(receipt, 'utf8')) as Receipt;
  };
  const send = async (method: string, ...values: unknown[]) =>
    ((await consumer.getFunction(method)(...values)) as { wait(): Promise<unknown> }).wait();
  // Features in the clear: what a question is about is known before anybody answers.
  const draft = await prove(`0x${'00'.repeat(32)}`);
  const signals = draft.inputs.flatMap((input) => input.signals.map(BigInt));
  const commitment = computeInputCommitment(draft.statement, signals);
  const requestId = (await consumer.getFunction('ask').staticCall(commitment)) as string;
  await send('ask', commitment);
  const receipt = await prove(requestId);
  const output = encodeOutput(receipt.outputs.flatMap(({ integers }) => integers.map(BigInt)));
  const proof = encodeProof(parseContext(receipt.context), encodeProofPoints(receipt.proof), signals);
  const other = encodeProof(parseContext(draft.context), encodeProofPoints(draft.proof), signals);
  await expect(send('answer', output, other)).rejects.toThrow(NOT_ASKED);
  await send('answer', output, proof);
  const [event] = await consumer.queryFilter('Answered');
  expect(event?.topics[1]).toBe(requestId);
  await expect(send('answer', output, proof)).rejects.toThrow(NOT_ASKED);
});

test('one file holds the same; a closed bundle has neither the network nor its integers', async () => {
  const file = join(folder, 'credit.tar');
  await client.bundleModel({ name: 'credit', output: file });
  await mkdir(join(folder, 'unpacked'));
  const unpacked = await openBundle(file, join(folder, 'unpacked'), {});
  expect(unpacked.faults).toEqual([]);
  const closed = join(folder, 'closed');
  await client.bundleModel({ name: 'credit', output: closed, closed: true });
  const { manifest, faults } = await openBundle(closed, folder, {});
  expect({ kind: manifest.kind, source: manifest.source, faults }).toEqual({
    kind: 'closed',
    source: null,
    faults: [],
  });
  const names = (m: BundleManifest) => Object.keys(m.files).sort();
  const open = new Set(names(unpacked.manifest));
  for (const name of [BUNDLE_FILES.record, BUNDLE_FILES.choices, BUNDLE_FILES.network]) {
    expect(open.delete(name)).toBe(true);
  }
  expect(names(manifest)).toEqual([...open]);
  await appErrorOf(client.bundleModel({ name: 'credit', output: closed }), 'option-invalid');
});

/** The tiny network with its first weights in a file of that name. */
async function writeExternal(at: string, location: string): Promise<string> {
  const network = tinyNetwork();
  const { rawData, ...first } = tensor('w1', [4, 3], new Random(9).normals(12));
  const externalData = [
    { key: 'location', value: location },
    { key: 'offset', value: '16' },
    { key: 'length', value: String(rawData!.length) },
  ];
  const outside: TensorInit = {
    name: 'w1',
    dims: first.dims,
    dataType: first.dataType,
    dataLocation: 1,
    externalData,
  };
  const constants = network.constants!.map((constant) => (constant.name === 'w1' ? outside : constant));
  await mkdir(dirname(join(at, location)), { recursive: true });
  await writeFile(join(at, location), Buffer.concat([Buffer.alloc(16, 7), rawData!]));
  const path = join(at, 'external.onnx');
  await writeFile(path, modelBytes({ ...network, constants }));
  return path;
}

test('weights in a file of their own go into an open bundle, and an export, and are audited', async () => {
  const name = 'external';
  const path = await writeExternal(join(folder, 'network'), './parts/w1.data');
  await client.importModel({ path, name });
  await client.quantizeModel({ name, samples: { random: { count: 16, low: -1, high: 1 } } });
  await client.compileModel({ name });
  await client.setupModel({ name });
  const output = join(folder, 'external bundle');
  expect(await client.bundleModel({ name, output })).toMatchObject({ kind: 'open' });
  const failed = async (at: string) =>
    (await client.auditBundle({ path: at, seed: 1 })).checks
      .filter(({ outcome }) => outcome === 'failed')
      .map(({ code }) => code);
  expect(await failed(output)).toEqual([]);

  const restored = join(folder, 'restored');
  const exported = join(folder, 'external.proofpress');
  await client.exportModel({ name, output: exported });
  await client.restoreModel({ path: exported, name: 'elsewhere' });
  await client.bundleModel({ name: 'elsewhere', output: restored });
  const weights = (at: string) => readFile(join(at, 'parts/w1.data'));
  expect(await weights(restored)).toEqual(await weights(join(folder, 'network')));

  const bytes = await weights(output);
  bytes[20]! ^= 1;
  await writeFile(join(output, 'parts/w1.data'), bytes);
  expect(await failed(output)).toEqual(expect.arrayContaining(['bundle-files', 'network']));
});

test('a file with weights whose name a bundle cannot hold is named', async () => {
  const { folder: made } = await client.importModel({
    path: await writeExternal(join(folder, 'hostile'), 'Card.json'),
    name: 'hostile',
  });
  await expect(bundledWeights(made)).rejects.toThrow('keeps weights in a file "Card.json"');
});
