import { appendFile, cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { Contract, HDNodeWallet } from 'ethers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, createClient } from '../../src-main/api/client.ts';
import type { CallInput, CallResult } from '../../src-main/api/contract.ts';
import { BUNDLE_FILES, type BundleManifest } from '../../src-main/engine/bundle/bundle-format.ts';
import { REGISTRY, VERIFIER } from '../../src-main/engine/chain/contract-bindings.ts';
import { type LocalChain, startLocalChain } from '../../src-main/engine/chain/start-local-chain.ts';
import { createEngine, type Engine } from '../../src-main/engine/engine.ts';
import { decodeRecord, encodeRecord, type QuantizationRecord } from '../../src-main/engine/graph/record.ts';
import { forkWorker } from '../../src-main/engine/jobs/fork-worker.ts';
import { ModelProtoSchema } from '../../src-main/engine/pipeline/1-import/onnx/generated/onnx_pb.ts';
import { findSection, readBinFile } from '../../src-main/engine/proofs/binfile/read-bin-file.ts';
import { unsealJson } from '../../src-main/engine/store/sealed-json.ts';
import { temporaryFolder } from '../circuits/support/temporary-folder.ts';
import { ROOT, runProgram } from '../cli/support/run-program.ts';
import { appErrorOf } from '../engine/groth16/app-error.ts';
import { modelBytes, node, tensor, value } from '../support/onnx-builder.ts';
import { Random } from '../support/random.ts';
import { changeBundle, forgeModel } from './support/forge.ts';

type Audit = CallResult<'auditBundle'>;

const EXAMPLE = join(ROOT, 'examples/credit');
const SAMPLES = join(EXAMPLE, 'samples.json');
const OWNER = HDNodeWallet.fromPhrase('test test test test test test test test test test test junk');

const folder = temporaryFolder();
const workspace = join(folder, 'workspace');
const at = (name: string) => join(folder, name);
let chain: LocalChain;
let engine: Engine;
let client: Client;
/** Folders of keys, by model. */
const keys = new Map<string, string>();
let ptau: string;

beforeAll(async () => {
  chain = await startLocalChain();
  engine = createEngine({
    spawnWorker: () => forkWorker(),
    paths: { workspace },
    secrets: { signingKey: () => Promise.resolve(OWNER.privateKey) },
  });
  client = createClient(engine);
  await quantize('credit', join(EXAMPLE, 'credit.onnx'), join(EXAMPLE, 'calibration.json'));
  await finish('credit');
  await client.publishModel({ name: 'credit', rpc: chain.url });
  await client.bundleModel({ name: 'credit', output: at('credit') });
  await quantize('twin', await perturbedCredit(), join(EXAMPLE, 'calibration.json'));
  await finish('twin');
  await client.publishModel({ name: 'twin', rpc: chain.url });
  await client.bundleModel({ name: 'twin', output: at('twin') });
  await quantize('tiny', ...(await tinyConvolution()));
  await finish('tiny');
  await client.bundleModel({ name: 'tiny', output: at('tiny') });
  const [powers] = (await readdir(join(workspace, 'artifacts'))).filter((name) => name.startsWith('powers'));
  ptau = join(workspace, 'artifacts', powers!, 'local.ptau');
});

afterAll(async () => {
  await engine?.close();
  await chain?.stop();
});

async function quantize(name: string, path: string, samples: string): Promise<void> {
  await client.importModel({ path, name });
  await client.quantizeModel({ name, samples });
}

async function finish(name: string): Promise<void> {
  await client.compileModel({ name });
  keys.set(name, (await client.setupModel({ name })).folder);
}

/** credit.onnx with one weight moved by a little: the same shape, and another model. */
async function perturbedCredit(): Promise<string> {
  const model = fromBinary(ModelProtoSchema, await readFile(join(EXAMPLE, 'credit.onnx')));
  const weights = model.graph!.initializer.find(({ dims }) => dims.length === 2)!;
  const copy = weights.rawData.slice();
  const view = new DataView(copy.buffer, copy.byteOffset);
  view.setFloat32(0, view.getFloat32(0, true) + 0.05, true);
  weights.rawData = copy;
  await writeFile(at('twin.onnx'), toBinary(ModelProtoSchema, model));
  return at('twin.onnx');
}

/** A convolution with a batch normalization that is folded into it, Tanh, which is a table, and a dense layer. */
async function tinyConvolution(): Promise<[model: string, samples: string]> {
  const random = new Random(21);
  const constants = [
    tensor('w', [2, 1, 3, 3], random.normals(18)),
    tensor('scale', [2], [1.25, 0.75]),
    tensor('shift', [2], random.normals(2)),
    tensor('mean', [2], random.normals(2)),
    tensor('variance', [2], [0.5, 2]),
    tensor('shape', [2], [1, 8], 'int64'),
    tensor('w2', [8, 3], random.normals(24)),
    tensor('b2', [3], random.normals(3)),
  ];
  const nodes = [
    node('Conv', ['x', 'w'], 'c', { kernel_shape: [3, 3] }, { name: '/conv' }),
    node('BatchNormalization', ['c', 'scale', 'shift', 'mean', 'variance'], 'n', {}, { name: '/norm' }),
    node('Tanh', ['n'], 't', {}, { name: '/tanh' }),
    node('Reshape', ['t', 'shape'], 'f', {}, { name: '/flat' }),
    node('Gemm', ['f', 'w2', 'b2'], 'y', {}, { name: '/dense' }),
  ];
  const bytes = modelBytes({ inputs: [value('x', [1, 1, 4, 4])], outputs: ['y'], nodes, constants });
  await writeFile(at('tiny.onnx'), bytes);
  await writeFile(at('tiny.json'), JSON.stringify(Array.from({ length: 32 }, () => random.normals(16))));
  return [at('tiny.onnx'), at('tiny.json')];
}

const audit = (name: string, options: Partial<CallInput<'auditBundle'>> = {}): Promise<Audit> =>
  client.auditBundle({ path: at(name), seed: 7, ...options });

const codes = ({ checks }: Audit, wanted: string) =>
  checks.filter(({ outcome }) => outcome === wanted).map(({ code }) => code);
const detail = ({ checks }: Audit, code: string) => checks.find((check) => check.code === code)?.detail ?? '';

/** Keys and powers of tau of a model. */
const keyOf = (name: string) => ({ key: join(keys.get(name)!, 'proving-key.zkey'), ptau });

const readManifest = async (name: string) =>
  unsealJson(await readFile(join(at(name), 'bundle.json'), 'utf8')) as BundleManifest;

describe('an honest bundle', () => {
  test.for(['credit', 'tiny'])('%s: nothing is wrong, and all that can be checked is', async (name) => {
    const rpc = name === 'credit' ? chain.url : undefined;
    const result = await audit(name, { rpc, ...keyOf(name) });
    expect(codes(result, 'failed')).toEqual([]);
    expect(codes(result, 'not-checked')).toEqual(rpc ? [] : ['chain-entry']);
    expect(result).toMatchObject({ passed: true, kind: 'open' });
    expect(result.grade?.text).toBe('phase 1: local; phase 2: 1 unsigned; grade: local');
    expect(detail(result, 'tables')).toMatch(name === 'tiny' ? /^All \d+ entries of tables/ : /no entries/);
    expect(result.proven.join(' ')).toContain('within half a step');
    expect(result.trusted.join(' ')).toContain('could have kept its secrets');
  });

  test('in another process, with other numbers of threads: nothing is wrong either', async () => {
    // What takes long, and is the same on every machine.
    await cp(join(workspace, 'gadgets'), join(at('auditor'), 'gadgets'), { recursive: true });
    for (const threads of ['1', '2', '3']) {
      const { status, stdout } = await runProgram(
        ['audit', at('tiny'), '--threads', threads, '-w', at('auditor'), '--json'],
        { fresh: true },
      );
      expect(JSON.parse(stdout)).toMatchObject({ passed: true });
      expect(status).toBe(0);
    }
  });

  test('without the key there is no grade, and the report says why', async () => {
    for (const files of [{}, { key: keyOf('credit').key }, { ptau }]) {
      const result = await audit('credit', files);
      expect(result).toMatchObject({ passed: true, grade: null });
      expect(detail(result, 'key')).toMatch(/^Key not checked against the model/);
      expect(codes(result, 'not-checked')).toEqual(['key', 'contributions', 'chain-entry']);
      expect(result.trusted.join(' ')).toContain('Key not checked against the model');
    }
  });

  test('samples of the auditor are compared, too', async () => {
    expect(detail(await audit('credit', { samples: SAMPLES }), 'answers')).toContain('200 samples');
  });

  test('one file and a closed bundle', async () => {
    await client.bundleModel({ name: 'tiny', output: at('tiny.tar') });
    expect(await audit('tiny.tar')).toMatchObject({ passed: true, kind: 'open' });
    await client.bundleModel({ name: 'credit', output: at('closed'), closed: true });
    const result = await audit('closed', { rpc: chain.url, ...keyOf('credit') });
    expect(result).toMatchObject({ passed: true, kind: 'closed', grade: null });
    expect(result.trusted.join(' ')).toContain('nobody but the publisher can tell what this key computes');
    expect(codes(result, 'passed')).not.toContain('circuit');
    expect(detail(result, 'key')).toMatch(/^Key not checked against the model/);
  });

  test('nobody whom you trust has contributed to a key that its publisher made alone', async () => {
    const result = await audit('credit', { ...keyOf('credit'), trust: [OWNER.address] });
    expect(codes(result, 'failed')).toEqual(['trust']);
  });
});

/** A bundle that a cheat made from a changed record, consistent in itself. */
async function bundleOfRecord(
  honest: string,
  name: string,
  change: (record: QuantizationRecord) => void,
): Promise<Audit> {
  await forgeModel(workspace, honest, name, 'quantize', async (artifact, summary) => {
    const path = join(artifact, 'record.json');
    const record = decodeRecord(new Uint8Array(await readFile(path)));
    change(record);
    const bytes = encodeRecord(record);
    await writeFile(path, bytes);
    return { ...summary, recordHash: createHash('sha256').update(bytes).digest('hex') };
  });
  await finish(name);
  await client.bundleModel({ name, output: at(name) });
  return audit(name, keyOf(name));
}

describe('a bundle that is consistent, of a model that is not the network', () => {
  test('one changed weight is found and named', async () => {
    const result = await bundleOfRecord('credit', 'weight', ({ graph }) => {
      const layer = graph.nodes.find(({ kind }) => kind === 'linear');
      if (layer?.kind === 'linear') layer.weights[3]! += 1;
    });
    expect(codes(result, 'failed')).toEqual(['weights']);
    expect(detail(result, 'weights')).toMatch(
      /^1 of 330 weights and biases .*: weight 3 of ".*" \(Gemm\) is /,
    );
    expect(result.proven.join(' ')).not.toContain('within half a step');
    const { status, stdout } = await runProgram(['audit', at('weight'), '-w', at('auditor')]);
    expect(status).toBe(3);
    expect(stdout).toMatch(/WRONG: weights; 3 checks were not made/);
  });

  test('one changed entry of a table is found and named', async () => {
    const result = await bundleOfRecord('tiny', 'table', ({ graph }) => {
      const table = graph.nodes.find((node) => node.kind === 'rescale' && node.lookup);
      if (table?.kind === 'rescale') table.lookup!.entries[2]! -= 1;
    });
    expect(codes(result, 'failed')).toEqual(['tables']);
    expect(detail(result, 'tables')).toMatch(/^1 of \d+ entries of tables .*: table entry 2 of "\/tanh"/);
  });

  test('another rounding, a missing layer, another scale', async () => {
    const result = await bundleOfRecord('tiny', 'shift', ({ graph }) => {
      const rescale = graph.nodes.find((node) => node.kind === 'rescale');
      if (rescale?.kind === 'rescale') rescale.shifts[0]! += 1;
    });
    expect(codes(result, 'failed')).toContain('structure');
    expect(detail(result, 'structure')).toContain('/tanh');
    expect(codes(result, 'not-checked')).toEqual(expect.arrayContaining(['weights', 'tables', 'constants']));
  });

  test('another gadget set is found and named', async () => {
    await forgeModel(workspace, 'tiny', 'gadgets', 'circuit', (_, summary) =>
      Promise.resolve({ ...summary, gadgetSetHash: 'f'.repeat(64) }),
    );
    keys.set('gadgets', (await client.setupModel({ name: 'gadgets' })).folder);
    await client.bundleModel({ name: 'gadgets', output: at('gadgets') });
    const result = await audit('gadgets', keyOf('gadgets'));
    expect(codes(result, 'failed')).toEqual(['gadget-set']);
    expect(detail(result, 'gadget-set')).toContain('ffffffff');
    expect(codes(result, 'not-checked')).toEqual(expect.arrayContaining(['circuit', 'key']));
  });

  test('another circuit under the same words', async () => {
    await forgeModel(workspace, 'tiny', 'circuit', 'circuit', (_, summary) =>
      Promise.resolve({ ...summary, circuitHash: 'e'.repeat(64) }),
    );
    keys.set('circuit', (await client.setupModel({ name: 'circuit' })).folder);
    await client.bundleModel({ name: 'circuit', output: at('circuit') });
    expect(codes(await audit('circuit'), 'failed')).toEqual(['circuit']);
  });
});

describe('another key', () => {
  test('sections 8 and 9 of another model of the same shape are found', async () => {
    const [ours, theirs] = await Promise.all([readFile(keyOf('credit').key), readFile(keyOf('twin').key)]);
    expect(ours.length).toBe(theirs.length);
    const file = await readBinFile(keyOf('credit').key, 'zkey');
    for (const id of [8, 9]) {
      const { offset, size } = findSection(file, id);
      theirs.copy(ours, offset, offset, offset + size);
    }
    await writeFile(at('forged.zkey'), ours);
    const sha256 = createHash('sha256').update(ours).digest('hex');
    await changeBundle(at('credit'), at('forged key'), {}, (manifest) => {
      manifest.provingKey.sha256 = sha256;
    });
    const result = await audit('forged key', { key: at('forged.zkey'), ptau });
    expect(codes(result, 'failed')).toEqual(['transcript', 'key']);
    expect(detail(result, 'key')).toMatch(/was not made from this circuit.*(Section 8|L section)/);
    expect(result.grade).toBeNull();
    // Named by nobody, it is told by its hash.
    const other = await audit('credit', { key: at('forged.zkey'), ptau });
    expect(codes(other, 'failed')).toEqual(['key']);
    expect(detail(other, 'key')).toContain('not the one that the bundle names');
  });

  test('a whole key of another model of the same shape is found, with everything that belongs to it', async () => {
    const files = await Promise.all(
      [BUNDLE_FILES.verifyingKey, BUNDLE_FILES.verificationKey, BUNDLE_FILES.goldenReceipt].map(
        async (name) => [name, new Uint8Array(await readFile(join(at('twin'), name)))] as const,
      ),
    );
    const twin = await readManifest('twin');
    await changeBundle(at('credit'), at('twin key'), Object.fromEntries(files), (manifest) => {
      manifest.provingKey = twin.provingKey;
      manifest.model.vkHash = twin.model.vkHash;
    });
    const result = await audit('twin key', keyOf('twin'));
    expect(codes(result, 'failed')).toEqual(
      expect.arrayContaining(['transcript', 'verifying-key', 'golden-receipt', 'key']),
    );
    expect(detail(result, 'key')).toContain('was not made from this circuit');
  });

  test('other powers of tau', async () => {
    await cp(ptau, at('other.ptau'));
    await appendFile(at('other.ptau'), 'x');
    const result = await audit('credit', { ...keyOf('credit'), ptau: at('other.ptau') });
    expect(detail(result, 'key')).toContain('not those that the bundle names');
  });
});

describe('another chain than the bundle says', () => {
  test('another registered model', async () => {
    const twin = await readManifest('twin');
    await changeBundle(at('credit'), at('other entry'), {}, (manifest) => {
      manifest.publications = twin.publications;
    });
    const result = await audit('other entry', { rpc: chain.url });
    expect(codes(result, 'failed')).toEqual(['chain-entry']);
  });

  test('changed bytes of the key, changed code of a contract, no code', async () => {
    const { model, publications } = await readManifest('credit');
    const [{ verifier, registry }] = publications as [BundleManifest['publications'][number]];
    const contract = new Contract(verifier, VERIFIER.abi, chain.provider);
    const pointer = (await contract.getFunction('keyPointer')(model.vkHash)) as string;
    const theirs = await readFile(join(at('twin'), BUNDLE_FILES.verifyingKey));
    const failed = async (address: string, code: string) => {
      const before = await chain.provider.getCode(address);
      await chain.provider.send('anvil_setCode', [address, code]);
      const result = await audit('credit', { rpc: chain.url });
      await chain.provider.send('anvil_setCode', [address, before]);
      return codes(result, 'failed');
    };
    expect(await failed(pointer, `0x00${theirs.toString('hex')}`)).toContain('chain-key');
    const code = await chain.provider.getCode(registry);
    expect(await failed(registry, `${code}00`)).toContain('chain-contracts');
    expect(await failed(registry, '0x')).toEqual(
      expect.arrayContaining(['chain-contracts', 'chain-entry', 'deprecated']),
    );
    expect(codes(await audit('credit', { rpc: chain.url }), 'failed')).toEqual([]);
  });

  test('a chain on which the model is not; a node that does not answer', async () => {
    await changeBundle(at('credit'), at('elsewhere'), {}, (manifest) => {
      manifest.publications[0]!.chainId = '11155111';
    });
    const result = await audit('elsewhere', { rpc: chain.url });
    expect(codes(result, 'failed')).toEqual(['chain-entry']);
    await appErrorOf(audit('credit', { rpc: 'http://127.0.0.1:9' }), 'chain-unreachable');
  });

  test('a deprecated model and its successor', async () => {
    const credit = (await readManifest('credit')).publications[0]!;
    const twin = (await readManifest('twin')).publications[0]!;
    const registry = new Contract(credit.registry, REGISTRY.abi, OWNER.connect(chain.provider));
    const send = async (method: string, ...values: unknown[]) =>
      ((await registry.getFunction(method)(...values)) as { wait(): Promise<unknown> }).wait();
    await send('setSuccessor', credit.modelId, twin.modelId);
    const before = await audit('credit', { rpc: chain.url });
    expect(codes(before, 'failed')).toEqual([]);
    expect(detail(before, 'deprecated')).toContain(twin.modelId);
    await send('deprecateModel', credit.modelId);
    const after = await audit('credit', { rpc: chain.url });
    expect(codes(after, 'failed')).toEqual(expect.arrayContaining(['deprecated']));
  });
});

describe('a damaged bundle', () => {
  test('a changed byte, a file that is missing, a file that nobody named', async () => {
    await cp(at('credit'), at('damaged'), { recursive: true });
    await appendFile(join(at('damaged'), BUNDLE_FILES.cardText), 'x');
    await appendFile(join(at('damaged'), 'more.txt'), 'x');
    const result = await audit('damaged');
    expect(codes(result, 'failed')).toEqual(['bundle-files']);
    expect(detail(result, 'bundle-files')).toMatch(/card\.md.*more\.txt/);
  });

  test('a record, a network, an answer that were exchanged', async () => {
    const theirs = (name: keyof typeof BUNDLE_FILES) => readFile(join(at('twin'), BUNDLE_FILES[name]));
    const cases = [
      ['record', ['record', 'circuit', 'golden-answer']],
      ['network', ['network']],
      ['goldenReceipt', ['golden-receipt']],
      ['transcript', ['transcript']],
    ] as const;
    for (const [file, wanted] of cases) {
      const name = `exchanged ${file}`;
      await changeBundle(at('credit'), at(name), { [BUNDLE_FILES[file]]: await theirs(file) });
      expect(codes(await audit(name), 'failed'), file).toEqual(expect.arrayContaining([...wanted]));
    }
  });

  test('no bundle at all', async () => {
    await appErrorOf(audit('nowhere'), 'file-unreadable');
    await appErrorOf(audit('tiny.onnx'), 'artifact-damaged');
    await appErrorOf(audit('.'), 'artifact-damaged');
    await changeBundle(at('credit'), at('words'), { [BUNDLE_FILES.choices]: '{}', [BUNDLE_FILES.card]: '[' });
    // A name that would steer the terminal of whoever audits, a file under the name of the manifest.
    for (const [name, change] of [
      ['steering', (manifest: BundleManifest) => (manifest.model.name = '\u001b[2Jcredit')],
      ['twice', ({ files }: BundleManifest) => (files['bundle.json'] = files['card.json']!)],
    ] as const) {
      await changeBundle(at('credit'), at(name), {}, change);
      await appErrorOf(audit(name), 'artifact-damaged');
    }
    const result = await audit('words');
    expect(codes(result, 'failed')).toEqual(expect.arrayContaining(['card', 'structure']));
  });
});
