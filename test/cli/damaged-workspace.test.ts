import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { temporaryFolder } from '../circuits/support/temporary-folder.ts';
import { prepareWorkspace } from './support/prepared-workspace.ts';
import { fail, succeed } from './support/run-program.ts';
import { expectNoPartials, snapshot } from './support/snapshot.ts';
import { writeTinyModel } from './support/tiny-model.ts';

const folder = temporaryFolder();
const published = join(folder, 'published');
const workspace = join(folder, 'workspace');
let model: string;
let samples: string;

/** The commands, in the order of the steps. */
const commands = {
  import: () => ['import', model],
  quantize: () => ['quantize', 'tiny', '--samples', samples],
  compile: () => ['compile', 'tiny'],
  setup: () => ['setup', 'tiny'],
  publish: () => ['publish', 'tiny'],
  prove: () => ['prove', 'tiny', '--input', samples],
};
type Step = keyof typeof commands;
const run = (step: Step, at = workspace) => succeed([...commands[step](), '-w', at]);

beforeAll(async () => {
  ({ model, samples } = await writeTinyModel(folder));
  await prepareWorkspace(published);
  await run('publish', published);
});

beforeEach(async () => {
  await rm(workspace, { recursive: true, force: true });
  // The database alone holds everything once it is closed; the files beside it come and go.
  const filter = (path: string) => !/-(wal|shm)$/.test(path);
  await cp(published, workspace, { recursive: true, filter });
});

/** The folder of a stage's artifact. */
async function artifact(stage: string): Promise<string> {
  const names = await readdir(join(workspace, 'artifacts'));
  return join(
    workspace,
    'artifacts',
    names.find((name) => name.startsWith(`${stage}-`))!,
  );
}

async function flipByte(path: string, position = 0.5): Promise<void> {
  const bytes = await readFile(path);
  const index = Math.floor(bytes.length * position);
  bytes[index]! ^= 1;
  await writeFile(path, bytes);
}

/** The step fails for what was damaged, and writes nothing. */
async function refuse(step: Step) {
  const before = await snapshot(workspace);
  const error = await fail([...commands[step](), '-w', workspace], 'artifact-damaged');
  expect(await snapshot(workspace)).toEqual(before);
  await expectNoPartials(workspace);
  return error;
}

test.each<[string, string, Step]>([
  ['import', 'simplified.onnx', 'quantize'],
  ['import', 'model.onnx', 'import'],
  ['import', 'manifest.json', 'import'],
  ['quantize', 'record.json', 'compile'],
  ['quantize', 'manifest.json', 'quantize'],
  ['circuit', 'circuit.r1cs', 'compile'],
  ['circuit', 'manifest.json', 'prove'],
])('a byte of the %s artifact, %s: found by %s; deleting the folder mends it', async (stage, file, step) => {
  const at = await artifact(stage);
  await flipByte(join(at, file));
  const error = await refuse(step);
  expect(error.message).toContain(at);
  expect(error.message).toContain(file);
  expect(error.remedy).toMatch(/delete/);
  if (step === 'prove') return;
  await rm(at, { recursive: true });
  const order = Object.keys(commands) as Step[];
  const makes = { import: 'import', quantize: 'quantize', circuit: 'compile' }[stage] as Step;
  for (const next of order.slice(order.indexOf(makes), order.indexOf(step) + 1)) await run(next);
  expect(Object.keys(await snapshot(workspace))).toEqual(Object.keys(await snapshot(published)));
});

test.each(['proving-key.zkey', 'verification-key.json', 'manifest.json'])(
  'a byte of the published key, %s: it is to be restored, never made again',
  async (file) => {
    await flipByte(join(await artifact('setup'), file));
    const error = await refuse('prove');
    expect(error.message).toContain(file);
    expect(error.remedy).toMatch(/published.*backup/);
  },
);

test('the folder of a published key is gone: prove, publish and setup say so, and none makes another', async () => {
  const at = await artifact('setup');
  await rm(at, { recursive: true });
  for (const step of ['prove', 'publish', 'setup'] as const) {
    const error = await refuse(step);
    expect(error.message).toContain(at);
    expect(error.remedy).toMatch(/published.*backup/);
  }
  const name = at.slice(workspace.length);
  await cp(join(published, name), at, { recursive: true });
  await run('prove');
});

test('the folder of a key that was never published is gone: setup makes another; damaged powers of tau are found', async () => {
  await succeed(['import', model, '--name', 'other', '-w', workspace]);
  await succeed(['quantize', 'other', '--samples', samples, '-w', workspace]);
  await succeed(['compile', 'other', '-w', workspace]);
  const first = await succeed(['setup', 'other', '-w', workspace]);
  await rm(first.folder as string, { recursive: true });
  const missing = await fail(['prove', 'other', '--input', samples, '-w', workspace], 'artifact-damaged');
  expect(missing.remedy).toContain('proofpress setup other');

  const ptau = await artifact('powers-of-tau');
  await flipByte(join(ptau, 'local.ptau'));
  const before = await snapshot(workspace);
  const error = await fail(['setup', 'other', '-w', workspace], 'artifact-damaged');
  expect(error.message).toContain('local.ptau');
  expect(await snapshot(workspace)).toEqual(before);
  await rm(ptau, { recursive: true });
  const second = await succeed(['setup', 'other', '-w', workspace]);
  expect(second).toMatchObject({ reused: false });
  expect(second.vkHash).not.toBe(first.vkHash);
});

test.each(['"importId":"', '"keys":{"', '"vkHash":"'])('a byte of the model state, at %s', async (marker) => {
  const path = join(workspace, 'proofpress.sqlite');
  const bytes = await readFile(path);
  const position = bytes.indexOf(marker) + marker.length + 3;
  expect(position).toBeGreaterThan(marker.length + 3);
  bytes[position]! ^= 1;
  await writeFile(path, bytes);
  for (const step of ['compile', 'prove'] as const) {
    const error = await refuse(step);
    expect(error.message).toContain(path);
    expect(error.remedy).toMatch(/backup.*import/);
  }
});

test('a page of the database: every step says so, and a backup mends it', async () => {
  const path = join(workspace, 'proofpress.sqlite');
  const bytes = await readFile(path);
  const damaged = Buffer.from(bytes);
  damaged.fill(0x55, 4096, 8192);
  await writeFile(path, damaged);
  for (const step of Object.keys(commands) as Step[]) {
    const error = await fail([...commands[step](), '-w', workspace], 'artifact-damaged');
    expect(error.message).toContain(path);
  }
  expect((await readFile(path)).equals(damaged)).toBe(true);
  for (const ending of ['-wal', '-shm']) await rm(`${path}${ending}`, { force: true });
  await writeFile(path, bytes);
  await run('prove');
});

test('the state of the local chain', async () => {
  const path = join(workspace, 'local-chain.json');
  await flipByte(path);
  const error = await refuse('publish');
  expect(error.message).toContain(path);
  await rm(path);
  expect(await run('publish')).toMatchObject({ alreadyRegistered: false });
});

test('a compiled gadget is compiled again', async () => {
  const gadgets = join(workspace, 'gadgets');
  for (const name of await readdir(gadgets)) await flipByte(join(gadgets, name));
  await rm(await artifact('circuit'), { recursive: true });
  const { circuitHash } = await run('compile');
  expect(await run('compile', published)).toMatchObject({ circuitHash, reused: true });
});
