import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { open, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  type ArchiveEntry,
  decodeArchiveHeader,
  encodeArchiveHeader,
} from '../../../src-main/engine/archive/archive-header.ts';
import { Archive } from '../../../src-main/engine/archive/read-archive.ts';
import { type ArchiveSource, writeArchive } from '../../../src-main/engine/archive/write-archive.ts';
import { temporaryFolder } from '../../circuits/support/temporary-folder.ts';
import { Random } from '../../support/random.ts';
import { appErrorOf } from '../groth16/app-error.ts';

const folder = temporaryFolder();
const sha256 = (content: Uint8Array) => createHash('sha256').update(content).digest('hex');

function source(name: string, content: Uint8Array): ArchiveSource {
  return { name, bytes: content.length, sha256: sha256(content), content };
}

let files = 0;
async function write(sources: readonly ArchiveSource[]): Promise<string> {
  const path = join(folder, `${files++}.tar`);
  await writeArchive(path, sources, {});
  return path;
}

test('what was written is read again, by us and by tar, and the hash is that of the file', async () => {
  const random = new Random(Number(process.env.TEST_SEED ?? 5));
  const sizes = [0, 1, 511, 512, 513, 70_000];
  const contents = sizes.map((size) =>
    Uint8Array.from({ length: size }, () => Math.floor(random.next() * 256)),
  );
  const onDisk = join(folder, 'content.bin');
  await writeFile(onDisk, contents[5]!);
  const sources = contents.map((content, index) => source(`part/${index}.bin`, content));
  sources[5] = { ...sources[5]!, content: { path: onDisk } };
  const path = join(folder, 'whole.tar');
  const result = await writeArchive(path, sources, {});
  expect(result).toEqual({ sha256: sha256(await readFile(path)), bytes: (await stat(path)).size });
  const archive = await Archive.open(path);
  expect(archive.names).toEqual(sources.map(({ name }) => name));
  for (const [index, content] of contents.entries()) {
    expect(new Uint8Array(await archive.read(`part/${index}.bin`, 70_000))).toEqual(content);
    const target = join(folder, `out-${index}`);
    const expected = { sha256: sha256(content), bytes: content.length };
    await archive.extract(`part/${index}.bin`, target, expected, {});
    expect(new Uint8Array(await readFile(target))).toEqual(content);
  }
  await archive.close();
  const tar = spawnSync('tar', ['-xOf', path, 'part/5.bin'], { maxBuffer: 1e6 });
  if (tar.error === undefined) expect(new Uint8Array(tar.stdout)).toEqual(contents[5]);
});

test('sizes beyond 8 GiB stand in a header', () => {
  for (const bytes of [0, 8 ** 11 - 1, 8 ** 11, 2 ** 45 + 1]) {
    expect(decodeArchiveHeader(encodeArchiveHeader({ name: 'key.zkey', bytes }))).toEqual({
      name: 'key.zkey',
      bytes,
    });
  }
});

test('a file that is not what it was said to be is not packed, and nothing is left', async () => {
  const path = join(folder, 'never.tar');
  const before = await readdir(folder);
  const content = { ...source('a', Buffer.from('one')), sha256: sha256(Buffer.from('two')) };
  await appErrorOf(writeArchive(path, [content], {}), 'artifact-damaged');
  const missing = { ...content, content: { path: join(folder, 'nowhere') } };
  await appErrorOf(writeArchive(path, [missing], {}), 'file-unreadable');
  expect(await readdir(folder)).toEqual(before);
});

test('an abort leaves nothing', async () => {
  const before = await readdir(folder);
  const path = join(folder, 'aborted.tar');
  await appErrorOf(
    writeArchive(path, [source('a', Buffer.alloc(9))], { signal: AbortSignal.abort() }),
    'aborted',
  );
  expect(await readdir(folder)).toEqual(before);
});

const HEADER = (entry: ArchiveEntry) => encodeArchiveHeader(entry);

/** A header that says something else, with the sum of what it says then. */
function forged(change: (block: Buffer) => void): Buffer {
  const block = HEADER({ name: 'a', bytes: 3 });
  change(block);
  block.fill(32, 148, 156);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return Buffer.concat([block, Buffer.alloc(512), Buffer.alloc(1024)]);
}

const put = (text: string, at: number) => (block: Buffer) => void block.write(text, at, 'latin1');

test.for([
  ['a path that leads out', put('../../etc/passwd', 0)],
  ['an absolute path', put('/etc/passwd', 0)],
  ['a path with a part that is ..', put('a/../../b', 0)],
  ['a prefix', put('somewhere', 345)],
  ['a hidden file', put('.bashrc', 0)],
  ['a backslash', put('a\\..\\b', 0)],
  ['a symbolic link', put('2', 156)],
  ['a hard link', put('1', 156)],
  ['a folder', put('5', 156)],
  ['a long name of GNU tar', put('L', 156)],
  ['more than there is', put('77777777777', 124)],
  ['a size that is no number', put('zzzzzzzzzzz', 124)],
] as const)('refuses %s', async ([, change]) => {
  const path = join(folder, `${files++}.tar`);
  await writeFile(path, forged(change));
  await appErrorOf(Archive.open(path), 'artifact-damaged');
});

test('refuses what is cut short, goes on, repeats a name or has a changed header', async () => {
  const path = await write([source('a', Buffer.from('content')), source('b', Buffer.from('more'))]);
  const whole = await readFile(path);
  const header = HEADER({ name: 'a', bytes: 0 });
  const twice = Buffer.concat([header, header, Buffer.alloc(1024)]);
  const changed = Buffer.from(whole);
  changed[0] = 'c'.charCodeAt(0);
  const cases = [
    ...[0, 100, 512, 700, 1024, whole.length - 1024, whole.length - 1].map((length) =>
      whole.subarray(0, length),
    ),
    Buffer.concat([whole, Buffer.from('x')]),
    twice,
    changed,
  ];
  for (const content of cases) {
    await writeFile(join(folder, 'bad.tar'), content);
    await appErrorOf(Archive.open(join(folder, 'bad.tar')), 'artifact-damaged');
  }
  await appErrorOf(Archive.open(join(folder, 'none.tar')), 'file-unreadable');
});

test('content that was changed is not unpacked as if nothing were', async () => {
  const content = Buffer.from('content');
  const path = await write([source('a', content)]);
  const handle = await open(path, 'r+');
  await handle.write('X', 512);
  await handle.close();
  const archive = await Archive.open(path);
  const expected = { sha256: sha256(content), bytes: content.length };
  await appErrorOf(archive.extract('a', join(folder, 'changed'), expected, {}), 'artifact-damaged');
  await appErrorOf(archive.read('a', 3), 'artifact-damaged');
  await appErrorOf(archive.read('b', 3), 'artifact-damaged');
  await archive.close();
});
