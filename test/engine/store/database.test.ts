import { execFile, execFileSync } from 'node:child_process';
import { cpSync, mkdirSync } from 'node:fs';
import { copyFile, mkdir, open, readdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeEach, describe, expect, test } from 'vitest';
import { allowsWriteAheadLog } from '../../../src-main/engine/store/allows-write-ahead-log.ts';
import { Connection } from '../../../src-main/engine/store/connection.ts';
import { MIGRATIONS } from '../../../src-main/engine/store/migrations.ts';
import { openWorkspace } from '../../../src-main/engine/store/workspace.ts';
import { temporaryFolder } from '../../circuits/support/temporary-folder.ts';
import { appErrorOf } from '../groth16/app-error.ts';

const folder = temporaryFolder();
let round = 0;
let root = '';
let path = '';

beforeEach(() => {
  root = join(folder, `workspace ${round++}`);
  path = join(root, 'proofpress.sqlite');
});

const state = (name: string) => ({ name, keys: {}, publications: [] });

async function fill(at: string, models: number): Promise<void> {
  const workspace = openWorkspace(at);
  for (let index = 0; index < models; index++)
    await workspace.models.update(`model-${index}`, () => ({
      ...state(`model-${index}`),
      importId: 'x'.repeat(900),
    }));
  await workspace.close();
}

/** What reading a model gives. */
async function read(name: string, at = root): Promise<unknown> {
  const workspace = openWorkspace(at);
  try {
    return await workspace.models.read(name);
  } finally {
    await workspace.close();
  }
}

describe('a damaged database', () => {
  const flip = (from: number, to: number) => async () => {
    const file = await open(path, 'r+');
    const bytes = Buffer.alloc(to - from);
    await file.read(bytes, 0, bytes.length, from);
    await file.write(
      bytes.map((byte) => byte ^ 0x55),
      0,
      bytes.length,
      from,
    );
    await file.close();
  };
  test.each<[string, () => Promise<void>]>([
    ['no database at all', () => writeFile(path, 'not a database, but long enough. '.repeat(200))],
    ['its first page', flip(0, 4096)],
    ['a page inside', flip(5 * 4096, 6 * 4096)],
    ['cut short', () => truncate(path, 10_000)],
  ])('%s: said so, with what to do, and left as it is', async (_, damage) => {
    await fill(root, 40);
    await damage();
    const before = await readFile(path);
    const error = await appErrorOf(read('model-3'), 'artifact-damaged');
    expect(error.message).toContain(path);
    expect(error.remedy).toMatch(/Move .*backup.*import/);
    const workspace = openWorkspace(root);
    await appErrorOf(
      workspace.models.update('new', () => state('new')),
      'artifact-damaged',
    );
    await workspace.close();
    expect((await readFile(path)).equals(before)).toBe(true);
  });

  test('the mend that the error names: moved away, and a backup put in its place', async () => {
    await fill(root, 40);
    await copyFile(path, join(root, 'backup'));
    await flip(5 * 4096, 6 * 4096)();
    await appErrorOf(read('model-3'), 'artifact-damaged');
    await rm(path);
    for (const name of await readdir(root)) if (/-(wal|shm)$/.test(name)) await rm(join(root, name));
    await copyFile(join(root, 'backup'), path);
    expect(await read('model-3')).toMatchObject({ name: 'model-3' });
  });
});

test('a schema of a newer version is not touched', async () => {
  await fill(root, 1);
  const connection = new Connection(path);
  connection.execute('PRAGMA user_version = 99');
  connection.close();
  const error = await appErrorOf(read('model-0'), 'workspace-unusable');
  expect(error.message).toContain('99');
  expect(error.remedy).toContain('version');
});

test('an empty file becomes a database: a process was killed as it made it', async () => {
  await mkdir(root);
  await writeFile(path, '');
  await appErrorOf(read('model-0'), 'option-invalid');
  await fill(root, 1);
  expect(await read('model-0')).toMatchObject({ name: 'model-0' });
});

test('a folder in place of the database', async () => {
  await mkdir(path, { recursive: true });
  const error = await appErrorOf(read('model-0'), 'workspace-unusable');
  expect(error.message).toContain(path);
});

test('whether the file system allows a write-ahead log is tried on another file, which goes', async () => {
  await mkdir(root);
  const probe = join(root, 'probe');
  expect(allowsWriteAheadLog(probe)).toBe(true);
  expect(await readdir(root)).toEqual([]);
  // The file of the shared memory cannot be made.
  await symlink(join(root, 'nowhere', 'file'), `${probe}-shm`);
  expect(allowsWriteAheadLog(probe)).toBe(false);
  expect(await readdir(root)).toEqual([]);
});

test('a database that was made without one stays so', async () => {
  await mkdir(root);
  const made = new Connection(path);
  for (const step of MIGRATIONS) made.execute(step);
  made.execute(`PRAGMA user_version = ${MIGRATIONS.length}`);
  made.close();
  await fill(root, 3);
  expect(await read('model-2')).toMatchObject({ name: 'model-2' });
  const connection = new Connection(path);
  expect(connection.all('PRAGMA journal_mode')).toEqual([{ journal_mode: 'delete' }]);
  connection.close();
});

test(
  'another process that keeps the database locked is named as the reason',
  { timeout: 60_000 },
  async () => {
    await fill(root, 1);
    const holder = new Connection(path);
    holder.execute('BEGIN IMMEDIATE');
    const workspace = openWorkspace(root);
    const error = await appErrorOf(
      workspace.models.update('new', () => state('new')),
      'workspace-unusable',
    );
    expect(error.message).toContain('Another process');
    holder.execute('ROLLBACK');
    await workspace.models.update('new', () => state('new'));
    await workspace.close();
    holder.close();
  },
);

/** A read-only file system; only root may mount one, and only where the container allows it. */
function mountReadOnly(source: string): string | undefined {
  const at = `${source} read-only`;
  mkdirSync(at);
  try {
    execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', at], { stdio: 'ignore' });
    cpSync(source, at, { recursive: true });
    execFileSync('mount', ['-o', 'remount,ro', at], { stdio: 'ignore' });
    return at;
  } catch {
    return undefined;
  }
}

describe('a workspace that may not be written', () => {
  test.each([
    ['closed', /-(wal|shm)$/],
    ['in use, or copied while it was', /^$/],
  ])('%s', async (_, missing) => {
    await fill(root, 1);
    for (const name of await readdir(root)) if (missing.test(name)) await rm(join(root, name));
    const at = mountReadOnly(root);
    if (at === undefined) return;
    const workspace = openWorkspace(at);
    try {
      const write = workspace.models.update('model-0', () => state('model-0'));
      const error = await appErrorOf(write, 'workspace-unusable');
      expect(error.message).toContain(at);
      expect(error.remedy).toContain('write');
    } finally {
      await workspace.close();
      execFileSync('umount', ['-l', at]);
    }
  });
});

test('eight processes that make one workspace at once', async () => {
  const script = fileURLToPath(new URL('write-models.mjs', import.meta.url));
  const runs = Array.from({ length: 8 }, (_, index) =>
    promisify(execFile)(process.execPath, [script, root, `writer-${index}`, '10']),
  );
  await Promise.all(runs);
  const workspace = openWorkspace(root);
  for (let index = 0; index < 8; index++)
    expect(await workspace.models.find(`writer-${index}`)).toBeDefined();
  expect(Object.keys((await workspace.models.read('shared')).keys)).toHaveLength(80);
  await workspace.close();
});
