import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WorkspaceDatabase } from '../../../src-main/engine/store/workspace-database.ts';
import { temporaryFolder } from '../../circuits/support/temporary-folder.ts';
import { tinyNetwork } from '../../cli/support/tiny-model.ts';
import { modelBytes } from '../../support/onnx-builder.ts';
import { appErrorOf } from '../groth16/app-error.ts';
import { asDeclared, openWorkspaceAt, type OpenWorkspace, quantizeTiny } from './support/open-workspace.ts';

const folder = temporaryFolder();
let open: OpenWorkspace;
let files: { model: string; samples: string };

beforeAll(async () => {
  open = openWorkspaceAt(join(folder, 'workspace'));
  files = await quantizeTiny(open.client, folder, 'tiny');
  await open.client.compileModel({ name: 'tiny', modes: { x: 'committed' } }, {});
  await open.client.setupModel({ name: 'tiny' }, {});
  await open.client.importModel({ path: files.model, name: 'begun' }, {});
});
afterAll(() => open.engine.close());

const list = async () => asDeclared('listModels', await open.client.listModels({})).models;
const describeTiny = async () =>
  asDeclared('describeModel', await open.client.describeModel({ name: 'tiny' }));

describe('listModels', () => {
  test('of a workspace that is not there yet is empty, and makes nothing', async () => {
    const other = openWorkspaceAt(join(folder, 'nothing'));
    expect(await other.client.listModels({})).toEqual({ models: [] });
    await other.engine.close();
  });

  test('says which step comes next', async () => {
    const models = await list();
    expect(models.map(({ name, next }) => [name, next])).toEqual([
      ['begun', 'quantize'],
      ['tiny', 'publish'],
    ]);
    expect(models[1]).toMatchObject({
      steps: { import: 'done', quantize: 'done', circuit: 'done', setup: 'done', publish: 'open' },
      parameterCount: 27,
      grade: 'local',
      publications: [],
    });
    expect(models[1]!.changedAt).toBeLessThanOrEqual(Date.now());
    expect(models[0]).toMatchObject({ parameterCount: 27, constraints: null, grade: null });
  });

  test('a row that somebody changed is damaged, and the others are listed', async () => {
    const database = new WorkspaceDatabase(join(open.root, 'proofpress.sqlite'), '', async () => undefined);
    const connection = await database.open();
    const state = JSON.stringify({ name: 'spoilt' });
    connection.run(
      'INSERT INTO models (name, state, sha256, changed_at) VALUES (?, ?, ?, ?)',
      ...['spoilt', state, 'no hash', 1],
    );
    expect((await list()).map(({ name, steps }) => [name, steps.import])).toEqual([
      ['begun', 'done'],
      ['spoilt', 'damaged'],
      ['tiny', 'done'],
    ]);
    connection.run('DELETE FROM models WHERE name = ?', 'spoilt');
    await database.close();
  });
});

describe('describeModel', () => {
  test('tells all that the steps left', async () => {
    const model = await describeTiny();
    expect(model.import).toMatchObject({
      inputs: [{ name: 'x', shape: [1, 4], elementType: 'float' }],
      outputs: [{ name: 'y', shape: [1, 3] }],
      dimensions: {},
      keptOutputs: 'all',
    });
    expect(model.quantize).toMatchObject({
      settings: { activationBits: 8, weightBits: 'auto', inputBits: 8, outputBits: 16 },
      activationBits: 8,
      accuracy: { samples: 8 },
      samples: { source: files.samples, evaluationSource: null, calibration: { kind: 'json', count: 8 } },
    });
    expect(model.circuit).toMatchObject({
      inputs: [{ name: 'x', mode: 'committed', count: 4, bits: 8, signed: true }],
    });
    expect(model.circuit!.constraints).toBe(model.constraints);
    expect(model.circuit!.layers.reduce((sum, { rows }) => sum + rows, 0)).toBe(model.constraints);
    expect(model.setup).toMatchObject({ grade: 'local', provenance: 'local', isIrreplaceable: false });
    expect(model.setup!.text).toBe('phase 1: local; phase 2: 1 unsigned; grade: local');
    expect(model).toMatchObject({ ceremony: null, labels: [], description: '' });
  });

  test('says so where no such model is there', async () => {
    const error = await appErrorOf(open.client.describeModel({ name: 'other' }), 'option-invalid');
    expect(error.remedy).toContain('tiny');
  });

  test('what is gone or cut short is damaged, and the rest is told', async () => {
    const { quantize, circuit } = await describeTiny();
    expect([quantize, circuit]).not.toContain(null);
    const { folder: record } = await open.client.quantizeModel({ name: 'tiny', samples: files.samples }, {});
    await rm(record, { recursive: true });
    const without = await describeTiny();
    expect(without.steps).toMatchObject({ import: 'done', quantize: 'damaged', circuit: 'done' });
    expect(without).toMatchObject({
      next: 'quantize',
      quantize: null,
      circuit: { constraints: expect.anything() },
    });
    await open.client.quantizeModel({ name: 'tiny', samples: files.samples }, {});
    expect((await describeTiny()).next).toBe('publish');

    await writeFile(join(record, 'record.json'), '{}');
    expect((await describeTiny()).steps.quantize).toBe('damaged');
    await rm(record, { recursive: true });
    await open.client.quantizeModel({ name: 'tiny', samples: files.samples }, {});
  });
});

describe('proveInference with values', () => {
  const temporary = () => readdir(join(open.root, 'temporary')).catch(() => []);
  const prove = (values: Record<string, number[]>, index = 0) =>
    open.client.proveInference({ name: 'tiny', samples: { values }, index }, {});

  test('proves what a file with these values proves, and leaves no copy of them', async () => {
    const [first] = JSON.parse(await readFile(files.samples, 'utf8')) as number[][];
    const byValues = await prove({ x: first! });
    const byFile = await open.client.proveInference({ name: 'tiny', samples: files.samples }, {});
    expect(byValues.outputs).toEqual(byFile.outputs);
    expect(await open.client.verifyReceipt({ path: byValues.receipt }, {})).toMatchObject({ valid: true });
    expect(await temporary()).toEqual([]);
  });

  test.each([
    ['too few', { x: [1, 2, 3] }, 'needs 4 values and has 3'],
    ['none', {}, 'needs 4 values and has none'],
    ['those of another input', { x: [1, 2, 3, 4], constructor: [1] }, 'no input "constructor"'],
  ])('refuses %s', async (_what, values, message) => {
    const error = await appErrorOf(prove(values as Record<string, number[]>), 'input-invalid');
    expect(error.message).toContain(message);
    expect(await temporary()).toEqual([]);
  });
});

describe('estimateModel', () => {
  const estimate = async (modes?: Record<string, 'public' | 'committed'>) =>
    asDeclared('estimateModel', await open.client.estimateModel({ name: 'tiny', modes }, {}));

  test('of a circuit that is there and of one that would be agree', async () => {
    const { circuit, setup } = await describeTiny();
    const made = await estimate();
    expect(made).toMatchObject({ isCompiled: true, inputs: [{ name: 'x', mode: 'committed' }] });
    expect(made).toMatchObject({ constraints: circuit!.constraints, layers: circuit!.layers });
    expect(made.keyBytes).toBe(setup!.zkeyBytes);
    expect(await estimate({ x: 'committed' })).toEqual({ ...made, available: expect.anything() });

    const open = await estimate({ x: 'public' });
    expect(open).toMatchObject({ isCompiled: false, inputs: [{ name: 'x', mode: 'public' }] });
    expect(open.constraints).toBeLessThan(made.constraints);
    const compiled = await compileAs('public');
    expect(compiled).toMatchObject({
      constraints: open.constraints,
      domainPower: open.domainPower,
      publicSignals: open.publicSignals,
      layers: open.layers,
    });
    const counted = await estimate();
    for (const figure of ['memoryBytes', 'diskBytes', 'keySeconds', 'proofSeconds', 'keyBytes'] as const)
      expect(Math.abs(counted[figure] / open[figure] - 1), figure).toBeLessThan(0.25);
    await compileAs('committed');
  });

  test('names networks without asking any', async () => {
    const { networks, gas, machine, available } = await estimate();
    expect(networks.map(({ network }) => network)).toEqual(expect.arrayContaining(['local', 'base']));
    expect(gas.verify).toBeGreaterThan(200_000);
    expect(machine).toContain('native prover');
    expect(available.memoryBytes).toBeGreaterThan(0);
  });

  test('refuses a mode of an input that is not there', async () => {
    await appErrorOf(estimate({ z: 'public' }), 'option-invalid');
  });

  const compileAs = (mode: 'public' | 'committed') =>
    open.client.compileModel({ name: 'tiny', modes: { x: mode } }, {});
});

describe('annotateModel', () => {
  test('keeps what is said about a model, also through another import', async () => {
    const labels = ['cat', 'dog', 'bird'];
    const said = { name: 'tiny', description: 'Tells animals apart.', labels };
    expect(await open.client.annotateModel(said)).toEqual(said);
    expect(await open.client.annotateModel({ name: 'tiny', description: 'Animals.' })).toEqual({
      ...said,
      description: 'Animals.',
    });
    expect(await describeTiny()).toMatchObject({ description: 'Animals.', labels, next: 'publish' });

    const [first] = JSON.parse(await readFile(files.samples, 'utf8')) as number[][];
    const proven = await open.client.proveInference({ name: 'tiny', samples: { values: { x: first! } } }, {});
    const { reals } = proven.outputs[0]!;
    expect(proven.className).toBe(labels[reals.indexOf(Math.max(...reals))]);
    const { receipts } = asDeclared('listReceipts', await open.client.listReceipts({}));
    expect(receipts[0]).toMatchObject({ path: proven.receipt, className: proven.className });

    const bundle = join(folder, 'bundle');
    await open.client.bundleModel({ name: 'tiny', output: bundle }, {});
    const card = JSON.parse(await readFile(join(bundle, 'card.json'), 'utf8')) as unknown;
    expect(card).toMatchObject({ description: 'Animals.', labels });

    await open.client.annotateModel({ name: 'begun', labels: ['a', 'b'] });
    const other = join(folder, 'other.onnx');
    await writeFile(other, modelBytes(tinyNetwork({ outputs: ['a'] })));
    await open.client.importModel({ path: other, name: 'begun' }, {});
    expect(await open.client.describeModel({ name: 'begun' })).toMatchObject({ labels: ['a', 'b'] });
  });

  test('forgets what is empty, and refuses names that are', async () => {
    expect(await open.client.annotateModel({ name: 'tiny', description: '', labels: [] })).toEqual({
      name: 'tiny',
      description: '',
      labels: [],
    });
    const unnamed = (async () => open.client.annotateModel({ name: 'tiny', labels: [''] }))();
    await appErrorOf(unnamed, 'option-invalid');
    await appErrorOf(open.client.annotateModel({ name: 'other', labels: ['a'] }), 'option-invalid');
    expect((await list()).map(({ name }) => name)).toEqual(['begun', 'tiny']);
  });
});

describe('what happened', () => {
  test('receipts, the latest first, and nothing else of their folder', async () => {
    const all = (await open.client.listReceipts({})).receipts;
    expect(all.length).toBeGreaterThan(2);
    const times = all.map(({ createdAt }) => createdAt);
    expect(times).toEqual([...times].sort((a, b) => b - a));
    expect(all[0]).toMatchObject({ model: 'tiny', chainId: '0', outputs: [{ name: 'y' }] });
    await writeFile(join(open.root, 'receipts', 'note.json'), '{"format": "something else"}');
    expect((await open.client.listReceipts({ latest: 2 })).receipts).toEqual(all.slice(0, 2));
    expect((await open.client.listReceipts({ name: 'begun' })).receipts).toEqual([]);
  });

  test('jobs, the latest first, with what went wrong', async () => {
    await appErrorOf(
      open.client.proveInference({ name: 'tiny', samples: files.samples, index: 99 }, {}),
      'option-invalid',
    );
    const { jobs } = asDeclared('listJobs', await open.client.listJobs({}));
    expect(jobs[0]).toMatchObject({
      kind: 'prove',
      model: 'tiny',
      state: 'failed',
      error: { code: 'option-invalid', message: expect.stringContaining('99') },
    });
    expect(jobs[0]!.finishedAt).toBeGreaterThanOrEqual(jobs[0]!.queuedAt);
    expect(new Set(jobs.map(({ kind }) => kind))).toEqual(
      new Set(['prove', 'setup', 'powers-of-tau', 'circuit']),
    );
    expect((await open.client.listJobs({ latest: 1 })).jobs).toEqual([jobs[0]]);
  });
});
