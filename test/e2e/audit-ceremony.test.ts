import { cp, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Wallet } from 'ethers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, createClient } from '../../src-main/api/client.ts';
import type { CallInput, CallResult } from '../../src-main/api/contract.ts';
import { createEngine, type Engine } from '../../src-main/engine/engine.ts';
import { forkWorker } from '../../src-main/engine/jobs/fork-worker.ts';
import { hashPtau } from '../../src-main/engine/proofs/groth16/ptau/ptau-provenance.ts';
import type { PublishedPtau } from '../../src-main/engine/proofs/groth16/ptau/published-ptau.ts';
import { writeLocalPtau } from '../../src-main/engine/proofs/groth16/ptau/write-local-ptau.ts';
import { releaseCurve } from '../../src-main/engine/proofs/groth16/prover/release-curve.ts';
import { temporaryFolder } from '../circuits/support/temporary-folder.ts';
import { writeTinyModel } from '../cli/support/tiny-model.ts';

const folder = temporaryFolder();
const keyOf = (digit: string) => `0x${digit.repeat(64)}`;
const addressOf = (digit: string) => new Wallet(keyOf(digit)).address;
const OWNER = addressOf('1');
const SIGNERS = ['2', '3', '4'];
const ptau = join(folder, 'shared.ptau');
const engines: Engine[] = [];
/** Who signs next. */
let signingKey = keyOf('1');
let published: PublishedPtau[];
let publisher: Client;
let samples: string;
let model: string;

function open(workspace: string, publishedPtau: readonly PublishedPtau[] = []): Client {
  const engine = createEngine(
    {
      paths: { workspace: join(folder, workspace) },
      secrets: { signingKey: () => Promise.resolve(signingKey) },
      spawnWorker: () => forkWorker(),
    },
    { publishedPtau },
  );
  engines.push(engine);
  return createClient(engine);
}

/** A model whose key these people made, with a beacon, and its bundle; returns the path of the key. */
async function makeBundle(client: Client, name: string, signers: readonly string[]): Promise<string> {
  await client.importModel({ path: model, name });
  await client.quantizeModel({ name, samples });
  await client.compileModel({ name });
  const round = join(folder, `round ${name}`);
  await client.startCeremony({ name, folder: round, ptau, publisher: [OWNER] });
  for (const [index, digit] of signers.entries()) {
    signingKey = keyOf(digit);
    const beacon = index === signers.length - 1 ? { block: 30_000_000, iterationsExponent: 10 } : undefined;
    await client.contributeToCeremony({ folder: round, ptau, contributor: `person ${index}`, beacon });
  }
  await client.addCeremonyBeacon({ folder: round, ptau, blockHash: `0x${'12'.repeat(32)}` });
  const made = await client.finishCeremony({ name, folder: round, ptau });
  await client.bundleModel({ name, output: join(folder, name) });
  return join(made.folder, 'proving-key.zkey');
}

const audit = (client: Client, name: string, options: Partial<CallInput<'auditBundle'>>) =>
  client.auditBundle({ path: join(folder, name), ptau, seed: 3, ...options });
const failed = ({ checks }: CallResult<'auditBundle'>) =>
  checks.filter(({ outcome }) => outcome === 'failed').map(({ code }) => code);

beforeAll(async () => {
  ({ model, samples } = await writeTinyModel(folder));
  await writeLocalPtau(ptau, 8);
  published = [{ power: 8, file: 'test_08.ptau', blake2b: await hashPtau(ptau) }];
  publisher = open('publisher', published);
});
afterAll(async () => {
  for (const engine of engines) await engine.close();
  releaseCurve();
});

test('three signers and a beacon on a published phase 1: ceremony, with their names; who is not there is missed', async () => {
  const key = await makeBundle(publisher, 'shared', SIGNERS);
  const result = await audit(publisher, 'shared', { key });
  expect(failed(result)).toEqual([]);
  expect(result.grade).toMatchObject({
    text: 'phase 1: public; phase 2: 3 signed + beacon; grade: ceremony',
    independent: SIGNERS.map(addressOf),
  });
  for (const digit of SIGNERS) expect(result.trusted.join(' ')).toContain(addressOf(digit));
  expect(failed(await audit(publisher, 'shared', { key, trust: [addressOf('9'), addressOf('3')] }))).toEqual(
    [],
  );
  expect(failed(await audit(publisher, 'shared', { key, trust: [addressOf('9')] }))).toEqual(['trust']);
  expect(failed(await audit(publisher, 'shared', { trust: [addressOf('3')] }))).toEqual(['trust']);
  // A program that does not know the file as a published one finds that the transcript claims too much.
  const stranger = await audit(open('stranger'), 'shared', { key });
  expect(failed(stranger)).toEqual(['key']);
  expect(stranger.grade).toBeNull();
});

test('an export of it is restored as a key for good', async () => {
  const output = join(folder, 'shared.proofpress');
  await publisher.exportModel({ name: 'shared', output });
  const other = open('other', published);
  expect(await other.restoreModel({ path: output })).toMatchObject({ name: 'shared', hasKey: true });
  expect(await other.setupModel({ name: 'shared' })).toMatchObject({ reused: true, grade: 'ceremony' });
  expect((await readdir(join(folder, 'other/artifacts'))).some((name) => name.endsWith('.partial'))).toBe(
    false,
  );
});

test('the same on powers of tau of their own, and signed by the owner alone: local', async () => {
  const own = open('own');
  // What takes long, and is the same for everybody.
  await cp(join(folder, 'publisher/gadgets'), join(folder, 'own/gadgets'), { recursive: true });
  const local = await audit(own, 'apart', { key: await makeBundle(own, 'apart', SIGNERS) });
  expect(failed(local)).toEqual([]);
  expect(local.grade?.text).toBe('phase 1: local; phase 2: 3 signed + beacon; grade: local');
  const key = await makeBundle(publisher, 'alone', ['1', '1', '1']);
  const alone = await audit(publisher, 'alone', { key });
  expect(failed(alone)).toEqual([]);
  expect(alone.grade?.text).toBe('phase 1: public; phase 2: 3 signed + beacon; grade: local');
  // The key of another ceremony over the same circuit.
  const exchanged = await audit(publisher, 'alone', {
    key: join(folder, 'publisher/artifacts', (await keyFolders())[0]!, 'proving-key.zkey'),
  });
  expect(failed(exchanged)).toEqual(expect.arrayContaining(['key']));
});

/** The folders of keys in the publisher's workspace that are not those of "alone". */
async function keyFolders(): Promise<string[]> {
  const { folder: own } = await publisher.setupModel({ name: 'alone' });
  const names = await readdir(join(folder, 'publisher/artifacts'));
  return names.filter((name) => name.startsWith('setup-') && !own.endsWith(name));
}
