import { readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Wallet } from 'ethers';
import { beforeAll, expect, test } from 'vitest';
import { openWorkspace } from '../../../src-main/engine/store/workspace.ts';
import { appErrorOf } from '../groth16/app-error.ts';
import { CeremonyBench, OWNER, privateKey } from './support/ceremony-bench.ts';

const bench = new CeremonyBench();

beforeAll(async () => {
  await bench.publisher.importPtau({ path: bench.ptauPath });
});

test('three contributions that the owner alone signed stay local', async () => {
  bench.publisherKey = privateKey('1');
  await bench.prepare('alone');
  const { folder } = await bench.publisher.startCeremony({
    name: 'alone',
    folder: join(bench.root, 'alone'),
    publisher: [OWNER],
  });
  for (const contributor of ['One', 'Two', 'Three'])
    await bench.publisher.contributeToCeremony({ folder, contributor });
  const verified = await bench.publisher.verifyCeremony({ folder });
  expect(verified.text).toBe('phase 1: public; phase 2: 3 signed; grade: local');
  expect(verified.independent).toEqual([]);
  expect((await bench.publisher.finishCeremony({ name: 'alone', folder })).grade).toBe('local');
});

test("a signature may come later, from a wallet; until then the contribution is the publisher's own", async () => {
  bench.publisherKey = undefined;
  await bench.prepare('later');
  const { folder } = await bench.publisher.startCeremony({
    name: 'later',
    folder: join(bench.root, 'later round'),
    publisher: [OWNER],
  });
  const { statement, signer } = await bench.publisher.contributeToCeremony({ folder, contributor: 'Dan' });
  expect(signer).toBeNull();
  const text = async () => (await bench.publisher.verifyCeremony({ folder })).text;
  expect(await text()).toBe('phase 1: public; phase 2: 1 unsigned; grade: local');
  const signed = await bench.publisher.signContribution({
    folder,
    signature: await new Wallet(privateKey('5')).signMessage(statement),
  });
  expect(signed.signer).toBe(new Wallet(privateKey('5')).address);
  expect(await text()).toBe('phase 1: public; phase 2: 1 signed; grade: ceremony');
  await appErrorOf(bench.publisher.signContribution({ folder, signature: '0x00' }), 'option-invalid');

  // Given up, the model gets a key of its own.
  await bench.publisher.abandonCeremony({ name: 'later' });
  expect((await stat(folder)).isDirectory()).toBe(true);
  expect(await bench.publisher.setupModel({ name: 'later', ptau: bench.ptauPath })).toMatchObject({
    grade: 'local',
    provenance: 'public',
  });
});

test('two who contribute to one folder at once: one is kept, the other is told, the ceremony holds', async () => {
  bench.publisherKey = undefined;
  await bench.prepare('both');
  const { folder } = await bench.publisher.startCeremony({
    name: 'both',
    folder: join(bench.root, 'both round'),
    publisher: [OWNER],
  });
  // What a process that was killed would leave.
  await writeFile(join(folder, 'key-7-0123456789ab.zkey'), 'half');
  const outcomes = await Promise.allSettled(
    ['Alice', 'Bob'].map((name) => {
      const client = bench.open(name, () => privateKey('2'), bench.published);
      return client.contributeToCeremony({ folder, contributor: name, ptau: bench.ptauPath });
    }),
  );
  const [won, lost] = outcomes.sort((left) => (left.status === 'fulfilled' ? -1 : 1));
  expect(won?.status).toBe('fulfilled');
  await appErrorOf(
    lost?.status === 'rejected' ? Promise.reject(lost.reason as Error) : Promise.resolve(),
    'ceremony-invalid',
    // The key that it had begun to verify is gone already.
    'file-unreadable',
  );
  const { contributions } = await bench.publisher.verifyCeremony({ folder });
  expect(contributions).toHaveLength(1);
  expect(contributions[0]?.hash).toBe(won?.status === 'fulfilled' ? won.value.hash : '');
  const files = (await readdir(folder)).filter((name) => name !== 'ceremony.json' && name !== 'circuit.r1cs');
  await bench.publisher.contributeToCeremony({ folder, contributor: 'Alone' });
  expect(files).not.toContain('key-7-0123456789ab.zkey');
  expect((await readdir(folder)).filter((name) => name.startsWith('key'))).toHaveLength(1);
});

test('a worker that is killed while it adds to the key leaves the ceremony as it was', async () => {
  bench.publisherKey = privateKey('7');
  await bench.prepare('killed');
  const { folder } = await bench.publisher.startCeremony({
    name: 'killed',
    folder: join(bench.root, 'killed round'),
    publisher: [OWNER],
  });
  // So many iterations that there is time to kill it.
  const beacon = { block: 7, iterationsExponent: 21 };
  await bench.publisher.contributeToCeremony({ folder, contributor: 'Ada', beacon });
  const before = await readFile(join(folder, 'ceremony.json'), 'utf8');
  const add = (onProgress?: () => void) =>
    bench.publisher.addCeremonyBeacon(
      { folder, blockHash: `0x${'12'.repeat(32)}` },
      onProgress && { onProgress },
    );
  await appErrorOf(
    add(() => bench.workers.get('publisher')?.kill('SIGKILL')),
    'worker-ended',
  );
  expect(await readFile(join(folder, 'ceremony.json'), 'utf8')).toBe(before);
  expect((await bench.publisher.verifyCeremony({ folder })).contributions).toHaveLength(1);
  await add();
  expect((await readdir(folder)).filter((name) => /partial|^key/.test(name))).toHaveLength(1);
  expect((await bench.publisher.verifyCeremony({ folder })).contributions).toHaveLength(2);
});

test('a key that contributes in vain: of another circuit, changed while it was away', async () => {
  bench.publisherKey = privateKey('6');
  await bench.prepare('other');
  const { folder } = await bench.publisher.startCeremony({
    name: 'other',
    folder: join(bench.root, 'other round'),
    publisher: [OWNER],
  });
  await bench.publisher.contributeToCeremony({ folder, contributor: 'Eve' });
  await bench.publisher.importModel({ path: bench.model, name: 'twin' });
  await bench.publisher.quantizeModel({ name: 'twin', samples: bench.samples, weightBits: 5 });
  await bench.publisher.compileModel({ name: 'twin' });
  expect(
    (await appErrorOf(bench.publisher.finishCeremony({ name: 'twin', folder }), 'ceremony-invalid')).message,
  ).toContain('another circuit');
  const path = join(folder, 'ceremony.json');
  const text = await readFile(path, 'utf8');
  await writeFile(path, text.replace('"Eve"', '"Adam"'));
  expect(
    (await appErrorOf(bench.publisher.finishCeremony({ name: 'other', folder }), 'ceremony-invalid')).message,
  ).toContain('another name');
  // Nothing of it is in the workspace.
  const workspace = openWorkspace(join(bench.root, 'publisher'));
  expect((await workspace.models.read('other')).keys).toEqual({});
  await workspace.close();
});
