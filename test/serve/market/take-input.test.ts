import { readdir, readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { computeCommitment } from '../../../src-main/engine/pipeline/7-serve/market/compute-commitment.ts';
import { type InputDesk, takeInput } from '../../../src-main/engine/pipeline/7-serve/market/take-input.ts';
import { loadServedModel } from '../../../src-main/engine/pipeline/7-serve/served-model.ts';
import { openWorkspace, type Workspace } from '../../../src-main/engine/store/workspace.ts';
import { temporaryFolder } from '../../circuits/support/temporary-folder.ts';
import { appErrorOf } from '../../engine/groth16/app-error.ts';
import { makeServedWorkspace } from '../support/served-workspace.ts';

const folder = temporaryFolder();
const INPUT = { inputs: { x: [0.5, -0.25, 1, 0] }, salts: { x: '12345' } };
let workspace: Workspace;
let desk: InputDesk;

beforeAll(async () => {
  const { root, engine } = await makeServedWorkspace(folder);
  await engine.close();
  workspace = openWorkspace(root);
  const models = [await loadServedModel(workspace, 'tiny'), await loadServedModel(workspace, 'open')];
  desk = { models, inputs: await workspace.market.inputs(), deadlineOf: () => undefined };
});

afterAll(() => workspace?.close());

const committed = () => computeCommitment(desk.models[0]!, INPUT);
const refused = async (commitment: string, body: unknown, with_: InputDesk = desk) =>
  (
    await appErrorOf(
      Promise.resolve().then(() => takeInput(with_, commitment, body)),
      'input-invalid',
      'queue-full',
    )
  ).message;

test('an input that has the commitment is kept for the models that it fits, nested or flat', () => {
  const before = Date.now();
  const taken = takeInput(desk, committed().toUpperCase().replace('0X', '0x'), INPUT);
  expect(taken.models).toEqual(['tiny']);
  expect(taken.keptUntil).toBeGreaterThan(before);
  expect(desk.inputs.find(committed(), 'tiny')).toEqual(INPUT);
  const open = { inputs: { x: [[0.5, -0.25, 1, 0]] } };
  const commitment = computeCommitment(desk.models[1]!, INPUT);
  expect(takeInput(desk, commitment, open).models).toEqual(['open']);
  expect(takeInput(desk, commitment, { ...open, model: 'open' }).models).toEqual(['open']);
});

test('reals that round to the same integers have the same commitment; others do not', async () => {
  const nearly = { ...INPUT, inputs: { x: [0.5 + 1e-9, -0.25, 1, 0] } };
  expect(takeInput(desk, committed(), nearly).models).toEqual(['tiny']);
  for (const x of [
    [0.6, -0.25, 1, 0],
    [-0.25, 0.5, 1, 0],
  ]) {
    expect(await refused(committed(), { ...INPUT, inputs: { x } })).toMatch(/does not have the commitment/);
  }
  expect(await refused(committed(), { ...INPUT, salts: { x: '12346' } })).toMatch(
    /does not have the commitment/,
  );
});

test('what is no input', async () => {
  for (const body of [
    undefined,
    null,
    [],
    'x',
    {},
    { inputs: [] },
    { ...INPUT, more: 1 },
    { ...INPUT, salts: { x: 1 } },
    JSON.parse('{"inputs": {"__proto__": [1, 2, 3, 4]}}'),
    { inputs: { constructor: [1, 2, 3, 4] } },
  ]) {
    expect(await refused(committed(), body)).not.toBe('');
  }
  for (const x of [
    [],
    [1, 2, 3],
    [1, 2, 3, 4, 5],
    [1, 2, 3, null],
    [1, 2, 3, 'a'],
    [1, 2, 3, Infinity],
    [1, 2, 3, NaN],
  ]) {
    expect(await refused(committed(), { ...INPUT, model: 'tiny', inputs: { x } })).toMatch(/"x"/);
  }
  for (const salt of [
    '-1',
    '0x1',
    '1e3',
    '9'.repeat(78),
    '21888242871839275222246405745257275088548364400416034343698204186575808495617',
  ]) {
    expect(await refused(committed(), { ...INPUT, model: 'tiny', salts: { x: salt } })).toMatch(/salt/);
  }
  expect(await refused(committed(), { inputs: INPUT.inputs, model: 'tiny' })).toMatch(/no salt/);
  expect(await refused(committed(), { ...INPUT, model: 'nobody' })).toMatch(/does not have the commitment/);
});

test('inputs that no request names have little room, and those that one names always some', async () => {
  const full: InputDesk = { ...desk, room: { count: 0, bytes: 1 } };
  const other = { ...INPUT, salts: { x: '777' } };
  const commitment = computeCommitment(desk.models[0]!, other);
  expect(await refused(commitment, other, full)).toMatch(/Too many inputs/);
  const deadline = BigInt(Math.floor(Date.now() / 1000) + 100);
  const taken = takeInput({ ...full, deadlineOf: () => deadline }, commitment, other);
  expect(taken.keptUntil).toBe(Number(deadline) * 1000);
});

test('an input is gone when its time is over, and it leaves no trace in the files', async () => {
  const marked = { ...INPUT, salts: { x: '918273645546372819' } };
  const commitment = computeCommitment(desk.models[0]!, marked);
  const past = BigInt(Math.floor(Date.now() / 1000) - 10);
  takeInput({ ...desk, deadlineOf: () => past }, commitment, marked);
  desk.inputs.dropExpired();
  desk.inputs.emptyLog();
  expect(desk.inputs.find(commitment, 'tiny')).toBeUndefined();
  for (const name of (await readdir(workspace.root)).filter((each) => each.startsWith('proofpress.sqlite'))) {
    expect((await readFile(`${workspace.root}/${name}`)).includes('918273645546372819'), name).toBe(false);
  }
});
