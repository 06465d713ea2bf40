import { cp, open, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { BLOCK_BYTES } from '../../src-main/engine/archive/archive-header.ts';
import { Archive } from '../../src-main/engine/archive/read-archive.ts';
import { sealJson, unsealJson } from '../../src-main/engine/store/sealed-json.ts';
import { temporaryFolder } from '../circuits/support/temporary-folder.ts';
import { prepareWorkspace } from './support/prepared-workspace.ts';
import { fail, runProgram, succeed } from './support/run-program.ts';
import { expectNoPartials, snapshot } from './support/snapshot.ts';
import { writeTinyModel } from './support/tiny-model.ts';

const folder = temporaryFolder();
const home = join(folder, 'home');
const exported = join(folder, 'tiny.proofpress');
let samples: string;
let vkHash: string;
let workspaces = 0;

/** The path of a workspace that is not there yet. */
const newWorkspace = () => join(folder, `workspace-${workspaces++}`);

beforeAll(async () => {
  ({ samples } = await writeTinyModel(folder));
  await prepareWorkspace(home);
  ({ vkHash } = await succeed<{ vkHash: string }>(['setup', 'tiny', '-w', home]));
  await succeed(['publish', 'tiny', '-w', home]);
  await succeed(['prove', 'tiny', '--input', samples, '-w', home]);
  await succeed(['export', 'tiny', '-o', exported, '-w', home]);
});

/** The artifacts and models of a workspace: what an export carries. */
async function holdings(workspace: string): Promise<Record<string, string>> {
  const files = await snapshot(workspace);
  return Object.fromEntries(
    Object.entries(files).filter(([name]) => name.startsWith('artifacts/') || name.startsWith('models/')),
  );
}

test('another workspace gets the same files, and proves under the same frozen key', async () => {
  const workspace = newWorkspace();
  const result = await succeed(['import', exported, '-w', workspace]);
  expect(result).toMatchObject({ name: 'tiny', hasKey: true, publications: 1 });
  expect(await holdings(workspace)).toEqual(await holdings(home));
  // The key is found, not made again; and it stays, being published.
  expect(await succeed(['setup', 'tiny', '-w', workspace])).toMatchObject({ vkHash, reused: true });
  const { receipt } = await succeed<{ receipt: string }>([
    ...['prove', 'tiny', '--input', samples, '--on-chain', '-w', workspace],
  ]);
  await succeed(['verify', receipt, '-w', workspace]);
  await succeed(['verify', receipt, '--on-chain', '-w', home]);
  const [key] = (await readdir(join(workspace, 'artifacts'))).filter((name) => name.startsWith('setup-'));
  await rm(join(workspace, 'artifacts', key!), { recursive: true });
  const error = await fail(['setup', 'tiny', '-w', workspace], 'artifact-damaged');
  expect(error.remedy).toContain('proofpress import FILE');
  // What was lost comes back from the export.
  await succeed(['import', exported, '-w', workspace]);
  expect(await succeed(['setup', 'tiny', '-w', workspace])).toMatchObject({ vkHash, reused: true });
});

test('a damaged key is replaced by the one of the export', async () => {
  const workspace = newWorkspace();
  await succeed(['import', exported, '-w', workspace]);
  const [key] = (await readdir(join(workspace, 'artifacts'))).filter((name) => name.startsWith('setup-'));
  const path = join(workspace, 'artifacts', key!, 'proving-key.zkey');
  const bytes = await readFile(path);
  bytes[100]! ^= 1;
  await writeFile(path, bytes);
  await fail(['setup', 'tiny', '-w', workspace], 'artifact-damaged');
  await succeed(['import', exported, '-w', workspace]);
  expect(await holdings(workspace)).toEqual(await holdings(home));
  await expectNoPartials(workspace);
});

test('an export holds no receipt, no salt and no sample, and the same model gives the same bytes', async () => {
  const archive = await Archive.open(exported);
  const { names } = archive;
  await archive.close();
  expect(new Set(names.map((name) => name.split('/')[0]))).toEqual(
    new Set(['proofpress-export.json', 'import', 'quantize', 'circuit', 'setup', 'powers-of-tau']),
  );
  expect(names.filter((name) => /receipt|secret|salt|sqlite|sample/.test(name))).toEqual([]);
  const again = join(folder, 'again.proofpress');
  await succeed(['export', 'tiny', '-o', again, '-w', home]);
  expect(await readFile(again)).toEqual(await readFile(exported));
  await fail(['export', 'tiny', '-o', again, '-w', home], 'option-invalid');
});

test('a name that is taken is refused, and another one is a way out', async () => {
  const workspace = newWorkspace();
  const { model } = await writeTinyModel(folder);
  await succeed(['import', model, '-w', workspace]);
  const before = await snapshot(workspace);
  const error = await fail(['import', exported, '-w', workspace], 'option-invalid');
  expect(error.remedy).toContain('--name');
  expect(await snapshot(workspace)).toEqual(before);
  await succeed(['import', exported, '--name', 'other', '-w', workspace]);
  expect(await succeed(['setup', 'other', '-w', workspace])).toMatchObject({ vkHash, reused: true });
});

test('a model without keys can be carried over, too', async () => {
  const workspace = newWorkspace();
  const { model } = await writeTinyModel(folder);
  await succeed(['import', model, '-w', workspace]);
  const path = join(folder, 'early.proofpress');
  const result = await succeed(['export', 'tiny', '-o', path, '-w', workspace]);
  expect(result).toMatchObject({ hasKey: false, powersOfTau: null, steps: ['import'] });
  const target = newWorkspace();
  await succeed(['import', path, '-w', target]);
  await succeed(['quantize', 'tiny', '--samples', samples, '-w', target]);
});

/** An export with something changed. */
async function damaged(change: (path: string) => Promise<void>): Promise<string> {
  const path = join(folder, `damaged-${workspaces++}.proofpress`);
  await cp(exported, path);
  await change(path);
  return path;
}

async function flip(path: string, at: number): Promise<void> {
  const handle = await open(path, 'r+');
  const byte = Buffer.alloc(1);
  await handle.read(byte, 0, 1, at);
  byte[0]! ^= 1;
  await handle.write(byte, 0, 1, at);
  await handle.close();
}

/** Offset of an entry's content. */
async function offsetOf(name: string): Promise<number> {
  const bytes = await readFile(exported);
  return bytes.indexOf(`${name}\0`, 0, 'latin1') + BLOCK_BYTES;
}

type Manifest = { artifacts: { id: string; files: Record<string, { sha256: string; bytes: number }> }[] };

/** Changes the manifest, seals it anew, and keeps its length. */
async function reseal(path: string, change: (manifest: Manifest) => void): Promise<void> {
  const bytes = await readFile(path);
  const size = parseInt(bytes.toString('latin1', 124, 135), 8);
  const manifest = unsealJson(bytes.toString('utf8', BLOCK_BYTES, BLOCK_BYTES + size)) as Manifest;
  change(manifest);
  const text = sealJson(manifest as unknown as Record<string, unknown>);
  expect(text.length).toBe(size);
  bytes.write(text, BLOCK_BYTES);
  await writeFile(path, bytes);
}

const filesOf = ({ artifacts }: Manifest) => artifacts.map(({ files }) => files);

test.for<[string, (path: string) => Promise<void>]>([
  ['a changed byte of the proving key', async (path) => flip(path, await offsetOf('setup/proving-key.zkey'))],
  ['a changed byte of the record', async (path) => flip(path, await offsetOf('quantize/record.json'))],
  ['a changed byte of the manifest', (path) => flip(path, BLOCK_BYTES + 40)],
  ['an end that is missing', (path) => truncate(path, 40_000)],
  [
    'a hash that the manifest does not have',
    (path) =>
      reseal(path, (manifest) => {
        const [first] = Object.values(filesOf(manifest)[0]!);
        first!.sha256 = first!.sha256.replace(/^./, (digit) => (digit === '0' ? '1' : '0'));
      }),
  ],
  [
    'an artifact under the id of another',
    (path) =>
      reseal(path, ({ artifacts: [first] }) => {
        first!.id = first!.id.replace(/^./, (digit) => (digit === '0' ? '1' : '0'));
      }),
  ],
  [
    'a size that the manifest exaggerates',
    (path) =>
      reseal(path, (manifest) => {
        const [first] = Object.values(filesOf(manifest)[0]!);
        first!.bytes = 10 ** (String(first!.bytes).length - 1);
      }),
  ],
])('%s: refused, and nothing appears', async ([, change]) => {
  const path = await damaged(change);
  const workspace = newWorkspace();
  await fail(['import', path, '-w', workspace], 'artifact-damaged');
  await expectNoPartials(workspace);
  expect(await holdings(workspace)).toEqual({});
});

test('killed at any moment, an import leaves no model, and the next one ends well', async () => {
  const workspace = newWorkspace();
  for (const milliseconds of [150, 450, 700]) {
    const { status } = await runProgram(['import', exported, '-w', workspace], {
      during: async (kill) => {
        await new Promise((resolve) => setTimeout(resolve, milliseconds));
        kill('SIGKILL');
      },
    });
    if (status === 0) break;
    const { names } = await modelsOf(workspace);
    expect(names).toEqual([]);
  }
  await succeed(['import', exported, '-w', workspace], { fresh: true });
  expect(await holdings(workspace)).toEqual(await holdings(home));
  await expectNoPartials(workspace);
});

async function modelsOf(workspace: string): Promise<{ names: string[] }> {
  const files = await snapshot(workspace);
  return { names: Object.keys(files).filter((name) => name.startsWith('models/')) };
}
