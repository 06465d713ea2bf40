import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Wallet } from 'ethers';
import { beforeAll, expect, test } from 'vitest';
import type { Client } from '../../../src-main/api/client.ts';
import { encodeArchiveHeader } from '../../../src-main/engine/archive/archive-header.ts';
import { writeArchive } from '../../../src-main/engine/archive/write-archive.ts';
import { beginCeremony } from '../../../src-main/engine/ceremony/begin-ceremony.ts';
import { readCeremony } from '../../../src-main/engine/ceremony/ceremony-file.ts';
import { packCeremony } from '../../../src-main/engine/ceremony/pack-ceremony.ts';
import { unpackCeremony } from '../../../src-main/engine/ceremony/unpack-ceremony.ts';
import { hashFile } from '../../../src-main/engine/store/artifact-store.ts';
import { freeDiskBytes } from '../../../src-main/engine/store/free-disk-bytes.ts';
import { appErrorOf } from '../groth16/app-error.ts';
import { writeTinyCircuit } from '../groth16/tiny-circuit.ts';
import { CeremonyBench, OWNER, privateKey } from './support/ceremony-bench.ts';

const bench = new CeremonyBench();
let folder: string;
/** A good file that holds the folder. */
let packed: string;
let ada: Client;
let fresh = 0;

const free = (name: string) => join(bench.root, `${name} ${fresh++}`);

async function begin(name: string, published: readonly { power: number; file: string; blake2b: string }[]) {
  const { r1csPath } = await writeTinyCircuit(bench.root, { isDoubled: true, name });
  const made = join(bench.root, `${name} round`);
  await beginCeremony({
    model: '../../evil',
    r1csPath,
    circuitHash: `0x${await hashFile(r1csPath)}`,
    ptauPath: bench.ptauPath,
    published: [...published],
    publisher: [OWNER],
    folder: made,
  });
  return made;
}

async function contentsOf(of: string): Promise<Record<string, Buffer>> {
  const names = (await readdir(of)).sort();
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(join(of, name))] as const)),
  );
}

beforeAll(async () => {
  folder = await begin('local', []);
  packed = join(bench.root, 'packed.tar');
  await packCeremony({ folder, archivePath: packed });
  ada = bench.open('ada', () => privateKey('2'));
});

test('a folder travels as a file, is contributed to, comes back and is verified', async () => {
  await writeFile(join(folder, 'notes.txt'), 'of the publisher alone');
  await mkdir(join(folder, 'more'));
  const output = free('round.tar');
  const made = await bench.publisher.packCeremony({ folder, output });
  expect(made).toMatchObject({ folder, path: output, contributions: 0 });
  expect(made.sha256).toBe(
    createHash('sha256')
      .update(await readFile(output))
      .digest('hex'),
  );
  await rm(join(folder, 'notes.txt'));
  await rm(join(folder, 'more'), { recursive: true });

  const at = free('at ada');
  expect(await ada.unpackCeremony({ path: output, folder: at })).toMatchObject({
    folder: at,
    contributions: [],
    namedBeacon: null,
  });
  expect(await contentsOf(at)).toEqual(await contentsOf(folder));
  const { hash } = await ada.contributeToCeremony({ folder: at, contributor: 'Ada' });

  const back = free('back.tar');
  expect((await ada.packCeremony({ folder: at, output: back })).contributions).toBe(1);
  const first = await bench.publisher.unpackCeremony({ path: back });
  const second = await bench.publisher.unpackCeremony({ path: back });
  expect(second.folder).not.toBe(first.folder);
  // Under the workspace, whatever the description calls the model.
  expect(first.folder.startsWith(join(bench.root, 'publisher', 'ceremonies', 'contribution-1-'))).toBe(true);
  const said = await bench.publisher.listCeremony({ folder: first.folder });
  expect(said.contributions).toMatchObject([
    { name: 'Ada', hash, signer: new Wallet(privateKey('2')).address },
  ]);
  const verified = await bench.publisher.verifyCeremony({ folder: first.folder });
  expect(verified.contributions.map((one) => one.hash)).toEqual([hash]);
  expect(verified.text).toBe('phase 1: public; phase 2: 1 signed; grade: ceremony');
});

test('published powers of tau are left out where they are not there', async () => {
  const published = await begin('published', bench.published);
  expect(await readdir(published)).not.toContain('phase1.ptau');
  const archivePath = free('published.tar');
  await packCeremony({ folder: published, archivePath });
  const target = free('unpacked');
  await unpackCeremony({ archivePath, folder: target });
  expect(await contentsOf(target)).toEqual(await contentsOf(published));
});

test('nothing is written over', async () => {
  const output = free('taken');
  await writeFile(output, 'mine');
  await appErrorOf(ada.packCeremony({ folder, output }), 'option-invalid');
  await appErrorOf(ada.unpackCeremony({ path: packed, folder: output }), 'option-invalid');
  expect(await readFile(output, 'utf8')).toBe('mine');
  const empty = free('empty');
  await mkdir(empty);
  await appErrorOf(ada.unpackCeremony({ path: packed, folder: empty }), 'option-invalid');
  const link = free('link');
  await symlink(join(bench.root, 'nowhere'), link);
  await appErrorOf(ada.unpackCeremony({ path: packed, folder: link }), 'option-invalid');
  await appErrorOf(ada.packCeremony({ folder, output: link }), 'option-invalid');
});

test('a damaged folder is not handed on, and no file is left', async () => {
  const before = (await readdir(bench.root)).length;
  const damaged = join(bench.root, 'damaged');
  for (const name of await readdir(folder)) {
    await cp(folder, damaged, { recursive: true });
    const path = join(damaged, name);
    const content = await readFile(path);
    content[content.length >> 1]! ^= 1;
    await writeFile(path, content);
    const archivePath = join(bench.root, 'never.tar');
    // A description may still read as one, and then name what is not there.
    const codes = ['artifact-damaged', 'ceremony-invalid', 'file-unreadable'] as const;
    await appErrorOf(packCeremony({ folder: damaged, archivePath }), ...codes);
    await rm(path);
    await appErrorOf(packCeremony({ folder: damaged, archivePath }), 'file-unreadable');
    await rm(damaged, { recursive: true });
  }
  expect((await readdir(bench.root)).length).toBe(before);
});

test('a damaged file is refused, and no folder is left', async () => {
  const good = await readFile(packed);
  const archivePath = free('bad.tar');
  const target = join(bench.root, 'refused');
  const ends = [0, 511, 512, 700, good.length >> 1, good.length - 1024, good.length - 1];
  const { key } = await readCeremony(folder);
  const at = (text: string) => good.indexOf(text);
  const changed = [at(key.file), good.indexOf('zkey', at(`${key.file}\0`)) + 5000, good.length - 2000];
  const contents = [
    ...ends.map((end) => good.subarray(0, end)),
    ...changed.map((place) => {
      const content = Buffer.from(good);
      content[place]! ^= 1;
      return content;
    }),
    Buffer.concat([good, Buffer.from('more')]),
  ];
  for (const content of contents) {
    await writeFile(archivePath, content);
    await appErrorOf(unpackCeremony({ archivePath, folder: target }), 'artifact-damaged', 'ceremony-invalid');
  }
  await appErrorOf(
    unpackCeremony({ archivePath: join(bench.root, 'nowhere'), folder: target }),
    'file-unreadable',
  );
  const names = await readdir(bench.root);
  expect(names.filter((name) => name.startsWith('refused'))).toEqual([]);
});

test('what leads out, links, strangers and a name that is missing are refused', async () => {
  const good = await readFile(packed);
  const body = good.subarray(0, good.length - 1024);
  const end = Buffer.alloc(1024);
  const target = join(bench.root, 'outside');
  const forged = (change: (block: Buffer) => void) => {
    const block = encodeArchiveHeader({ name: 'a', bytes: 0 });
    change(block);
    block.fill(32, 148, 156);
    const sum = block.reduce((total, byte) => total + byte, 0);
    block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
    return block;
  };
  const added = [
    forged((block) => block.write('../escaped', 0)),
    forged((block) => block.write('/tmp/escaped', 0)),
    forged((block) => {
      block.write('phase2.ptau', 0);
      block.write('2/etc/passwd', 156);
    }),
    forged((block) => block.write('1circuit.r1cs', 156)),
    forged((block) => block.write('stranger', 0)),
    forged((block) => block.write('deep/circuit.r1cs', 0)),
  ];
  const archivePath = free('forged.tar');
  for (const block of added) {
    await writeFile(archivePath, Buffer.concat([body, block, end]));
    await appErrorOf(unpackCeremony({ archivePath, folder: target }), 'artifact-damaged');
  }
  // Without the powers of tau, which nobody can fetch.
  const content = await readFile(join(folder, 'ceremony.json'));
  const sha256 = createHash('sha256').update(content).digest('hex');
  const alone = { name: 'ceremony.json', bytes: content.length, sha256, content };
  await writeArchive(archivePath, [alone], {});
  await appErrorOf(unpackCeremony({ archivePath, folder: target }), 'artifact-damaged');
  await writeArchive(archivePath, [{ ...alone, name: 'other.json' }], {});
  await appErrorOf(ada.unpackCeremony({ path: archivePath }), 'artifact-damaged');
  expect(await readdir(bench.root)).not.toContain('outside');
  expect(await readdir(bench.root)).not.toContain('escaped');
});

test('a file larger than the disk has room for is refused before anything is written', async () => {
  const content = await readFile(join(folder, 'ceremony.json'));
  const huge = (await freeDiskBytes(bench.root)) + 2 ** 30;
  const archivePath = free('huge.tar');
  const padded = Buffer.alloc(Math.ceil(content.length / 512) * 512);
  content.copy(padded);
  const { key } = await readCeremony(folder);
  const circuit = encodeArchiveHeader({ name: 'circuit.r1cs', bytes: 0 });
  const tau = encodeArchiveHeader({ name: 'phase1.ptau', bytes: 0 });
  const header = encodeArchiveHeader({ name: key.file, bytes: huge });
  const first = encodeArchiveHeader({ name: 'ceremony.json', bytes: content.length });
  const start = Buffer.concat([first, padded, circuit, tau, header]);
  await writeFile(archivePath, start);
  // It has holes, and takes no room itself.
  await truncate(archivePath, start.length + huge + 1024);
  const target = join(bench.root, 'much');
  await appErrorOf(unpackCeremony({ archivePath, folder: target }), 'disk-full');
  await rm(archivePath);
  expect((await readdir(bench.root)).filter((name) => name.startsWith('much'))).toEqual([]);
});

test('given up, neither leaves anything', async () => {
  const before = (await readdir(bench.root)).sort();
  const work = { signal: AbortSignal.abort() };
  await appErrorOf(packCeremony({ folder, archivePath: join(bench.root, 'no.tar') }, work), 'aborted');
  await appErrorOf(unpackCeremony({ archivePath: packed, folder: join(bench.root, 'no') }, work), 'aborted');
  expect((await readdir(bench.root)).sort()).toEqual(before);
});
